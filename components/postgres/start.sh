#!/usr/bin/env bash
# Starts PostgreSQL with its roles in line with the secret files.
#
# The official entrypoint sets a password when it creates the cluster and never again, so a rotated one would lock every
# client out. Here the roles are set before each start by a single-user backend: no socket is open yet, nobody connects
# with the old password after the new one is in force, and a client that finds the port open finds the new password.
set -euo pipefail
shopt -s inherit_errexit
umask 077

fail() {
  printf 'postgres: %s\n' "$*" >&2
  exit 1
}

literal() { printf "'%s'" "${1//\'/\'\'}"; }
identifier() { printf '"%s"' "${1//\"/\"\"}"; }

# One statement a line, from standard input: a command line would show passwords to every process listing.
single_user() {
  postgres --single -D "$PGDATA" -c config_file="$CONFIG_DIRECTORY/postgresql.conf" \
    -c exit_on_error=on -c log_checkpoints=off -c log_min_error_statement=panic postgres
}

# A killed server leaves its lock behind. The server was process $$ then, as it will be again below: a lock that names this
# very process is stale, while PostgreSQL would take it for a running server and refuse.
clear_stale_lock() {
  local lock="$PGDATA/postmaster.pid" owner
  [[ -e $lock ]] || return 0
  read -r owner <"$lock"
  [[ $owner != "$$" ]] || rm "$lock"
}

create_cluster() {
  local version
  for version in "${PGDATA%/*/*}"/*/*/PG_VERSION; do
    [[ ! -e $version ]] || fail "the volume holds data of PostgreSQL $(<"$version") in ${version%/*}, but this image uses $PGDATA." \
      "Go back to the image of that major version, or upgrade the data with pg_upgrade first."
  done
  # Renamed when complete, so that an interrupted first start leaves nothing that looks like a database.
  local partial="${PGDATA%/*/*}/.partial"
  rm -rf "$partial"
  initdb --pgdata="$partial" --username=postgres --auth-local=peer --auth-host=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 --data-checksums >/dev/null
  mkdir -p "${PGDATA%/*}"
  mv --no-target-directory "$partial" "$PGDATA"
}

role() { # NAME PASSWORD-FILE
  local password
  password=$(<"$2")
  [[ -n $password ]] || fail "$2 is empty; the role $1 needs a password"
  printf 'DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = %s) THEN CREATE ROLE %s; END IF; END$$;\n' \
    "$(literal "$1")" "$(identifier "$1")"
  printf 'ALTER ROLE %s WITH LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD %s;\n' \
    "$(identifier "$1")" "$(literal "$password")"
}

roles() {
  role "$DATABASE_USER" "$SECRET_DIRECTORY/password"
  role "$MONITOR_USER" "$SECRET_DIRECTORY/monitor-password"
  printf 'GRANT pg_monitor TO %s;\n' "$(identifier "$MONITOR_USER")"
}

database() {
  local name owner found
  name=$(identifier "$DATABASE")
  owner=$(identifier "$DATABASE_USER")
  found=$(single_user <<<"SELECT 'present' FROM pg_database WHERE datname = $(literal "$DATABASE")")
  [[ $found == *'"present"'* ]] || printf 'CREATE DATABASE %s;\n' "$name"
  printf 'ALTER DATABASE %s OWNER TO %s;\n' "$name" "$owner"
  printf 'REVOKE ALL ON DATABASE %s FROM PUBLIC;\n' "$name"
  printf 'GRANT CONNECT ON DATABASE %s TO %s;\n' "$name" "$(identifier "$MONITOR_USER")"
}

[[ -s $PGDATA/PG_VERSION ]] || create_cluster
clear_stale_lock
statements=$(roles; database)
single_user <<<"$statements" >/dev/null || fail "could not bring roles and database in line with the configuration"

exec postgres -D "$PGDATA" -c config_file="$CONFIG_DIRECTORY/postgresql.conf"
