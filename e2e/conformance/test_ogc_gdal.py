"""Reads OGC API – Features with the system's GDAL driver, as ogr2ogr and QGIS users do."""

import re
import subprocess

import pytest
from conftest import AT_MOST_S, Get
from ogc import ROOT, gdal, ids, listed

LYON = (4.7, 45.6, 5.0, 45.9)


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
