"""Harvests the data sets and services with udata, the software of data.gouv.fr."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import AT_MOST_S, Get

HARVESTER = Path(__file__).with_name("harvest_with_udata.py")
# Made by scripts/setup-conformance.sh inside the environment of the tests.
PYTHON = Path(sys.prefix) / "udata/bin/python"


@pytest.fixture(scope="module")
def taken(base_url: str) -> dict[str, Any]:
    done = subprocess.run([PYTHON, HARVESTER, f"{base_url}/opendata"], capture_output=True, text=True, check=False, timeout=AT_MOST_S)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_harvest_ends_without_an_error(taken: dict[str, Any]) -> None:
    assert (taken["status"], taken["errors"]) == ("done", [])


def test_each_edition_is_taken_as_a_data_set(taken: dict[str, Any], get: Get) -> None:
    editions = {edition["slug"]: edition for edition in get("/api/v1/editions").json()}

    assert set(taken["datasets"]) == {f"semaine-industrie-{slug}" for slug in editions}
    for name, one in taken["datasets"].items():
        edition = editions[name.removeprefix("semaine-industrie-")]
        assert edition["name"] in one["title"]
        assert one["description"]
        assert one["licence"] == "lov2"
        assert one["frequency"] == ("never" if edition["status"] == "archived" else "continuous")
        assert (one["begin"], one["end"]) == (edition["window"]["first"], edition["window"]["last"])
        assert one["tags"] and one["publishers"]
        assert get(one["page"]).headers["Content-Type"].startswith("text/html")


def test_the_files_are_taken_with_size_and_schema(taken: dict[str, Any], get: Get) -> None:
    for one in taken["datasets"].values():
        files = {file["format"]: file for file in one["resources"]}
        assert set(files) == {"json", "geojson", "csv"}
        for kind in ("json", "geojson"):
            assert files[kind]["size"] == len(get(files[kind]["url"]).content)
        assert files["csv"]["mime"] == "text/csv"
        assert get(files["csv"]["schema"]).json()["fields"]


def test_the_services_are_taken_with_the_data_sets_that_they_serve(taken: dict[str, Any], get: Get, base_url: str) -> None:
    titles = sorted(one["title"] for one in taken["datasets"].values())

    assert {one["address"] for one in taken["dataservices"].values()} == {f"{base_url}/api/v1", f"{base_url}/ogc"}
    for one in taken["dataservices"].values():
        assert one["title"] and one["description"]
        assert one["licence"] == "lov2"
        assert sorted(one["datasets"]) == titles
        get(one["documentation"])
