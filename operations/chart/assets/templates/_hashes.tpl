{{- /* Of the files in a ConfigMap, given as YAML: changes exactly when a file does. */ -}}
{{- define "vector-platform.hash" -}}
{{- $files := fromYaml . -}}
{{- $pairs := list -}}
{{- range $name := keys $files | sortAlpha -}}
{{- $pairs = append $pairs (list $name (get $files $name)) -}}
{{- end -}}
{{- toRawJson $pairs | sha256sum | trunc 16 -}}
{{- end -}}

{{- /* The same for a Secret, (list $ yaml): salted, because a plain hash of a weak password could be guessed. */ -}}
{{- define "vector-platform.sealed-hash" -}}
{{- $root := index . 0 -}}
{{- if $root.Values.secrets.create -}}
{{- $keys := include "vector-platform.keys" $root | fromJson -}}
{{- printf "%s\n%s" $keys.operatorKey (index . 1) | sha256sum | trunc 16 -}}
{{- else -}}
{{- print "kept-elsewhere" -}}
{{- end -}}
{{- end -}}
