#!/usr/bin/env bash
# What only the measurements need: wrk, which asks; beside what the tests need.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

command -v wrk >/dev/null || apt_install "the measurements" wrk
