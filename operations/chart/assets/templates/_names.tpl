{{- /* The tag of an image, as far as a label can hold it. */ -}}
{{- define "vector-platform.version-of" -}}
{{- $tag := regexFind ":[A-Za-z0-9_][A-Za-z0-9_.-]*$" (splitList "@" . | first) | trimPrefix ":" | trunc 63 -}}
{{- regexReplaceAll "[^A-Za-z0-9]+$" $tag "" -}}
{{- end -}}

{{- /* Image of a slot: (list $ "blue"). */ -}}
{{- define "vector-platform.slot-image" -}}
{{- $root := index . 0 -}}
{{- $slot := index . 1 -}}
{{- $image := (get $root.Values.slots $slot).image -}}
{{- required (printf "slots.%s.image is not set; allowed: the reference of an image that the cluster can pull" $slot) $image -}}
{{- end -}}

{{- /* Names of the collections, the standard ones in the order in which they are declared. */ -}}
{{- define "vector-platform.collection-names" -}}
{{- $given := $.Values.collections -}}
{{- $names := list -}}
{{- range $name := splitList " " (include "vector-platform.standard-collections" $) -}}
{{- if get $given $name -}}{{- $names = append $names $name -}}{{- end -}}
{{- end -}}
{{- range $name := keys $given | sortAlpha -}}
{{- if and (get $given $name) (not (has $name $names)) -}}{{- $names = append $names $name -}}{{- end -}}
{{- end -}}
{{- toJson $names -}}
{{- end -}}

{{- /* name:dimensions of each collection, as the API service reads them. */ -}}
{{- define "vector-platform.collection-list" -}}
{{- $parts := list -}}
{{- range $name := include "vector-platform.collection-names" $ | fromJsonArray -}}
{{- $dimensions := (get $.Values.collections $name).dimensions | default $.Values.embedding.dimensions -}}
{{- $parts = append $parts (printf "%s:%d" $name (int $dimensions)) -}}
{{- end -}}
{{- join "," $parts -}}
{{- end -}}

{{- /* The collections in full, for the job that creates them. */ -}}
{{- define "vector-platform.collections" -}}
{{- $all := list -}}
{{- range $name := include "vector-platform.collection-names" $ | fromJsonArray -}}
{{- $given := get $.Values.collections $name -}}
{{- $dimensions := $given.dimensions | default $.Values.embedding.dimensions -}}
{{- $all = append $all (merge (dict "name" $name "dimensions" (int $dimensions)) $given) -}}
{{- end -}}
{{- toJson $all -}}
{{- end -}}
