"""Generates a client of the OpenAPI document with openapi-typescript, type-checks an app on it, and runs the app."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import cv2
import numpy
import pytest
from conftest import AT_MOST_S, ORGANISER, PASSWORD, ROOT, Get, copy_database, serving

NODE_MODULES = ROOT / "e2e/node_modules"
APP = Path(__file__).with_name("typescript")


def run(command: list[object], folder: Path) -> str:
    environment = os.environ | {"NO_COLOR": "1"}
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, timeout=AT_MOST_S, env=environment, check=False)
    assert done.returncode == 0, done.stdout[-10_000:] + done.stderr[-10_000:]
    return done.stdout


@pytest.fixture(scope="module")
def built(get: Get, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the generated client and the app on it, compiled."""
    folder = tmp_path_factory.mktemp("typescript")
    (folder / "node_modules").symlink_to(NODE_MODULES, target_is_directory=True)
    (folder / "package.json").write_text('{ "type": "module" }')
    for name in ("smoke.ts", "upload.ts", "tsconfig.json"):
        shutil.copy(APP / name, folder / name)
    (folder / "openapi.json").write_bytes(get("/api/openapi.json").content)
    run([NODE_MODULES / ".bin/openapi-typescript", "openapi.json", "--output", "schema.ts"], folder)
    run([NODE_MODULES / ".bin/tsc", "--project", "tsconfig.json"], folder)
    return folder


def test_an_app_on_the_generated_client_reads_events(base_url: str, get: Get, built: Path) -> None:
    told: dict[str, Any] = json.loads(run(["node", "built/smoke.js", base_url], built))

    page = get("/api/v1/catalogue/events", params={"region": "84", "limit": "5", "count": "true"}).json()
    assert told["total"] == page["total"] > 0
    assert [line.split(" (")[0] for line in told["lines"]] == [event["title"].split(" (")[0] for event in page["items"]]
    event = get(f"/api/v1/catalogue/events/{page['items'][0]['id']}").json()
    assert told["event"] == {"id": event["id"], "title": event["title"], "begin": event["occurrences"][0]["begin"], "url": event["url"]}
    assert told["refused"] == "Vérifiez la recherche."
    assert told["missing"].startswith("404: ")
    assert told["pdf"]["begins"] == "%PDF-" and told["pdf"]["bytes"] > 1_000


def test_an_app_on_the_generated_client_uploads_a_picture(built: Path, get: Get, database: Path, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    assert cv2.imwrite(str(picture), numpy.full((400, 600, 3), 90, numpy.uint8))
    edition = next(it["slug"] for it in get("/api/v1/editions").json() if it["status"] == "open")

    with serving(copy_database(database, tmp_path)) as site:
        told = json.loads(run(["node", "built/upload.js", site, ORGANISER, PASSWORD, edition, picture], built))

    assert told == {"width": 600, "height": 400, "begins": "ffd8ff"}


def test_an_app_of_today_survives_the_words_of_tomorrow(base_url: str, built: Path) -> None:
    told: dict[str, Any] = json.loads(run(["node", "built/smoke.js", base_url], built))

    (line,) = told["later"]["lines"]
    assert line and told["later"]["refused"].startswith("400: ")


def test_the_names_are_those_that_a_person_would_choose(built: Path) -> None:
    schemas = json.loads((built / "openapi.json").read_text())["components"]["schemas"]
    generated = (built / "schema.ts").read_text()

    assert len(schemas) > 100 and "interface components" in generated
    for name in schemas:
        assert re.fullmatch(r"[A-Z][A-Za-z]*", name), name
        assert not re.search(r"Inline|Object\d|Response\d|_", name), name
