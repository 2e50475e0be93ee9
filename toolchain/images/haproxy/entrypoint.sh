#!/bin/bash
# Starts HAProxy the way the official image does: master-worker mode (-W, reload by SIGUSR2) and in the foreground (-db).
set -euo pipefail

if [[ ${1:-} == -* ]]; then
  set -- haproxy "$@"
fi

if [[ ${1:-} == haproxy ]]; then
  shift
  set -- haproxy -W -db "$@"
fi

exec "$@"
