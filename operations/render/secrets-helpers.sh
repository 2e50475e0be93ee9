# Values go through files that only this user reads: a command line shows them to every process listing.
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT && umask 077

kubectl() { command kubectl ${CONTEXT:+--context "$CONTEXT"} "$@"; }

digest() { printf %s "$1" | sha256sum | cut -d' ' -f1 | tr a-f A-F; }

from_cluster() { # KEY
  local template="{{ with index .data \"$1\" }}{{ . | base64decode }}{{ end }}"
  kubectl --namespace "$namespace" get secret "$kept" --ignore-not-found --output "go-template=$template"
}

generated() { openssl rand -hex 32; }

certificate() { # ALTERNATIVE-NAMES
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj /CN=vector-platform \
    -addext "subjectAltName=$1" -keyout "$folder/tls.key" -out "$folder/tls.crt" 2>/dev/null
  cat "$folder/tls.key" "$folder/tls.crt"
}

missing() { # VARIABLE
  echo "$1 has to be given in the environment" >&2
  exit 1
}

# The first of the three that says anything.
value() { # GIVEN KEY COMMAND…
  local given=$1 key=$2 found
  shift 2
  if [[ -n $given ]]; then
    printf %s "$given"
    return
  fi
  found=$(from_cluster "$key")
  if [[ -n $found ]]; then printf %s "$found"; else "$@"; fi
}

apply() { # NAMESPACE NAME OPTION…
  local namespace=$1 name=$2
  shift 2
  kubectl create secret generic "$name" --namespace "$namespace" "$@" --dry-run=client --output yaml |
    kubectl apply --server-side --force-conflicts --field-manager create-secrets --filename -
}

keep() { # KEY VALUE…
  local options=()
  while (($#)); do
    printf %s "$2" >"$folder/$1"
    options+=(--from-file="$1=$folder/$1")
    shift 2
  done
  apply "$namespace" "$kept" "${options[@]}"
}
