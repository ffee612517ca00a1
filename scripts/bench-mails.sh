#!/usr/bin/env bash
# Letters sent to a mail server on loopback, on both engines, with and without signature. Starts a PostgreSQL of its own, with the
# durability of a real one, and removes it. LETTERS=1000 for another number of letters; PROFILE=dev without optimisation.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

letters=${LETTERS:-10000}
bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1 || dirname "$(command -v initdb)")
[ -x "$bin/initdb" ] || fail "no PostgreSQL in $bin"
folder=$(mktemp -d "${TMPDIR:-/tmp}/bench-mails.XXXXXX")
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
for database in plain signed; do pg createdb -h 127.0.0.1 -p "$port" -U semaine "$database"; done

openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$folder/rsa.pem" 2>/dev/null

run=(cargo bench -q -p api --bench mails ${PROFILE:+--profile "$PROFILE"} --)
say "PostgreSQL, $letters letters; then signed"
"${run[@]}" "$url/plain" "$letters"
"${run[@]}" "$url/signed" "$letters" "s1=$folder/rsa.pem"
say "SQLite, $letters letters; then signed"
"${run[@]}" "$folder/plain.sqlite" "$letters"
"${run[@]}" "$folder/signed.sqlite" "$letters" "s1=$folder/rsa.pem"
