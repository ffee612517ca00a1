#!/usr/bin/env bash
# GDAL 3.12.4 reads a text of GeoJSON that begins like a date and time as that date and time, and drops the rest.
#
# Input: a valid feature (RFC 7946) with a property that is a text: an interval of ISO 8601, opening hours, a time with a place.
# Seen:  `2026-11-16T09:00:00+01:00/2026-11-16T17:00:00+01:00` becomes the date and time 2026-11-16T09:00:00+01:00, without its end;
#        `09:00 Lyon` becomes the time 09:00:00. `2026-11-16 09:00-17:00` is 09:00 in a zone 17 hours behind UTC. An interval of days
#        stays a text, and so does `09:00-17:00`.
#        The type is guessed from all features: one that has another text (`sur demande`, or an empty one) leaves the whole property
#        as it is written, so that the same interval is read in one file and not in the other. Nothing is reported.
# Right: open with DATE_AS_STRING=YES, or give beginning and end a property each.
#
# Installs pyogrio 0.13.0, whose wheel carries GDAL, from PyPI in a temporary folder; needs python3. Fails when the version or its
# behaviour is another one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip -q install pyogrio==0.13.0 >log 2>&1 || { tail log; exit 1; }

cat >read.py <<'SCRIPT'
"""Reads features that have these values of one property, and prints its type and the values.

    read.py [--text] VALUE…
"""

import json
import sys
from pathlib import Path

from pyogrio.raw import read

values = [one for one in sys.argv[1:] if one != "--text"]
point = {"type": "Point", "coordinates": [4.85, 45.76]}
features = [{"type": "Feature", "geometry": point, "properties": {"open": one}} for one in values]
Path("visits.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
options = {"DATE_AS_STRING": "YES"} if "--text" in sys.argv else {}
meta, _, _, (column,) = read("visits.geojson", datetime_as_string=True, **options)
print(meta["ogr_types"][0].removeprefix("OFT"), *column, sep=" | ")
SCRIPT

# expect EXPECTED [OPTION] VALUE…
expect() {
  local expected=$1 seen
  shift
  seen=$(venv/bin/python read.py "$@")
  [ "$expected" = "$seen" ] && { printf 'as described: %s: %s\n' "$*" "$seen"; return; }
  printf 'otherwise: %s\nexpected: %s\nseen: %s\n' "$*" "$expected" "$seen"
  exit 1
}

version=$(venv/bin/python -c 'import pyogrio; print(pyogrio.__gdal_version_string__)')
[ "$version" = 3.12.4 ] || { echo "otherwise: GDAL $version"; exit 1; }

hours=2026-11-16T09:00:00+01:00/2026-11-16T17:00:00+01:00
expect "DateTime | 2026-11-16T09:00:00+01:00" "$hours"
expect "DateTime | 2026-11-16T09:00:00-17:00" "2026-11-16 09:00-17:00"
expect "Time | 09:00:00" "09:00 Lyon"
expect "Time | 09:00:00" "09:00"
expect "String | 2026-11-16/2026-11-20" "2026-11-16/2026-11-20"
expect "String | 09:00-17:00" "09:00-17:00"
expect "String | $hours | sur demande" "$hours" "sur demande"
expect "String | $hours | " "$hours" ""
expect "String | $hours" --text "$hours"
