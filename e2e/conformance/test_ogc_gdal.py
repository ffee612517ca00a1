"""Reads OGC API – Features with the system's GDAL driver, as ogr2ogr and QGIS users do."""

import re
import struct
import subprocess
from typing import Any

import pyogrio
import pytest
from conftest import AT_MOST_S, Get
from ogc import ROOT, gdal, ids, listed

LYON = (4.7, 45.6, 5.0, 45.9)
# The same, roughly, in Lambert-93.
LYON_METRES = (832000.0, 6502000.0, 855000.0, 6535000.0)
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


def points(features: list[dict[str, Any]]) -> dict[str, list[float]]:
    """Coordinates of the features that have any, by id."""
    return {feature["properties"].get("id") or feature["id"]: feature["geometry"]["coordinates"] for feature in features if feature["geometry"]}


def read_by_pyogrio(site: str, **asked: Any) -> tuple[str, dict[str, tuple[float, ...]]]:
    """System and points of a layer, as read by the GDAL of pyogrio, which is newer than that of most systems and knows part 2."""
    meta, _, geometry, columns = pyogrio.raw.read(f"OAPIF:{site}{ROOT}", layer="events-2018", PAGE_SIZE="1000", **asked)
    found = columns[list(meta["fields"]).index("id")]
    return meta["crs"], {name: struct.unpack("<dd", point[5:21]) for name, point in zip(found, geometry, strict=True) if point}


def info(site: str, *arguments: str) -> str:
    command = ["ogrinfo", "-ro", f"OAPIF:{site}{ROOT}", *arguments]
    done = subprocess.run(command, capture_output=True, check=True, timeout=AT_MOST_S, text=True)
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


def test_each_collection_is_a_layer_of_points(base_url: str, get: Get) -> None:
    editions = [edition["slug"] for edition in get("/api/v1/editions").json()]

    layers = re.findall(r"^\d+: (\S+) .*\(Point\)$", info(base_url), re.MULTILINE)

    assert set(layers) == {"events"} | {f"events-{slug}" for slug in editions}


def test_a_layer_has_its_size_and_extent(base_url: str, get: Get) -> None:
    total = get("/api/v1/catalogue/events", params={"edition": "2018", "count": "true"}).json()["total"]
    points = [feature["geometry"]["coordinates"] for feature in get("/api/v1/catalogue/points", params={"edition": "2018"}).json()["features"]]

    told = info(base_url, "-so", "events-2018")

    assert f"Feature Count: {total}" in told
    extent = re.search(r"Extent: \((\S+), (\S+)\) - \((\S+), (\S+)\)", told)
    assert extent
    west, south, east, north = map(float, extent.groups())
    assert (west, south) == pytest.approx((min(x for x, _ in points), min(y for _, y in points)), abs=1e-4)
    assert (east, north) == pytest.approx((max(x for x, _ in points), max(y for _, y in points)), abs=1e-4)


def test_all_items_are_read_by_next(base_url: str, get: Get) -> None:
    # GDAL requests pages of ten items.
    features, log = gdal(base_url, "events-2018")

    assert ids(features) == listed(get, edition="2018")
    assert log.count("cursor=") > 100


def test_the_collection_of_all_editions_has_each_edition(base_url: str, get: Get) -> None:
    features, _ = gdal(base_url, "events", "-oo", "PAGE_SIZE=1000")

    expected: set[str] = set()
    for edition in get("/api/v1/editions").json():
        expected |= listed(get, edition=edition["slug"])
    assert ids(features) == expected


def test_a_box_filter_is_sent_to_the_server(base_url: str, get: Get) -> None:
    features, log = gdal(base_url, "events-2018", "-spat", *map(str, LYON))

    assert "bbox=" in log
    expected = listed(get, edition="2018", bbox=",".join(map(str, LYON)))
    assert len(expected) > 10
    assert ids(features) == expected


