#!/usr/bin/env bash
# Lints what is compiled for the browser. RUSTC is what setup-wasm.sh answered: Debian's compiler comes without clippy and rustdoc,
# so with it the crates are checked for wasm32 and linted for the host.
set -euo pipefail
wasm=(--target wasm32-unknown-unknown --target-dir "$CARGO_TARGET_DIR/web")

if [ "$RUSTC" = rustc ]; then
  cargo clippy -q -p shared -p web "${wasm[@]}" -- -D warnings
  RUSTDOCFLAGS="-D warnings" cargo doc -q --no-deps --document-private-items -p web "${wasm[@]}"
else
  cargo check -q -p shared -p web "${wasm[@]}"
  RUSTC=rustc cargo clippy -q -p web -- -D warnings
fi
