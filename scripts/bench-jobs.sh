#!/usr/bin/env bash
# Throughput of the job queue on both engines, beside pgbench on the same machine. Starts a PostgreSQL of its own, with the
# durability of a real one, and removes it. JOBS=100000 for another number of jobs.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

jobs=${JOBS:-50000}
bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1 || dirname "$(command -v initdb)")
[ -x "$bin/pgbench" ] || fail "no pgbench beside PostgreSQL's programs in $bin"
folder=$(mktemp -d "${TMPDIR:-/tmp}/bench-jobs.XXXXXX")
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
url="postgres://semaine@127.0.0.1:$port"
for database in floor queue; do pg createdb -h 127.0.0.1 -p "$port" -U semaine "$database"; done

say "pgbench: one row inserted, then deleted, a transaction each, 8 clients"
pg psql -q "$url/floor" -c 'CREATE TABLE t (id BIGSERIAL PRIMARY KEY, at TIMESTAMPTZ NOT NULL, payload JSONB NOT NULL)'
cat >"$folder/floor.sql" <<'SQL'
INSERT INTO t (at, payload) VALUES (now(), '{"number":1}') RETURNING id \gset
DELETE FROM t WHERE id = :id;
SQL
chmod 755 "$folder"
pg pgbench -n -h 127.0.0.1 -p "$port" -U semaine -c 8 -j 2 -T 10 -f "$folder/floor.sql" floor | grep -E '^(tps|latency average)'

run=(cargo bench -q -p api --bench jobs ${PROFILE:+--profile "$PROFILE"} --)
say "PostgreSQL, $jobs jobs"
"${run[@]}" "$url/queue" "$jobs"
say "SQLite, $jobs jobs"
"${run[@]}" "$folder/queue.sqlite" "$jobs"
