#!/usr/bin/env bash
# Installs wrk, the load generator of the benchmarks, which otherwise need the same as the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

command -v wrk >/dev/null || apt_install "the benchmarks" wrk
