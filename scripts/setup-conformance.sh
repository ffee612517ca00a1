#!/usr/bin/env bash
# Makes the Python environment of e2e/conformance with the versions of its requirements.txt, and prints the python to run it with.
#
#   "$(scripts/setup-conformance.sh)" -m pytest e2e/conformance
#   scripts/setup-conformance.sh --lock      resolve requirements.in anew and write requirements.txt
#
# The environment lies in the user's cache, one for each content of requirements.txt: a second clone finds it made.
# Standard output carries the path alone; everything else goes to standard error.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

wanted=e2e/conformance/requirements.txt
purpose="the conformance tests"

command -v python3 >/dev/null || apt_install "$purpose" python3
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "$purpose need Python 3.11 or newer; this is $(python3 --version)."
python3 -c 'import ensurepip' 2>/dev/null || apt_install "$purpose" python3-venv
command -v pdftotext >/dev/null || apt_install "$purpose (poppler reads what we print)" poppler-utils
command -v ogrinfo >/dev/null || apt_install "$purpose (GDAL reads our maps)" gdal-bin
# A gigabyte once installed: the gate has it always, a person who wants to see it gets it alone (its tests say how).
if [ "${CI:-}" = 1 ]; then
  /usr/bin/python3 -c 'import qgis.core' 2>/dev/null \
    || (apt_install "$purpose (QGIS opens our collections)" python3-qgis qgis-providers) \
    || say "QGIS could not be installed: its tests are skipped, and say so"
fi

# make_environment FOLDER REQUIREMENTS
make_environment() {
  rm -rf "$1"
  python3 -m venv "$1" >&2 || fail "python3 -m venv failed"
  "$1/bin/pip" install --quiet --disable-pip-version-check -r "$2" >&2 || fail "pip could not install $2; is the package index reachable?"
}

if [ "${1:-}" = --lock ]; then
  work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
  make_environment "$work/venv" e2e/conformance/requirements.in
  { echo "# Made by scripts/setup-conformance.sh --lock from requirements.in"
    "$work/venv/bin/pip" freeze --disable-pip-version-check; } >"$wanted"
  say "written: $wanted"
  exit
fi

key=$(python3 --version | cat - "$wanted" | sha256sum | cut -c1-12)
environment=${XDG_CACHE_HOME:-$HOME/.cache}/semaine/conformance-$key
mkdir -p "$(dirname "$environment")"
exec 9>"$environment.lock"; flock 9          # two callers at once build once
if [ ! -e "$environment/complete" ]; then
  say "pip install into $environment: $purpose"
  make_environment "$environment" "$wanted"
  touch "$environment/complete"
fi
printf '%s\n' "$environment/bin/python"
