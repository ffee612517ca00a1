#!/usr/bin/env bash
# with-postgres.sh COMMAND…  runs a command beside a PostgreSQL of its own, with the durability of a real one, and removes it afterwards.
# The command finds BENCH_POSTGRES (URL of the server, without a database), BENCH_POSTGRES_BIN (folder of its programs) and
# BENCH_POSTGRES_LOG (its log).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1 || dirname "$(command -v initdb)")
[ -x "$bin/pgbench" ] || fail "no pgbench beside PostgreSQL's programs in $bin"
folder=$(mktemp -d "${TMPDIR:-/tmp}/bench-postgres.XXXXXX")
user=()
# PostgreSQL does not run as root.
if [ "$(id -u)" = 0 ]; then
  chown nobody "$folder"
  user=(setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME=/tmp)
fi
pg() { local program=$1; shift; (cd / && "${user[@]}" "$bin/$program" "$@"); }
cleanup() { pg pg_ctl -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"; }
trap cleanup EXIT

port=$((20000 + RANDOM % 20000))
pg initdb -D "$folder/data" -U semaine -A trust -E UTF8 >/dev/null
pg pg_ctl -D "$folder/data" -w -l "$folder/data/log" -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=" start >/dev/null
export BENCH_POSTGRES="postgres://semaine@127.0.0.1:$port" BENCH_POSTGRES_BIN=$bin BENCH_POSTGRES_LOG=$folder/data/log
"$@"
