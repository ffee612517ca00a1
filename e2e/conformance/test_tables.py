"""Reads the table with frictionless (CSV with its Table Schema), openpyxl and GDAL (XLSX)."""

import csv
import io
import json
import re
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from conftest import Get
from frictionless import Dialect, Resource, Schema
from frictionless.formats import CsvControl

CSV = "/api/v1/catalogue/events.csv"
XLSX = "/api/v1/catalogue/events.xlsx"
SCHEMA = "/api/v1/catalogue/events.schema.json"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _rows(get: Get, **parameters: str) -> list[dict[str, str]]:
    text = get(CSV, params=parameters).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize("parameters", [{"edition": "2018"}, {"q": "zzzz"}, {}])
def test_the_table_conforms_to_its_schema(get: Get, tmp_path: Path, parameters: dict[str, str]) -> None:
    table = tmp_path / "events.csv"
    table.write_bytes(get(CSV, params=parameters).content)
    schema = Schema.from_descriptor(get(SCHEMA).json())
    dialect = Dialect(controls=[CsvControl(delimiter=";")])

    report = Resource(
        path="events.csv", basepath=str(tmp_path), schema=schema, dialect=dialect, encoding="utf-8-sig"
    ).validate(limit_errors=20)

    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    total = get("/api/v1/catalogue/events", params=parameters | {"count": "true"}).json()["total"]
    assert report.tasks[0].stats.get("rows", 0) == total


def test_the_columns_can_be_selected(get: Get) -> None:
    names = "location_insee,uid,sdi_organiser"

    rows = _rows(get, edition="2018", region="94", columns=names)

    assert rows
    assert list(rows[0]) == names.split(",")
    assert all(row["location_insee"][:2] in ("2A", "2B") for row in rows if row["location_insee"])
    assert [field["name"] for field in get(SCHEMA, params={"columns": names}).json()["fields"]] == names.split(",")


def test_cells_match_the_api(get: Get) -> None:
    filters = {"edition": "2018", "department": "01"}
    events = {
        feature["id"]: feature["properties"]
        for feature in get("/api/v1/catalogue/events.geojson", params=filters).json()["features"]
    }
    rows = _rows(get, **filters)
    assert {row["uid"] for row in rows} == set(events)

    for row in rows:
        event = events[row["uid"]]
        assert row["title_fr"].lstrip("'") == event["title"].lstrip("'")
        assert row["longdescription_fr"] == event["description"]
        assert json.loads(row["timings"]) == [
            {"begin": slot["begin"], "end": slot["end"]} for slot in event["occurrences"]
        ]
        assert json.loads(row["status"])["id"] in range(1, 7)
        assert row["sdi_audiences"].split("|") == event["audiences"]
        if "venue" in event:
            assert row["location_insee"] == event["venue"]["insee"]
            assert row["location_insee"].startswith("01")
            lat, lon = (float(number) for number in row["location_coordinates"].split(", "))
            assert (lon, lat) == pytest.approx(tuple(event["venue"]["position"].values()), abs=1e-6)


def test_no_text_cell_starts_like_a_formula(get: Get) -> None:
    made_by_us = {"location_coordinates", "sdi_longitude", "sdi_latitude"}

    for row in _rows(get, edition="2018"):
        for name, value in row.items():
            assert name in made_by_us or not value.startswith(FORMULA), (name, value)


def test_openpyxl_reads_the_same_table(get: Get) -> None:
    filters = {"edition": "2018", "region": "84"}
    book = openpyxl.load_workbook(io.BytesIO(get(XLSX, params=filters).content), read_only=True)
    sheet = book.active
    head, *body = sheet.iter_rows()
    names = [cell.value for cell in head]
    rows = _rows(get, **filters)

    assert names == list(rows[0])
    assert len(body) == len(rows)
    for cells, row in zip(body, rows, strict=True):
        told = dict(zip(names, cells, strict=False))
        # Codes stay text: as numbers, a department would lose its leading zero and a SIRET its last digits.
        for name in ("uid", "location_insee", "location_postalcode", "sdi_department", "sdi_organiser_siret"):
            assert told[name].value is None or told[name].data_type == "s", name
        assert all(cell.data_type != "f" for cell in cells)
        assert told["location_insee"].value == (row["location_insee"] or None)
        assert told["title_fr"].value == row["title_fr"].removeprefix("'")
        assert told["sdi_occurrences"].value == int(row["sdi_occurrences"])
        # Dates on the clocks of the place, which the offset in CSV is of.
        for name in ("firstdate_begin", "lastdate_end"):
            assert told[name].is_date
            assert told[name].value == datetime.fromisoformat(row[name]).replace(tzinfo=None)
        place = ZoneInfo(row["sdi_timezone"])
        changed = datetime.fromisoformat(row["updatedat"]).astimezone(place).replace(tzinfo=None)
        assert abs(told["updatedat"].value - changed) < timedelta(seconds=1)


def test_a_workbook_without_rows_opens(get: Get) -> None:
    book = openpyxl.load_workbook(io.BytesIO(get(XLSX, params={"q": "zzzz", "columns": "uid,slug"}).content))

    assert [[cell.value for cell in row] for row in book.active.iter_rows()] == [["uid", "slug", "sdi_occurrences"]]


@pytest.mark.parametrize("columns", [None, "uid,title_fr", "title_fr,age_min", "firstdate_begin,slug"])
def test_gdal_finds_the_names_of_the_columns(get: Get, tmp_path: Path, columns: str | None) -> None:
    filters = {"edition": "2018", "department": "69"} | ({"columns": columns} if columns else {})
    file = tmp_path / "events.xlsx"
    file.write_bytes(get(XLSX, params=filters).content)
    rows = _rows(get, **filters)

    run = subprocess.run(["ogrinfo", "-ro", "-json", "-features", file], capture_output=True, text=True, check=False)
    if run.returncode != 0:  # before GDAL 3.7
        run = subprocess.run(["ogrinfo", "-ro", "-al", "-so", file], capture_output=True, text=True, check=True)
        assert f"Feature Count: {len(rows)}\n" in run.stdout
        names = re.findall(r"^(\w+): (?:String|Integer|Real|Date|DateTime|Integer64)\b", run.stdout, re.MULTILINE)
    else:
        (layer,) = json.loads(run.stdout)["layers"]
        assert len(layer["features"]) == len(rows)
        names = [field["name"] for field in layer["fields"]]
    assert names[: len(rows[0])] == list(rows[0])
