#!/usr/bin/env bash
# demo.sh SEMAINE DATABASE  fills DATABASE with demonstration data, unless an earlier run completed.
set -euo pipefail
semaine=$1 database=$2 complete=$2.complete

if [ -e "$complete" ] && [ -e "$database" ]; then exit 0; fi
mkdir -p "$(dirname "$database")"
rm -f "$complete" "$database" "$database-wal" "$database-shm"     # an interrupted run leaves incomplete data
SEMAINE_DATABASE_URL=$database "$semaine" demo
touch "$complete"
