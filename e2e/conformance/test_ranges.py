"""Downloads parts of files with the tools that need byte ranges: curl resumes, GDAL and polars read by URL."""

import csv
import io
import json
import subprocess
from pathlib import Path

import polars
import pyogrio
import pytest
from conftest import AT_MOST_S, Get
from ogc import ids, listed

EVENTS = "/api/v1/catalogue/events"
FILTERS = {"edition": "2018"}
DUMP = "/opendata/evenements-2018.geojson.gz"

FILES = [
    "/opendata/evenements-2018.ndjson.gz",
    DUMP,
    f"{EVENTS}.csv?edition=2018",
    f"{EVENTS}.xlsx?edition=2018",
    f"{EVENTS}.geojson?edition=2018",
    f"{EVENTS}.ics?edition=2018&region=84",
    "/programme.pdf?edition=2018&region=84",
]


@pytest.mark.parametrize("path", FILES)
def test_curl_resumes_a_download_that_was_cut(base_url: str, get: Get, tmp_path: Path, path: str) -> None:
    whole = get(path, headers={"Accept-Encoding": "identity"}).content
    file = tmp_path / "file"
    held = len(whole) // 3
    file.write_bytes(whole[:held])

    command = ["curl", "--no-progress-meter", "--fail", "--continue-at", "-", "--output", file, "--write-out", "%{http_code} %{size_download}"]
    rest = subprocess.run([*command, base_url + path], capture_output=True, text=True, check=False, timeout=AT_MOST_S)

    assert (rest.returncode, rest.stdout) == (0, f"206 {len(whole) - held}"), rest.stderr
    assert file.read_bytes() == whole


def test_gdal_reads_a_part_of_the_features_by_url(base_url: str, get: Get) -> None:
    address = f"/vsicurl/{base_url}{EVENTS}.geojson?edition=2018"
    command = ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", address, "--debug", "VSICURL"]

    done = subprocess.run(command, capture_output=True, check=True, timeout=AT_MOST_S, text=True)

    assert "Downloading 0-" in done.stderr, done.stderr
    assert ids(json.loads(done.stdout)["features"]) == listed(get, **FILTERS)


def test_pyogrio_reads_the_features_by_url(base_url: str, get: Get) -> None:
    expected = listed(get, **FILTERS)
    for address in (f"{base_url}{EVENTS}.geojson?edition=2018", f"/vsigzip//vsicurl/{base_url}{DUMP}"):
        meta, _, geometry, columns = pyogrio.raw.read(address)

        found = columns[list(meta["fields"]).index("id")]
        assert set(found) == expected
        assert len(found) == len(geometry) == len(expected)
        assert meta["geometry_type"] == "Point"


@pytest.mark.parametrize("read", [polars.read_csv, lambda *given, **options: polars.scan_csv(*given, **options).collect()])
def test_polars_reads_the_table_by_url(base_url: str, get: Get, read) -> None:
    path = f"{EVENTS}.csv?edition=2018"
    text = get(path).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))

    table = read(base_url + path, separator=";", infer_schema=False)

    assert table.columns == list(rows[0])
    for cells, row in zip(table.iter_rows(named=True), rows, strict=True):
        assert {name: value or "" for name, value in cells.items()} == row
