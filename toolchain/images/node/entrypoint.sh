#!/bin/bash
# Starts Node the way the official image does: anything that is not a command is an argument for node.
set -euo pipefail

if [[ $# -gt 0 && ($1 == -* || -z $(type -P "$1") || -f $1 && ! -x $1) ]]; then
  set -- node "$@"
fi

exec "$@"
