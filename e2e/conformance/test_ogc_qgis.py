"""Opens the OGC collections, and the GeoJSON export by its address, in QGIS as point layers."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import AT_MOST_S, Get
from ogc import ROOT, ids, listed

# QGIS's bindings are installed for the system's Python.
PYTHON = "/usr/bin/python3"
READER = Path(__file__).with_name("read_qgis.py")
LYON = "4.7,45.6,5.0,45.9"


@pytest.fixture(scope="module", autouse=True)
def qgis() -> None:
    if not Path(PYTHON).exists() or subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, timeout=AT_MOST_S).returncode:
        pytest.skip("QGIS is not installed (200 MB); apt install python3-qgis qgis-providers")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Any:
    # A temporary profile, so that the user's own QGIS settings and cache are not touched.
    home = tmp_path_factory.mktemp("qgis")

    def open_layer(*asked: str) -> dict[str, Any]:
        command = [PYTHON, str(READER), *asked]
        environment = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, capture_output=True, timeout=AT_MOST_S, text=True, env=environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return open_layer


@pytest.fixture(scope="module")
def read(opened: Any, base_url: str) -> Any:
    return lambda collection, *options: opened(base_url + ROOT, collection, *options)


def test_a_collection_is_a_layer_of_points(read: Any, get: Get) -> None:
    layer = read("events-2018")

    assert (layer["system"], layer["geometry"]) == ("EPSG:4326", "Point")
    assert set(layer["points"]) == listed(get, edition="2018")
    assert layer["count"] == len(layer["points"])
    fields = layer["fields"]
    assert {fields[name] for name in ("begin", "end", "labelled_at", "updated_at")} == {"DateTime"}
    assert {fields[name] for name in ("id", "title", "insee", "postal_code", "department")} == {"String"}


def test_points_have_the_positions_of_the_list(read: Any, get: Get) -> None:
    told = {feature["properties"]["id"]: feature["geometry"] for feature in get("/api/v1/catalogue/events.geojson", params={"edition": "2018"}).json()["features"]}

    points = read("events-2018")["points"]

    # An online-only event has none.
    assert {name for name, point in points.items() if point is None} == {name for name, geometry in told.items() if geometry is None}
    for name, point in points.items():
        if point is not None:
            assert point == pytest.approx(told[name]["coordinates"], abs=1e-6), name


def test_a_filter_and_a_box_match_the_list(read: Any, get: Get) -> None:
    department = read("events-2018", "--where", "\"department\" = '974'")
    both = read("events-2018", "--where", "\"kind\" = 'company_visit' AND \"region\" = '84'", "--box", LYON)

    assert set(department["points"]) == listed(get, edition="2018", department="974") != set()
    assert set(both["points"]) == listed(get, edition="2018", kind="company_visit", region="84", bbox=LYON) != set()


def test_lists_ranges_and_patterns_match_the_list(read: Any, get: Get) -> None:
    """QGIS has the server find them if it declares their classes."""
    ages = "region = '84' AND age_min >= 6 AND age_min <= 14"
    expected = get(f"{ROOT}/collections/events-2018/items", params={"filter": ages, "limit": "1000"}).json()["features"]

    one_of = read("events-2018", "--where", "\"department\" IN ('69', '974')")
    like = read("events-2018", "--where", "\"region\" = '84' AND \"department\" LIKE '6_' AND \"kind\" ILIKE 'COMPANY_V%'")
    within = read("events-2018", "--where", "\"region\" = '84' AND \"age_min\" >= 6 AND \"age_min\" <= 14")

    assert set(one_of["points"]) == listed(get, edition="2018", department="69,974") != set()
    assert set(like["points"]) == listed(get, edition="2018", department="63,69", kind="company_visit") != set()
    assert set(within["points"]) == ids(expected) != set()


def test_a_file_is_a_layer_by_its_address(opened: Any, base_url: str, get: Get) -> None:
    layer = opened(f"{base_url}/api/v1/catalogue/events.geojson?edition=2018")

    assert (layer["system"], layer["geometry"]) == ("EPSG:4326", "Point")
    assert set(layer["points"]) == listed(get, edition="2018")
    assert layer["count"] == len(layer["points"])
