#!/usr/bin/env bash
# Installs what building and running need: a C compiler, libpq, the wasm32 standard library, the browser libraries.
# Safe to run again at any time; checking an installed dependency takes milliseconds.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

command -v cargo >/dev/null || fail "Rust is missing. Install rustup (https://rustup.rs) and run this again."
# With rustup this is the compiler of rust-toolchain.toml, which rustup fetches if it must; without, the one that is there.
have=$(rustc --version | cut -d' ' -f2) || fail "rustup could not fetch the compiler that rust-toolchain.toml names."
wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
[ "$(printf '%s\n' "$wanted" "$have" | sort -V | head -n1)" = "$wanted" ] \
  || fail "rustc $have is too old; $wanted or newer is needed."

missing=()
command -v cc >/dev/null || missing+=(gcc libc6-dev)
command -v pkg-config >/dev/null || missing+=(pkg-config)
{ command -v pkg-config >/dev/null && pkg-config --exists libpq; } || command -v pg_config >/dev/null || missing+=(libpq-dev)
[ ${#missing[@]} = 0 ] || apt_install "the build" "${missing[@]}"

npm_install web 18 "map library, styles, fonts and API viewer of the bundle"
wasm_rustc=$(scripts/setup-wasm.sh)
say "ready to build: rustc $have, wasm32 by $wasm_rustc, npm packages"
