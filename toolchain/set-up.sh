#!/bin/sh
# What has to be there before our own code can run: Node.js, npm and the dependencies. Then set-up itself takes over.
# usage: set-up.sh [set-up | dependencies | summary STACK | needs STACK | kubernetes | kubernetes-provider | stop-cluster | clean-tools]
set -eu
project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$project"

stop() {
  echo "error: $1" >&2
  exit 1
}

command -v node >/dev/null || stop "Node.js is missing: install Node.js 20.19 or newer (https://nodejs.org)."
command -v npm >/dev/null || stop "npm is missing: install the npm that comes with Node.js 20.19 or newer."
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  stop "Node.js $(node --version) is too old: install Node.js 20.19 or newer (https://nodejs.org)."

if ! reason=$(node toolchain/dependencies.js); then
  echo "dependencies          npm ci: $reason …"
  began=$(date +%s)
  npm ci --no-audit --no-fund --loglevel=error </dev/null || stop "npm ci failed, see above; run the command again once its cause is gone."
  echo "dependencies          installed … took $(($(date +%s) - began)) s"
fi

[ "${1:-set-up}" != dependencies ] || exit 0
exec node --import tsx toolchain/main.ts "${@:-set-up}"
