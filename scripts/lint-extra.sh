#!/usr/bin/env bash
# Checks whose tools take minutes to install: they run where installed, and print a note where not.
set -euo pipefail

# optional PROGRAM CRATE COMMAND…
optional() {
  local program=$1 crate=$2; shift 2
  if command -v "$program" >/dev/null; then "$@"; else echo "  skipped: $* (cargo install --locked $crate)" >&2; fi
}

optional typos typos-cli typos
optional cargo-machete cargo-machete cargo machete
optional cargo-deny cargo-deny cargo deny check bans licenses sources
