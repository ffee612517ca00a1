"""Reads the programme as HTML, as a PDF printed by a browser, and as the server's PDF."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
from bs4 import BeautifulSoup, Tag
from conftest import AT_MOST_S, Get

PROGRAMME = "/programme"
PRINTED = "/programme.pdf"
FILTERS = {"edition": "2018", "region": "84"}


def test_every_event_is_listed_under_its_department(get: Get) -> None:
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

    subprocess.run(
        [
            browser, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
            "--no-pdf-header-footer", f"--print-to-pdf={file}", f"{base_url}{PROGRAMME}?edition=2018&region=84",
        ],
        check=True,
        timeout=AT_MOST_S,
        capture_output=True,
    )  # fmt: skip

    told = file.read_bytes()
    assert told.startswith(b"%PDF-")
    # Tagged: screen readers recognise headings and lists.
    assert b"/MarkInfo" in told and b"/StructTreeRoot" in told


def test_the_document_has_the_same_content_as_the_page(get: Get, tmp_path: Path) -> None:
    page = BeautifulSoup(get(PROGRAMME, params=FILTERS).content, "html.parser")
    file = tmp_path / "programme.pdf"
    answer = get(PRINTED, params=FILTERS)
    file.write_bytes(answer.content)

    assert answer.headers["Content-Type"] == "application/pdf"
    with pikepdf.open(file) as document:
        assert not document.check_pdf_syntax()
        root = document.Root
        assert str(root.Lang) == "fr" and root.MarkInfo.Marked and root.ViewerPreferences.DisplayDocTitle
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == page.h1.get_text()
        headings = _headings(root.StructTreeRoot)
        # Title, departments, days and entries in the order of the page; the table of contents and the indexes are chapters too.
        # In print, a dash separates the life status from the title; on the page, a frame does.
        assert [title.replace(" – ", " ") for level, title in headings if level == "H4"] == [
            heading.get_text().replace(" – ", " ") for heading in page.select("article h4")
        ]
        assert [title for level, title in headings if level == "H3"] == [
            heading.get_text() for heading in page.select("section.day h3")
        ]
        chapters = [heading.get_text() for heading in page.select("section.department h2")]
        assert [title for level, title in headings if level == "H2"][1:-2] == chapters
        with document.open_outline() as outline:
            assert [item.title for item in outline.root][1:-2] == chapters
    text = subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True, text=True, timeout=AT_MOST_S).stdout
    for organiser in page.select("#organisateurs + dl dt"):
        assert organiser.get_text().split()[0] in text


# Of the 4,242 entries of all regions, poppler 22.12 interrupts 4 and puts 6 in another place.
@pytest.mark.parametrize("region", "01 02 03 04 06 11 24 27 28 32 44 52 53 75 76 84 93 94".split())
def test_a_text_extractor_reads_the_entries_whole_and_in_order(get: Get, tmp_path: Path, region: str) -> None:
    filters = {"edition": "2018", "region": region}
    articles = BeautifulSoup(get(PROGRAMME, params=filters).content, "html.parser").select("article")
    file = tmp_path / "programme.pdf"
    file.write_bytes(get(PRINTED, params=filters).content)

    text = subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True, text=True, timeout=AT_MOST_S).stdout

    text = _solid(re.sub(r"^.* · page \d+ sur \d+$", "", text, flags=re.MULTILINE))
    interrupted = [article["id"] for article in articles if _solid(_printed(article)) not in text]
    places = [text.find(_solid(_heading(article))) for article in articles]
    disorder = [place for place, after in zip(places, places[1:], strict=False) if after < place]
    assert -1 not in places
    # A heading is a block of its own, and poppler may read from there into the other column.
    some = 1 + len(articles) // 200
    assert len(interrupted) <= some and len(disorder) <= some, (interrupted, disorder, len(articles))


def _heading(article: Tag) -> str:
    """Number, life status and title of an entry with its hours, as they are printed."""
    status = article.select_one(".status")
    words = [article.select_one(".number").get_text(), f"{status.get_text()} –" if status else "", article.h4.a.get_text()]
    return " ".join([*words, article.select_one(".hours").get_text()])


def _printed(article: Tag) -> str:
    """Text of an entry as it is printed."""
    paragraphs = [part.get_text() for part in article.find_all("p", recursive=False)[1:]]
    facts = [f"{fact.dt.get_text()} : {fact.dd.get_text()}" for fact in article.select("dl > div")]
    return " ".join([_heading(article), *paragraphs, *facts])


def _solid(text: str) -> str:
    """The text without spaces, nor hyphens, which poppler takes from the ends of lines."""
    return re.sub(r"[\s‐-]+", "", text)


def _headings(tree: pikepdf.Dictionary) -> list[tuple[str, str]]:
    """Level and title of each heading, in reading order."""
    found: list[tuple[str, str]] = []
    waiting = [tree.K]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(reversed(list(node)))
        elif isinstance(node, pikepdf.Dictionary):
            kind = str(node.get("/S", ""))[1:]
            if kind in {"H1", "H2", "H3", "H4"}:
                found.append((kind, str(node.T)))
            elif "/K" in node:
                waiting.append(node.K)
    return found
