#!/usr/bin/env python3
"""Gives the communes that lack a part their whole contour.

    holes.py CONTOURS HOLES GEO

CONTOURS is a folder of {department}.json in the shape of GEO/communes, HOLES a table with the column code_actuel: the communes of
today of which a part has no contour in GEO/communes (see ../NOTICE.md). Their geometry is replaced by that of CONTOURS, rounded to the
grid of the department; the neighbours keep theirs.
"""

import csv
import json
import sys
from collections import defaultdict
from pathlib import Path


def geometries(topology):
    return next(iter(topology["objects"].values()))["geometries"]


def rings(topology, arc_lists):
    """The rings of a polygon in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arcs in arc_lists:
        ring = []
        for number in arcs:
            x = y = 0
            line = []
            for dx, dy in topology["arcs"][number if number >= 0 else ~number]:
                x, y = x + dx, y + dy
                line.append((x * sx + tx, y * sy + ty))
            if number < 0:
                line.reverse()
            ring += line if not ring else line[1:]
        yield ring


def add(topology, ring):
    """Adds a ring as an arc of its own and returns its number; none if nothing of it is left on the grid."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    points = [(round((lon - tx) / sx), round((lat - ty) / sy)) for lon, lat in ring]
    points = [point for number, point in enumerate(points) if number == 0 or point != points[number - 1]]
    if len(points) < 4:
        return None
    arc = [points[0]] + [(x - px, y - py) for (px, py), (x, y) in zip(points, points[1:])]
    topology["arcs"].append([list(step) for step in arc])
    return len(topology["arcs"]) - 1


def main(contours, holes, geo):
    with open(holes, encoding="utf-8") as file:
        codes = {row["code_actuel"] for row in csv.DictReader(file, delimiter="\t")}
    by_department = defaultdict(set)
    for code in codes:
        by_department[code[:3] if code.startswith("97") else code[:2]].add(code)
    for department, wanted in sorted(by_department.items()):
        path = Path(geo) / "communes" / f"{department}.json"
        topology = json.loads(path.read_text())
        source = json.loads((Path(contours) / f"{department}.json").read_text())
        whole = {shape["properties"]["code"]: shape for shape in geometries(source)}
        for shape in geometries(topology):
            code = shape["properties"]["code"]
            if code not in wanted:
                continue
            given = whole[code]
            polygons = [given["arcs"]] if given["type"] == "Polygon" else given["arcs"]
            kept = []
            for polygon in polygons:
                outer, *inner = [add(topology, ring) for ring in rings(source, polygon)]
                if outer is not None:
                    kept.append([[outer], *([number] for number in inner if number is not None)])
            shape["type"], shape["arcs"] = ("Polygon", kept[0]) if len(kept) == 1 else ("MultiPolygon", kept)
        path.write_text(json.dumps(topology, ensure_ascii=False, separators=(",", ":")))


main(*sys.argv[1:])
