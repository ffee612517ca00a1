"""Runs the recipes of docs/partners as partners would."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import AT_MOST_S, ROOT, Get, free_port

RECIPES = ROOT / "docs/partners/recipes"
# QGIS's bindings are installed for the system's Python.
QGIS_PYTHON = "/usr/bin/python3"
REGION = "84"


def run(site: str, program: str, *arguments: object, **variables: str) -> str:
    command = [program, *map(str, arguments)]
    environment = os.environ | {"SITE": site} | variables
    done = subprocess.run(command, capture_output=True, text=True, timeout=AT_MOST_S, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def listed(get: Get, **filters: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    cursor: dict[str, str] = {}
    while True:
        page = get("/api/v1/catalogue/events", params=filters | cursor | {"limit": "100"}).json()
        found |= {event["id"]: event for event in page["items"]}
        if "nextCursor" not in page:
            return found
        cursor = {"cursor": page["nextCursor"]}


def test_every_recipe_is_in_the_table_and_runs_here() -> None:
    table = (RECIPES.parent / "recipes.md").read_text()
    named = set(re.findall(r"\(recipes/([^)]+)\)", table))
    tests = "".join(Path(__file__).with_name(name).read_text() for name in ("test_recipes.py", "test_webhooks.py"))

    assert named == {file.name for file in RECIPES.iterdir()}
    assert all(f'"{name}"' in tests for name in named)


def test_a_mirror_has_every_event_and_stays_the_same(base_url: str, get: Get, tmp_path: Path) -> None:
    file = tmp_path / "events.sqlite"

    for _ in range(2):
        counted = run(base_url, sys.executable, RECIPES / "mirror.py", file)
        with sqlite3.connect(file) as store:
            copied = dict(store.execute("SELECT id, event FROM events"))
        assert int(counted) == len(copied)
        expected = {event: found for edition in get("/api/v1/editions").json() for event, found in listed(get, edition=edition["slug"]).items()}
        assert set(copied) == set(expected) != set()
        assert all(json.loads(copied[name])["title"] == event["title"] for name, event in expected.items())


def test_next_week_of_a_region_is_a_list(base_url: str, get: Get) -> None:
    first = min(event["firstBegin"] for event in listed(get, region=REGION).values())
    day = date.fromisoformat(first[:10])
    monday = day - timedelta(days=day.weekday())

    written = run(base_url, sys.executable, RECIPES / "next_week.py", REGION, monday - timedelta(days=5))

    expected = listed(get, region=REGION, **{"from": monday.isoformat(), "to": (monday + timedelta(days=6)).isoformat()})
    assert expected
    addresses = re.findall(r'<li><a href="([^"]+)">', written)
    assert sorted(addresses) == sorted(event["url"] for event in expected.values())
    assert "undefined" not in written and "None" not in written


def test_an_app_shows_the_events_without_a_connection(base_url: str, get: Get, tmp_path: Path) -> None:
    file = tmp_path / "events.json"
    script = RECIPES / "offline.mjs"
    nowhere = f"http://127.0.0.1:{free_port()}"

    told = [json.loads(run(site, "node", script, REGION, file)) for site in (base_url, base_url, nowhere)]

    assert [answer["from"] for answer in told] == ["fresh", "unchanged", "offline"]
    expected = listed(get, region=REGION)
    for answer in told:
        assert answer["events"] == len(expected) > 0
        assert sorted(answer["titles"]) == sorted(event["title"] for event in expected.values())


def test_a_qgis_project_has_the_events(base_url: str, get: Get, tmp_path: Path) -> None:
    has_qgis = Path(QGIS_PYTHON).exists() and not subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True, timeout=AT_MOST_S).returncode
    if not has_qgis:
        pytest.skip("QGIS is not installed (200 MB); apt install python3-qgis qgis-providers")
    file = tmp_path / "semaine.qgz"
    # A temporary profile, so that the user's own QGIS settings and cache are not touched.
    profile = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "LC_ALL": "C.UTF-8"}

    counted = run(base_url, QGIS_PYTHON, RECIPES / "qgis_project.py", "2018", file, **profile)

    assert int(counted) == len(listed(get, edition="2018")) > 0
    with zipfile.ZipFile(file) as packed:
        (name,) = (name for name in packed.namelist() if name.endswith(".qgs"))
        project = packed.read(name).decode()
    assert f"{base_url}/ogc" in project and "events-2018" in project
