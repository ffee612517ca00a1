#!/usr/bin/env bash
# Checks spelling, unused dependencies, and licences, origins and direction of the crates.
set -euo pipefail
tools=$("$(dirname "$0")/setup-lint.sh")
PATH=$tools:$PATH

typos
cargo machete --skip-target-dir >/dev/null || { cargo machete --skip-target-dir; exit 1; }
# The advisories' database is on a server that not every machine reaches; where it is: cargo deny check advisories
cargo deny --log-level warn --locked check bans licenses sources
