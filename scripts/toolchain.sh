#!/usr/bin/env bash
# Prints the name under which rustup has the compiler of rust-toolchain.toml, when it has it under another name only: a machine may
# hold 1.95.0 as "stable" and be out of reach of rustup's server. Prints nothing when rustup is missing or needs no help.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -z "${RUSTUP_TOOLCHAIN:-}" ] || exit 0                 # somebody has chosen already
wanted=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
toolchains=${RUSTUP_HOME:-$HOME/.rustup}/toolchains
if compgen -G "$toolchains/$wanted-*" >/dev/null; then exit 0; fi

for toolchain in "$toolchains"/*; do
  [ -x "$toolchain/bin/rustc" ] && [ -x "$toolchain/bin/cargo-clippy" ] && [ -x "$toolchain/bin/cargo-fmt" ] || continue
  if [ "$("$toolchain/bin/rustc" --version | cut -d' ' -f2)" = "$wanted" ]; then
    printf '%s\n' "${toolchain##*/}"
    exit 0
  fi
done
