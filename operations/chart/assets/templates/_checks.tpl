{{- /* What a schema of single values cannot know; every template of the gateway asks for it. */ -}}
{{- define "vector-platform.checks" -}}
{{- $on := include "vector-platform.switches" $ | fromYaml -}}
{{- if and (gt (int $.Values.canaryWeight) 0) (not (and $on.blue $on.green)) -}}
{{- fail (printf "canaryWeight is %d; allowed: 0 while only one slot runs; enable the other slot first" (int $.Values.canaryWeight)) -}}
{{- end -}}
{{- if and (not $on.loadBalancer) (or (lt (int $.Values.gateway.publish.port) 30000) (gt (int $.Values.gateway.publish.port) 32767)) -}}
{{- fail (printf "gateway.publish.port is %d; allowed: a node port, 30000 to 32767, while kubernetes.exposure is NodePort" (int $.Values.gateway.publish.port)) -}}
{{- end -}}
{{- if lt (int $.Values.gateway.rateLimit.burst) (int $.Values.gateway.rateLimit.requestsPerSecond) -}}
{{- fail (printf "gateway.rateLimit.burst is %d; allowed: at least gateway.rateLimit.requestsPerSecond, %d" (int $.Values.gateway.rateLimit.burst) (int $.Values.gateway.rateLimit.requestsPerSecond)) -}}
{{- end -}}
{{- range $name := include "vector-platform.collection-names" $ | fromJsonArray -}}
{{- $copies := int (get $.Values.collections $name).replicas -}}
{{- if gt $copies (int $.Values.qdrant.replicas) -}}
{{- fail (printf "collections.%s.replicas is %d; allowed: at most one copy on each Qdrant node, and qdrant.replicas is %d" $name $copies (int $.Values.qdrant.replicas)) -}}
{{- end -}}
{{- end -}}
{{- include "vector-platform.check-switch" $ -}}
{{- end -}}

{{- /* Helm changes everything at once, so traffic may only move to a slot that runs already. */ -}}
{{- define "vector-platform.check-switch" -}}
{{- if $.Release.IsUpgrade -}}
{{- $namespace := $.Release.Namespace -}}
{{- $active := printf "api-%s" $.Values.activeSlot -}}
{{- if and (lookup "apps/v1" "Deployment" $namespace "gateway") (not (lookup "apps/v1" "Deployment" $namespace $active)) -}}
{{- fail (printf "activeSlot is %s, and that slot does not run yet: set slots.%s.enabled, upgrade, and switch with the next upgrade" $.Values.activeSlot $.Values.activeSlot) -}}
{{- end -}}
{{- end -}}
{{- end -}}
