{{- /*
Every secret value: the one that is given, else the one that an earlier run or the operator left in the cluster, else a new one.
Made once for each run of Helm, because a second look would make another random value.
*/ -}}
{{- define "vector-platform.keys" -}}
{{- if not (hasKey $.Values "resolvedKeys") -}}
{{- $_ := set $.Values "resolvedKeys" (include "vector-platform.resolve-keys" $ | fromJson) -}}
{{- end -}}
{{- toJson $.Values.resolvedKeys -}}
{{- end -}}

{{- define "vector-platform.resolve-keys" -}}
{{- $given := $.Values.secrets.values -}}
{{- $there := include "vector-platform.kept-keys" $ | fromJson -}}
{{- $keys := dict -}}
{{- range $name := splitList " " (include "vector-platform.generated-keys" $) -}}
{{- $value := coalesce (get $given $name) (get $there $name) (randAlphaNum 64) -}}
{{- $_ := set $keys $name $value -}}
{{- end -}}
{{- /* The key that everybody is told how to read is the first client's. */ -}}
{{- range $client := keys ($given.apiKeys | default dict) | sortAlpha | reverse -}}
{{- $_ := set $keys "apiKey" (get $given.apiKeys $client) -}}
{{- end -}}
{{- $_ := set $keys "webhookUrl" (coalesce $given.webhookUrl (get $there "webhookUrl") "") -}}
{{- $certificate := coalesce $given.tlsCertificate (get $there "tlsCertificate") -}}
{{- $_ := set $keys "tlsCertificate" ($certificate | default (include "vector-platform.new-certificate" $)) -}}
{{- $_ := set $keys "apiKeys" ($given.apiKeys | default (dict "default" $keys.apiKey)) -}}
{{- toJson $keys -}}
{{- end -}}

{{- /* What is in the Secret that the operator names, else in the one that this chart keeps. Nothing where there is no cluster. */ -}}
{{- define "vector-platform.kept-keys" -}}
{{- $name := $.Values.secrets.existingSecret | default "vector-platform-keys" -}}
{{- $secret := lookup "v1" "Secret" $.Release.Namespace $name -}}
{{- if and $.Values.secrets.existingSecret $.Release.IsInstall (lookup "v1" "Namespace" "" "kube-system") (not $secret) -}}
{{- fail (printf "secrets.existingSecret is %s, and there is no such Secret in the namespace %s; create it before, or leave the value empty" $name $.Release.Namespace) -}}
{{- end -}}
{{- $values := dict -}}
{{- range $key, $value := ($secret | default dict).data | default dict -}}
{{- $_ := set $values $key (b64dec $value) -}}
{{- end -}}
{{- toJson $values -}}
{{- end -}}

{{- define "vector-platform.new-certificate" -}}
{{- $names := list -}}
{{- $addresses := list -}}
{{- range $host := include "vector-platform.hosts" $ | fromJsonArray -}}
{{- if regexMatch "^[0-9.]+$|:" $host -}}
{{- $addresses = append $addresses $host -}}
{{- else -}}
{{- $names = append $names $host -}}
{{- end -}}
{{- end -}}
{{- $made := genSelfSignedCert "vector-platform" $addresses $names 365 -}}
{{- printf "%s%s" $made.Key $made.Cert -}}
{{- end -}}

{{- /* Names and addresses that a certificate has to be good for. */ -}}
{{- define "vector-platform.hosts" -}}
{{- $hosts := $.Values.gateway.tls.hostnames -}}
{{- $published := $.Values.gateway.publish.address -}}
{{- if not (has $published (list "" "0.0.0.0" "::")) -}}{{- $hosts = append $hosts $published -}}{{- end -}}
{{- uniq $hosts | toJson -}}
{{- end -}}

{{- /* The gateway's map from a key's hash to its owner: nobody who reads it can call with what he finds. */ -}}
{{- define "vector-platform.api-keys" -}}
{{- $keys := include "vector-platform.keys" $ | fromJson -}}
{{- $lines := list -}}
{{- range $name, $key := $keys.apiKeys -}}
{{- $lines = append $lines (printf "%s %s" (sha256sum $key | upper) $name) -}}
{{- end -}}
{{- sortAlpha $lines | join "\n" -}}
{{- end -}}

{{- /* Whether alerts are sent anywhere: not empty if so. */ -}}
{{- define "vector-platform.webhook" -}}
{{- $keys := include "vector-platform.keys" $ | fromJson -}}
{{- if or $keys.webhookUrl $.Values.secrets.webhook -}}true{{- end -}}
{{- end -}}

{{- /* The Secret that holds the values themselves. */ -}}
{{- define "vector-platform.keys-secret" -}}
{{- $.Values.secrets.existingSecret | default "vector-platform-keys" -}}
{{- end -}}
