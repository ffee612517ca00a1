#!/usr/bin/env bash
# Installs wrk, the load generator of the benchmarks, which otherwise need the same as the tests. With --python: an environment with
# WeasyPrint, whose python's path is printed.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

if [ "${1:-}" != --python ]; then
  command -v wrk >/dev/null || apt_install "the benchmarks" wrk
  exit
fi

purpose="the benchmarks"
need_python "$purpose"
ldconfig -p | grep -q libpangoft2-1.0 && ldconfig -p | grep -q libharfbuzz-subset \
  || apt_install "$purpose (WeasyPrint sets texts)" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core
wanted=e2e/bench/requirements.txt
made=${XDG_CACHE_HOME:-$HOME/.cache}/semaine/bench-$(python3 --version | cat - "$wanted" | sha256sum | cut -c1-12)
mkdir -p "$(dirname "$made")"
if [ ! -e "$made/complete" ]; then
  say "pip install into $made: $purpose"
  make_python "$made" "$wanted"
  touch "$made/complete"
fi
printf '%s\n' "$made/bin/python"