@pytest.mark.parametrize(
    ("where", "filters"),
    [
        ("region = '84'", {"region": "84"}),
        ("department = '974' AND status = 'scheduled'", {"department": "974", "status": "scheduled"}),
        ("kind = 'company_visit' AND access = 'open'", {"kind": "company_visit", "access": "open"}),
    ],
)
def test_a_property_filter_is_sent_to_the_server(base_url: str, get: Get, where: str, filters: dict[str, str]) -> None:
    features, log = gdal(base_url, "events-2018", "-where", where, "-oo", "PAGE_SIZE=500")

    for name, value in filters.items():
        assert f"{name}={value}" in log, log
    expected = listed(get, edition="2018", **filters)
    assert expected
    assert ids(features) == expected


def test_one_event_is_read_by_its_id(base_url: str, get: Get) -> None:
    one = sorted(listed(get, edition="2018", region="84"))[0]

    features, log = gdal(base_url, "events-2018", "-where", f"id = '{one}'")

    assert ids(features) == {one}
    assert f"/items/{one}" in log


def test_an_online_event_has_no_geometry(base_url: str, get: Get) -> None:
    features, _ = gdal(base_url, "events", "-where", "attendance = 'online'", "-oo", "PAGE_SIZE=500")

    assert features
    assert all(feature["geometry"] is None for feature in features)


@pytest.mark.parametrize(
    ("system", "region"),
    [(2154, "84"), (2154, "94"), (3857, "11"), (3857, "04"), (5490, "01"), (5490, "02"), (2972, "03"), (2975, "04"), (4471, "06")],
)
def test_coordinates_are_those_that_gdal_projects(base_url: str, get: Get, system: int, region: str) -> None:
    where = ("-where", f"region = '{region}'", "-oo", "PAGE_SIZE=1000")
    expected = points(gdal(base_url, "events", *where, "-t_srs", f"EPSG:{system}")[0])

    answer = get(f"{ROOT}/collections/events/items", params={"region": region, "crs": f"{EPSG}{system}", "limit": "1000"})

    assert answer.headers["Content-Crs"] == f"<{EPSG}{system}>"
    shown = points(answer.json()["features"])
    assert shown
    for name, point in shown.items():
        assert point == pytest.approx(expected[name], abs=0.01), name


def test_a_layer_is_read_in_lambert_93(base_url: str, get: Get) -> None:
    told = get(f"{ROOT}/collections/events-2018/items", params={"department": "69", "crs": f"{EPSG}2154", "limit": "1000"}).json()

    system, shown = read_by_pyogrio(base_url, CRS=f"{EPSG}2154", where="department = '69'")

    assert system == "EPSG:2154"
    assert shown == {name: tuple(point) for name, point in points(told["features"]).items()} != {}


def test_a_layer_is_read_with_latitude_first(base_url: str) -> None:
    where = "department = '974'"

    _, latitude_first = read_by_pyogrio(base_url, CRS=f"{EPSG}4326", where=where)
    _, longitude_first = read_by_pyogrio(base_url, CRS="http://www.opengis.net/def/crs/OGC/1.3/CRS84", where=where)

    # GDAL puts both into the order of maps.
    assert latitude_first == longitude_first != {}


def test_a_box_in_metres_is_answered_as_gdal_filters_it(base_url: str, get: Get) -> None:
    system, shown = read_by_pyogrio(base_url, CRS=f"{EPSG}2154", bbox=LYON_METRES)

    asked = {"bbox": ",".join(map(str, LYON_METRES)), "bbox-crs": f"{EPSG}2154", "limit": "1000"}
    answer = get(f"{ROOT}/collections/events-2018/items", params=asked).json()
    west, south, east, north = LYON_METRES
    every = points(get(f"{ROOT}/collections/events-2018/items", params={"region": "84", "crs": f"{EPSG}2154", "limit": "1000"}).json()["features"])
    inside = {name for name, (x, y) in every.items() if west <= x <= east and south <= y <= north}
    assert system == "EPSG:2154"
    assert set(shown) == ids(answer["features"]) >= inside
    assert len(inside) > 10
