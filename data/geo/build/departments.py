#!/usr/bin/env python3
"""Fills the holes of the departments: communes that have no contour in the source (see ../NOTICE.md) are in no department.

    departments.py GEO [COMMUNE…]

A hole within a department is closed. One between departments goes to the department of the commune that GEO/communes has there. A hole
at the border of the country is no closed way: its COMMUNE is named, and the border follows the contour of it. The limits follow.
"""

import json
import sys
from collections import Counter
from math import cos, hypot, radians
from pathlib import Path

from contours import unpacked

OUTER = {"TYPE": "outer", "RANK": 0}
REGION = {"TYPE": "reg", "RANK": 1}
INNER = {"TYPE": "inner", "RANK": 2}
# A point of a border this near to the contour of a commune, about 300 m, is a point of both: the contours are simplified apart.
NEAR_DEG = 0.003


class Map:
    """A TopoJSON file with its arcs in whole steps of the grid."""

    def __init__(self, path, shape=lambda file: file):
        self.path = path
        self.json = shape(json.loads(path.read_text()))
        self.lines = []
        for arc in self.json["arcs"]:
            x = y = 0
            line = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                line.append((x, y))
            self.lines.append(line)

    def line(self, number):
        return self.lines[number] if number >= 0 else self.lines[~number][::-1]

    def ring(self, numbers):
        return [point for number in numbers for point in self.line(number)[:-1]]

    def degrees(self, point):
        (sx, sy), (tx, ty) = self.json["transform"]["scale"], self.json["transform"]["translate"]
        return point[0] * sx + tx, point[1] * sy + ty

    def steps(self, point):
        (sx, sy), (tx, ty) = self.json["transform"]["scale"], self.json["transform"]["translate"]
        return round((point[0] - tx) / sx), round((point[1] - ty) / sy)

    def shapes(self, layer=None):
        objects = self.json["objects"]
        return (objects[layer] if layer else next(iter(objects.values())))["geometries"]

    def save(self):
        self.path.write_text(json.dumps(self.json, ensure_ascii=False, separators=(",", ":")))


def arc_of(number):
    return number if number >= 0 else ~number


def parts(shape):
    """The polygons of a shape, or its lines: lists that may be changed."""
    return shape["arcs"] if shape["type"].startswith("Multi") else [shape["arcs"]]


def inside(point, ring):
    x, y = point
    crossed = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1]):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossed = not crossed
    return crossed


def contains(shapes_map, shape, point):
    return any(
        inside(point, [shapes_map.degrees(corner) for corner in shapes_map.ring(outer)])
        and not any(inside(point, [shapes_map.degrees(corner) for corner in shapes_map.ring(hole)]) for hole in holes)
        for outer, *holes in parts(shape)
    )


def point_within(ring):
    """A point of a ring's inside: the middle of its widest part at half its height."""
    heights = [y for _, y in ring]
    y = (min(heights) + max(heights)) / 2 + 0.25
    crossings = sorted((x2 - x1) * (y - y1) / (y2 - y1) + x1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1]) if (y1 > y) != (y2 > y))
    west, east = max(zip(crossings[::2], crossings[1::2]), key=lambda span: span[1] - span[0])
    return (west + east) / 2, y


