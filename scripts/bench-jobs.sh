#!/usr/bin/env bash
# Throughput of the job queue on both engines, beside pgbench on the same machine. JOBS=100000 for another number of jobs.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh
[ -n "${BENCH_POSTGRES:-}" ] || exec scripts/with-postgres.sh "$0" "$@"

jobs=${JOBS:-50000}
folder=$(mktemp -d "${TMPDIR:-/tmp}/bench-jobs.XXXXXX")
trap 'rm -rf "$folder"' EXIT
for database in floor queue; do "$BENCH_POSTGRES_BIN/psql" -q "$BENCH_POSTGRES/postgres" -c "CREATE DATABASE $database"; done

say "pgbench: one row inserted, then deleted, a transaction each, 8 clients"
"$BENCH_POSTGRES_BIN/psql" -q "$BENCH_POSTGRES/floor" -c 'CREATE TABLE t (id BIGSERIAL PRIMARY KEY, at TIMESTAMPTZ NOT NULL, payload JSONB NOT NULL)'
cat >"$folder/floor.sql" <<'SQL'
INSERT INTO t (at, payload) VALUES (now(), '{"number":1}') RETURNING id \gset
DELETE FROM t WHERE id = :id;
SQL
"$BENCH_POSTGRES_BIN/pgbench" -n -c 8 -j 2 -T 10 -f "$folder/floor.sql" "$BENCH_POSTGRES/floor" | grep -E '^(tps|latency average)'

run=(cargo bench -q -p api --bench jobs ${PROFILE:+--profile "$PROFILE"} --)
say "PostgreSQL, $jobs jobs"
"${run[@]}" "$BENCH_POSTGRES/queue" "$jobs"
say "SQLite, $jobs jobs"
"${run[@]}" "$folder/queue.sqlite" "$jobs"
