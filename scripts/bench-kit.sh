#!/usr/bin/env bash
# CPU time of the files of a communication kit, in release: a row for each file, the whole kit, and its keys; then that of WeasyPrint and
# of headless Chromium for pages like them. The fonts are those of `make web`.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

[ -e dist/print/public-sans-latin-400.ttf.br ] || fail "no fonts in dist/print; make web"
say "Communication kit"
measured=$(cargo run -q --profile "${PROFILE:-release}" -p kit --example kit)
printf '%s\n' "$measured"
say "The same by other programs"
"$(scripts/setup-bench.sh --python)" e2e/bench/pages.py <<<"$measured"
