#!/usr/bin/env bash
# Lints the crates compiled for the browser. RUSTC is the output of setup-wasm.sh. Debian's compiler comes without clippy and rustdoc;
# with it, the crates are checked for wasm32 and linted for the host.
set -euo pipefail
wasm=(--target wasm32-unknown-unknown --target-dir "$CARGO_TARGET_DIR/web")

if [ "$RUSTC" = rustc ]; then
  cargo clippy -q -p shared -p web "${wasm[@]}" -- -D warnings
  RUSTDOCFLAGS="-D warnings" cargo doc -q --no-deps --document-private-items -p web "${wasm[@]}"
else
  cargo check -q -p shared -p web "${wasm[@]}"
  RUSTC=rustc cargo clippy -q -p web -- -D warnings
fi
