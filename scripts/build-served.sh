#!/usr/bin/env bash
# Builds the server and its bundle for `make run`, side by side: each of them keeps only one core busy for a part of its time. The
# server goes first where both want one, for its last crate takes longest.
set -euo pipefail

echo "server and bundle: cargo build --profile served" >&2
cargo build --profile served --bin xtask
nice "$CARGO_TARGET_DIR/served/xtask" web --profile served &
web=$!
trap 'kill "$web" 2>/dev/null || true' EXIT
cargo build --profile served --bin semaine
wait "$web"
trap - EXIT
