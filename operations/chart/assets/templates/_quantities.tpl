{{- /* Cores such as 2, 0.5 or "250m", in thousandths. */ -}}
{{- define "vector-platform.millicores" -}}
{{- $text := toString . -}}
{{- if hasSuffix "m" $text -}}
{{- trimSuffix "m" $text -}}
{{- else -}}
{{- round (mulf (float64 $text) 1000) 0 | int64 -}}
{{- end -}}
{{- end -}}

{{- /* A size such as 256Mi, 1.5Gi or 1Ti, in MiB. */ -}}
{{- define "vector-platform.mebibytes" -}}
{{- $text := toString . -}}
{{- $factors := dict "Mi" 1 "Gi" 1024 "Ti" 1048576 -}}
{{- $unit := regexFind "(Mi|Gi|Ti)$" $text -}}
{{- if not $unit -}}
{{- fail (printf "%s is no size; allowed: a number with Mi, Gi or Ti, such as 256Mi" $text) -}}
{{- end -}}
{{- round (mulf (float64 (trimSuffix $unit $text)) (get $factors $unit)) 0 | int64 -}}
{{- end -}}

{{- /* Thousandths of a core as the API server prints them. */ -}}
{{- define "vector-platform.as-cores" -}}
{{- $millis := max 1 (int64 .) -}}
{{- if eq (mod $millis 1000) 0 -}}{{ div $millis 1000 }}{{- else -}}{{ $millis }}m{{- end -}}
{{- end -}}

{{- /* A number of units, in the next larger one where that leaves nothing over. */ -}}
{{- define "vector-platform.as-size" -}}
{{- $number := int64 .number -}}
{{- if eq (mod $number 1024) 0 -}}{{ div $number 1024 }}{{ index .units 1 }}{{- else -}}{{ $number }}{{ index .units 0 }}{{- end -}}
{{- end -}}
