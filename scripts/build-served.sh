#!/usr/bin/env bash
# build-served.sh DATABASE  builds the server and its bundle for `make run`, and fills DATABASE with the demonstration data.
#
# The bundle is built beside the server, and the data loaded beside the bundle: each keeps only one core busy for a part of its time.
set -euo pipefail

echo "server and bundle: cargo build --profile served" >&2
cargo build --profile served --bin xtask
# The server of these profiles reads the bundle from this folder, whose path it takes when it is compiled.
mkdir -p dist
"$CARGO_TARGET_DIR/served/xtask" web --profile served &
web=$!
trap 'kill "$web" 2>/dev/null || true' EXIT
cargo build --profile served --bin semaine
scripts/demo.sh "$CARGO_TARGET_DIR/served/semaine" "$1"
wait "$web"
trap - EXIT
