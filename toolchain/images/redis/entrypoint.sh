#!/bin/bash
# Starts Redis the way the official image does: bare options or a configuration file mean "redis-server with these".
set -euo pipefail

if [[ ${1:-} == -* || ${1:-} == *.conf ]]; then
  set -- redis-server "$@"
fi

# Data files are for the server's own user alone.
umask 0077
exec "$@"
