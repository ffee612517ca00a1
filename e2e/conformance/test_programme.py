"""The printed programme, read as HTML, and printed to PDF by a browser."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import Get

PROGRAMME = "/programme"
FILTERS = {"edition": "2018", "region": "84"}


def test_every_event_stands_under_its_department(get: Get) -> None:
    page = BeautifulSoup(get(PROGRAMME, params=FILTERS).content, "html.parser")
    features = get("/api/v1/catalogue/events.geojson", params=FILTERS).json()["features"]
    titles = {feature["properties"]["title"] for feature in features}

    assert page.html["lang"] == "fr"
    assert {heading.a.get_text() for heading in page.select("article h4")} == titles
    for section in page.select("section.department"):
        code = section["id"].removeprefix("departement-")
        assert f"({code})" in section.h2.get_text() or code == "en-ligne"
    ids = {element["id"] for element in page.select("[id]")}
    assert len(ids) == len(page.select("[id]"))
    assert {link["href"][1:] for link in page.select('a[href^="#"]')} <= ids
    assert not page.select("script, style, [style], [onclick]")


def test_a_browser_prints_it_with_its_structure(base_url: str, tmp_path: Path) -> None:
    browser = os.environ.get("SEMAINE_CHROMIUM") or shutil.which("chromium")
    if browser is None:
        pytest.fail("chromium is needed to print")
    file = tmp_path / "programme.pdf"
    begun = time.monotonic()

    subprocess.run(
        [
            browser, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
            "--no-pdf-header-footer", f"--print-to-pdf={file}", f"{base_url}{PROGRAMME}?edition=2018&region=84",
        ],
        check=True,
        timeout=120,
        capture_output=True,
    )  # fmt: skip

    told = file.read_bytes()
    assert told.startswith(b"%PDF-")
    # Tagged: headings and lists are told to those who do not see the page.
    assert b"/MarkInfo" in told and b"/StructTreeRoot" in told
    assert time.monotonic() - begun < 60