def turn(ring):
    """Twice the signed area: holes and the outside of a coast differ in sign."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1]))


def close_inner_rings(departments, uses):
    """Removes the rings within a department that no other department fills; returns their arcs."""
    closed = set()
    for shape in departments:
        for polygon in parts(shape):
            for ring in polygon[1:]:
                if all(uses[arc_of(number)] == 1 for number in ring):
                    polygon.remove(ring)
                    closed.update(map(arc_of, ring))
    return closed


def gaps(france, edges):
    """The closed ways along edges of departments that no other department has, around a hole: lists of arcs."""
    after = {}
    for number in edges:
        after.setdefault(france.line(number)[0], []).append(number)
    left = dict(edges)
    while left:
        first = next(iter(left))
        way, number = [], first
        while number in left:
            del left[number]
            way.append(number)
            number = after[france.line(number)[-1]][0]
        if number == first and len({edges[each] for each in way}) > 1 and turn(france.ring(way)) > 0:
            yield way


def owner(france, geo, way, candidates):
    """The department among the candidates that has a commune within the way."""
    point = france.degrees(point_within(france.ring(way)))
    found = []
    for department in candidates:
        communes = Map(geo / "communes" / f"{department}.json", unpacked)
        found += [department for shape in communes.shapes() if contains(communes, shape, point)]
    (only,) = set(found)
    return only


def fill(france, geo, way, edges, departments):
    """Gives a gap to its department; returns the arcs that are no limits any more, and those that are limits of two departments now."""
    department = owner(france, geo, way, sorted({edges[number] for number in way}))
    own = [edges[number] == department for number in way]
    # Turned so that the department's own arcs come first.
    begin = next(at for at in range(len(way)) if own[at] and not own[at - 1])
    way, own = way[begin:] + way[:begin], own[begin:] + own[:begin]
    count = own.index(False)
    assert not any(own[count:]), "its own arcs follow each other"
    gone, around = way[:count], [~number for number in reversed(way[count:])]
    for shape in departments:
        if shape["properties"]["dep"] != department:
            continue
        for polygon in parts(shape):
            for ring in polygon:
                if gone[0] in ring:
                    at = ring.index(gone[0])
                    turned = ring[at:] + ring[:at]
                    assert turned[:count] == gone
                    ring[:] = around + turned[count:]
    return {arc_of(number) for number in gone}, {arc_of(number): (department, edges[number]) for number in way[count:]}


def near(point, ring):
    """Number of the corner of a ring that is nearest to a point, and its distance in degrees."""
    distances = [hypot((x - point[0]) * cos(radians(point[1])), y - point[1]) for x, y in ring]
    nearest = min(range(len(ring)), key=distances.__getitem__)
    return nearest, distances[nearest]


def follow_border(france, geo, commune, edges):
    """Lets the outer edge of a department follow the contour of a commune, between the first and the last point that are near it."""
    department = commune[:2]
    communes = Map(geo / "communes" / f"{department}.json", unpacked)
    shape = next(shape for shape in communes.shapes() if shape["properties"]["code"] == commune)
    (ring,) = [communes.ring(outer) for outer, *_ in parts(shape)]
    ring = [communes.degrees(point) for point in ring]
    for number, of in edges.items():
        points = [france.degrees(point) for point in france.lines[arc_of(number)]]
        touching = [at for at, point in enumerate(points) if near(point, ring)[1] < NEAR_DEG]
        if of != department or len(touching) < 2:
            continue
        first, last = touching[0], touching[-1]
        begin, end = near(points[first], ring)[0], near(points[last], ring)[0]
        ahead = ring[begin:] + ring[:begin]
        length = (end - begin) % len(ring)
        ways = ahead[: length + 1], [ahead[0], *reversed(ahead[length:])]
        own = next(shape for shape in france.shapes("departements") if shape["properties"]["dep"] == department)
        way = min(ways, key=lambda way: sum(contains(france, own, point) for point in way) / len(way))
        line = france.lines[arc_of(number)]
        line[first + 1 : last] = [france.steps(point) for point in way]
        france.json["arcs"][arc_of(number)] = [[x - px, y - py] for (px, py), (x, y) in zip([(0, 0), *line], line)]
        return
    raise SystemExit(f"{commune} is not at a border")


def redraw_limits(france, gone, shared, regions):
    """Removes the limits that are gone, and draws those between two departments as such."""
    kept = []
    for shape in france.shapes("limites"):
        lines = [[number for number in line if arc_of(number) not in gone and arc_of(number) not in shared] for line in parts(shape)]
        lines = [line for line in lines if line]
        if lines:
            single = len(lines) == 1
            shape["type"], shape["arcs"] = ("LineString", lines[0]) if single else ("MultiLineString", lines)
            kept.append(shape)
    for arc, (one, other) in shared.items():
        properties = INNER if regions[one] == regions[other] else REGION
        kept.append({"arcs": [arc], "type": "LineString", "properties": dict(properties)})
    france.json["objects"]["limites"]["geometries"] = kept


def drop_unused_arcs(france):
    lists = [arcs for shape in france.shapes("departements") for polygon in parts(shape) for arcs in polygon]
    lists += [line for shape in france.shapes("limites") for line in parts(shape)]
    used = sorted({arc_of(number) for arcs in lists for number in arcs})
    place = {arc: at for at, arc in enumerate(used)}
    for arcs in lists:
        arcs[:] = [place[number] if number >= 0 else ~place[~number] for number in arcs]
    france.json["arcs"] = [france.json["arcs"][arc] for arc in used]


def main(geo, *communes):
    geo = Path(geo)
    france = Map(geo / "base" / "france.topojson")
    departments = france.shapes("departements")
    regions = {shape["properties"]["dep"]: shape["properties"]["reg"] for shape in departments}
    rings = [(ring, shape["properties"]["dep"]) for shape in departments for polygon in parts(shape) for ring in polygon]
    uses = Counter(arc_of(number) for ring, _ in rings for number in ring)
    gone = close_inner_rings(departments, uses)
    edges = {number: department for ring, department in rings for number in ring if uses[arc_of(number)] == 1 and arc_of(number) not in gone}
    shared = {}
    for way in list(gaps(france, edges)):
        left, between = fill(france, geo, way, edges, departments)
        gone |= left
        shared |= between
    for commune in communes:
        follow_border(france, geo, commune, edges)
    redraw_limits(france, gone, shared, regions)
    drop_unused_arcs(france)
    france.save()
    print(f"{len(gone)} limits of holes removed, {len(shared)} drawn between departments", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
