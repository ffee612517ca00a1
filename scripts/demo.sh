#!/usr/bin/env bash
# demo.sh SEMAINE DATABASE  fills DATABASE with the demonstration, unless a run of this has done so completely.
set -euo pipefail
semaine=$1 database=$2 complete=$2.complete

if [ -e "$complete" ] && [ -e "$database" ]; then exit 0; fi
mkdir -p "$(dirname "$database")"
rm -f "$complete" "$database" "$database-wal" "$database-shm"     # what an interrupted run left is not a demonstration
SEMAINE_DATABASE_URL=$database "$semaine" demo
touch "$complete"
