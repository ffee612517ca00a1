#!/usr/bin/env bash
# Build times and the size of the server, beside their targets, in a clone of the last commit. Crates and packages are downloaded, nothing
# is compiled. Takes an hour and a half on two cores, which must have nothing else to do.
#
# RUN_BEFORE and RELEASE_BEFORE are the seconds that the build to compare with took on the same machine (docs/decisions/0002).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

run_before=${RUN_BEFORE:-790}
release_before=${RELEASE_BEFORE:-239}
folder=$(mktemp -d "${TMPDIR:-/tmp}/bench-build.XXXXXX")
log=$folder/log
server=

# Ends what `start` started, with all that it started.
stop() {
  [ -n "$server" ] || return 0
  kill -- "-$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=
}
trap 'stop; rm -rf "$folder"' EXIT

# start TARGET  runs a target of make that serves, on a free port.
start() {
  : >"$log"
  SEMAINE_LISTEN=127.0.0.1:0 setsid make --no-print-directory "$1" >>"$log" 2>&1 &
  server=$!
}

# answered NUMBER  waits until the server with this NUMBER answers.
answered() {
  local address=
  until [ -n "$address" ] && curl -fsS -o /dev/null "$address/api/health/ready" 2>/dev/null; do
    kill -0 "$server" 2>/dev/null || { tail -n 20 "$log" >&2; fail "the server has ended"; }
    sleep 0.05
    address=$(sed -n 's|.*listening on \(http://[0-9.:]*\).*|\1|p' "$log" | sed -n "$1p")
  done
}

# change  changes a line of a feature: the name of a list in its cursors.
changes=0
change() {
  changes=$((changes + 1))
  sed -i "s/^const LIST: &str = \".*\";$/const LIST: \&str = \"log-$changes\";/" api/src/journal/list.rs
  grep -q "\"log-$changes\"" api/src/journal/list.rs || fail "api/src/journal/list.rs has no line to change"
}

# since START  prints the seconds since a time in nanoseconds.
since() { awk -v ns="$(($(date +%s%N) - $1))" 'BEGIN { printf "%.1f", ns / 1e9 }'; }
# share PART WHOLE  prints a number that is a part of another.
share() { awk -v part="$1" -v whole="$2" 'BEGIN { printf "%.2f", part * whole }'; }
row() { printf '%-52s %10s   %s\n' "$1" "$2" "$3"; }

toolchain=$(scripts/toolchain.sh)
[ -z "$toolchain" ] || export RUSTUP_TOOLCHAIN=$toolchain
unset CARGO_TARGET_DIR
[ -z "$(git status --porcelain)" ] || say "changes that are not committed are left out"
git clone -q . "$folder/clone"
cd "$folder/clone"
cargo fetch -q --locked
make --no-print-directory setup >&2

say "make run"
begin=$(date +%s%N)
start run
answered 1
row "make run, nothing compiled, until the server answers" "$(since "$begin") s" "≤ $(share 0.5 "$run_before") s, half of $run_before s"
stop

say "make dev"
start dev
answered 1
change
begin=$(date +%s%N)
answered 2
row "make dev, from a changed line to the answer" "$(since "$begin") s" "≤ 12 s"
stop

say "cargo test --no-run"
cargo test -q --no-run
change
begin=$(date +%s%N)
cargo test -q --no-run
row "tests, built after a changed line" "$(since "$begin") s" "none"

say "cargo build --release"
make --no-print-directory web >&2
cargo build -q --release --bin semaine
bytes=$(stat -c %s target/release/semaine)
change
begin=$(date +%s%N)
cargo build -q --release --bin semaine
row "release server, built after a changed line" "$(since "$begin") s" "≤ $(share 0.15 "$release_before") s, 0.15 × $release_before s"
row "the binary" "$(awk -v bytes="$bytes" 'BEGIN { printf "%.1f", bytes / 1e6 }') MB" "≤ 35 MB"
