#!/bin/bash
# Starts PostgreSQL with the variables of the official image:
#   POSTGRES_USER, POSTGRES_PASSWORD(_FILE), POSTGRES_DB, POSTGRES_INITDB_ARGS, POSTGRES_HOST_AUTH_METHOD, PGDATA.
# The first start creates the cluster beside PGDATA and renames it when it is complete, so that an interrupted
# first start leaves nothing that a second one could mistake for a database.
set -Eeuo pipefail
shopt -s nullglob

fail() {
  printf 'postgres: %s\n' "$*" >&2
  exit 1
}

# from_file NAME: sets NAME from the file that NAME_FILE points to.
from_file() {
  local name=$1 file_name="$1_FILE"
  local file=${!file_name:-}
  [[ -n $file ]] || return 0
  [[ -z ${!name:-} ]] || fail "$name and $file_name are both set; keep one of them"
  [[ -r $file ]] || fail "$file_name points to $file, which user $(id -u) cannot read"
  printf -v "$name" '%s' "$(<"$file")"
  unset "$file_name"
}

local_psql() {
  PGHOST=/var/run/postgresql psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --no-password "$@"
}

run_init_files() {
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    echo "postgres: running $file"
    case $file in
      *.sh) if [[ -x $file ]]; then "$file"; else
        # shellcheck source=/dev/null
        . "$file"
      fi ;;
      *.sql) local_psql --dbname="$POSTGRES_DB" --file="$file" ;;
      *.sql.gz) gunzip --stdout "$file" | local_psql --dbname="$POSTGRES_DB" ;;
      *.sql.xz) xzcat "$file" | local_psql --dbname="$POSTGRES_DB" ;;
      *.sql.zst) zstd --decompress --stdout "$file" | local_psql --dbname="$POSTGRES_DB" ;;
      *) echo "postgres: ignoring $file" ;;
    esac
  done
}

create_cluster() {
  local final=$1 partial="$1.partial"
  [[ -n ${POSTGRES_PASSWORD:-} || ${POSTGRES_HOST_AUTH_METHOD:-} == trust ]] ||
    fail "the first start needs a superuser password: set POSTGRES_PASSWORD_FILE (or POSTGRES_PASSWORD)"
  rm -rf "$partial"
  mkdir -p "$partial"
  chmod 0700 "$partial"

  # POSTGRES_INITDB_ARGS is a list of words by contract, so it is split on purpose.
  # shellcheck disable=SC2086
  initdb --pgdata="$partial" --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "${POSTGRES_PASSWORD:-unused}") \
    ${POSTGRES_INITDB_ARGS:-}
  printf '\nhost all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$partial/pg_hba.conf"

  # Reachable through the socket alone: nobody outside meets a server whose set-up has not finished.
  export PGDATA=$partial
  pg_ctl start --wait --silent --options="-c listen_addresses='' -c unix_socket_directories=/var/run/postgresql"
  if [[ $POSTGRES_DB != postgres ]]; then
    local_psql --dbname=postgres --set=db="$POSTGRES_DB" <<<'CREATE DATABASE :"db";'
  fi
  export POSTGRES_USER POSTGRES_DB
  run_init_files
  pg_ctl stop --wait --silent --mode=fast

  if [[ -d $final ]]; then
    rmdir "$final" || fail "$final is a mount or not empty; mount the volume at /var/lib/postgresql and leave PGDATA below it"
  fi
  mv "$partial" "$final"
  export PGDATA=$final
  echo "postgres: cluster ready in $final"
}

if [[ ${1:-} == -* ]]; then
  set -- postgres "$@"
fi

if [[ ${1:-} == postgres ]]; then
  [[ $(id -u) != 0 ]] || fail "will not run as root; start the container as user 999"
  from_file POSTGRES_USER
  from_file POSTGRES_PASSWORD
  from_file POSTGRES_DB
  POSTGRES_USER=${POSTGRES_USER:-postgres}
  POSTGRES_DB=${POSTGRES_DB:-$POSTGRES_USER}
  [[ -s $PGDATA/PG_VERSION ]] || create_cluster "$PGDATA"
  unset POSTGRES_PASSWORD
fi

exec "$@"
