"""Opens tables in LibreOffice and saves them again: an import of the result changes nothing."""

import csv
import io
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import requests
from conftest import AT_MOST_S, ORGANISER, PASSWORD, Get, open_session, serving

SOFFICE = shutil.which("soffice")
EXPORT = "/api/v1/catalogue/events"
# Columns of codes, whose leading zeros count. The region has communes whose codes begin with 0.
CODES = ("location_insee", "location_postalcode", "sdi_department", "sdi_organiser_siret")
REGION = "84"
MEDIA_TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}
WORKBOOK = "Calc MS Excel 2007 XML"
# Semicolon, quotation mark, UTF-8: what the dialog of LibreOffice proposes for our tables, and a person confirms. Without a dialog it
# takes commas and the encoding of Windows (findings/libreoffice-csv-without-a-dialog.sh).
DIALOG = "59,34,76"
COLUMNS_MAX = 300


@pytest.fixture(scope="module", autouse=True)
def libreoffice() -> None:
    if not SOFFICE:
        pytest.skip("LibreOffice is not installed (600 MB); apt install libreoffice-calc-nogui")


Save = Callable[..., bytes]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Save:
    """Opens a table in LibreOffice, and returns it as saved in the same format."""
    # A temporary profile, so that the user's own settings are not touched.
    home = tmp_path_factory.mktemp("libreoffice")

    def save(content: bytes, extension: str = "xlsx", reader: str = "", writer: str = WORKBOOK) -> bytes:
        source, target = home / f"opened.{extension}", home / "saved"
        made = target / source.name
        made.unlink(missing_ok=True)
        source.write_bytes(content)
        command = [str(SOFFICE), f"-env:UserInstallation=file://{home}/profile", "--headless", "--convert-to", f"{extension}:{writer}", "--outdir", str(target)]
        command += [f"--infilter={reader}"] if reader else []
        done = subprocess.run([*command, str(source)], capture_output=True, timeout=AT_MOST_S, text=True)
        assert done.returncode == 0 and made.exists(), done.stdout + done.stderr
        return made.read_bytes()

    return save


@dataclass(frozen=True)
class Importer:
    """A person who imports tables into a server that no other test uses, for the edition that takes them."""

    site: str
    token: str
    edition: str

    def _settled(self, answer: requests.Response) -> dict[str, Any]:
        assert answer.ok, answer.text
        found = answer.json()
        until = time.monotonic() + AT_MOST_S
        while found["state"] in ("reading", "committing") and time.monotonic() < until:
            time.sleep(0.05)
            found = requests.get(f"{self.site}/api/v1/imports/{found['id']}", headers=self._headers(), timeout=AT_MOST_S).json()
        return found

    def _headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} | more

    def previewed(self, content: bytes, extension: str = "xlsx") -> dict[str, Any]:
        parameters = {"edition": self.edition, "source": "tableau", "fileName": f"evenements.{extension}"}
        headers = self._headers(**{"Content-Type": MEDIA_TYPES[extension]})
        return self._settled(requests.post(f"{self.site}/api/v1/imports", params=parameters, data=content, headers=headers, timeout=AT_MOST_S))

    def template(self) -> bytes:
        answer = requests.get(f"{self.site}/api/v1/imports/template.xlsx", params={"edition": self.edition}, headers=self._headers(), timeout=AT_MOST_S)
        assert answer.ok, answer.text
        return answer.content

    def committed(self, found: dict[str, Any]) -> dict[str, Any]:
        return self._settled(requests.post(f"{self.site}/api/v1/imports/{found['id']}/commit", headers=self._headers(), timeout=AT_MOST_S))


@pytest.fixture(scope="module")
def importer(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Importer]:
    own = tmp_path_factory.mktemp("imports") / "demo.sqlite"
    # With what the running server has not yet moved into the file.
    with closing(sqlite3.connect(database)) as served:
        served.execute("VACUUM INTO ?", (str(own),))
    with serving(own) as site:
        edition = requests.get(f"{site}/api/v1/config", timeout=AT_MOST_S).json()["currentEdition"]
        yield Importer(site, open_session(site, ORGANISER, PASSWORD, "192.0.2.90"), edition)


def _table(content: bytes) -> list[dict[str, str]]:
    head, *body = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0].iter_rows(values_only=True)
    return [{str(name): "" if cell is None else str(cell) for name, cell in zip(head, row, strict=False)} for row in body]


def test_a_table_saved_by_libreoffice_changes_nothing(get: Get, saved: Save, importer: Importer) -> None:
    exported = get(f"{EXPORT}.xlsx", params={"edition": importer.edition, "region": REGION}).content
    first = importer.committed(importer.previewed(exported))
    report = first["report"]
    rows = report["counts"]["rows"]
    assert rows > 0, report

    again = saved(exported)

    second = importer.previewed(again)
    assert second["report"]["counts"]["unchanged"] == rows, second["report"]
    before, after = _table(exported), _table(again)
    assert len(after) == len(before)
    for one, other in zip(before, after, strict=True):
        for name in CODES:
            assert other[name] == one[name], name
    assert any(row["location_insee"].startswith("0") for row in after)


def _lines(content: bytes, delimiter: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


@pytest.mark.parametrize("delimiter", [";", ","])
@pytest.mark.parametrize("typed", ["as numbers", "as texts"])
def test_a_csv_saved_by_libreoffice_changes_nothing(get: Get, saved: Save, importer: Importer, typed: str, delimiter: str) -> None:
    exported = get(f"{EXPORT}.csv", params={"edition": importer.edition, "region": REGION}).content
    first = importer.committed(importer.previewed(exported, "csv"))
    rows = first["report"]["counts"]["rows"]
    assert rows == len(_lines(exported, ";")) > 0, first["report"]
    # The person may say that a column is a text (2); LibreOffice guesses otherwise, and codes lose their zeros.
    texts = "/".join(f"{column}/2" for column in range(1, COLUMNS_MAX + 1))
    reader = f"CSV:{DIALOG},1,{texts}" if typed == "as texts" else f"CSV:{DIALOG}"

    again = saved(exported, "csv", reader, f"Text - txt - csv (StarCalc):{ord(delimiter)},34,76,1")

    before, after = _lines(exported, ";"), _lines(again, delimiter)
    assert len(after) == len(before)
    assert any("\n" in row["longdescription_fr"] for row in after), "no cell has several lines"
    if typed == "as texts":
        assert [[row[name] for name in CODES] for row in after] == [[row[name] for name in CODES] for row in before]
    else:
        assert any(len(row["location_insee"]) == 4 for row in after), "no code has lost its zero"
    second = importer.previewed(again, "csv")
    assert second["report"]["counts"]["unchanged"] == rows, second["report"]
    assert second["report"]["faultCount"] == 0, second["report"]


def test_a_csv_opened_with_another_separator_and_encoding_is_refused_with_the_reason(get: Get, saved: Save, importer: Importer) -> None:
    exported = get(f"{EXPORT}.csv", params={"edition": importer.edition, "region": REGION}).content

    # As without a dialog.
    again = saved(exported, "csv", "", "Text - txt - csv (StarCalc):44,34,76")

    refused = importer.previewed(again, "csv")
    assert (refused["state"], refused["failure"]["code"]) == ("failed", "sheet_unreadable"), refused
    assert "séparateur" in refused["failure"]["message"]


def test_the_choices_of_the_template_survive(saved: Save, importer: Importer) -> None:
    template = importer.template()

    again = saved(template)

    before, after = (openpyxl.load_workbook(io.BytesIO(book)) for book in (template, again))
    names = lambda book: [cell.value for cell in next(book.worksheets[0].iter_rows(max_row=1))]  # noqa: E731
    assert names(after) == names(before)

    def choices(book: Any) -> dict[str, list[object]]:
        """The values that each column offers."""
        found: dict[str, list[object]] = {}
        for validation in book.worksheets[0].data_validations.dataValidation:
            sheet, cells = validation.formula1.lstrip("=").replace("$", "").rsplit("!", 1)
            values = [row[0].value for row in book[sheet.strip("'")][cells]]
            for area in validation.sqref.ranges:
                found[openpyxl.utils.get_column_letter(area.min_col)] = values
        return found

    offered = choices(before)
    assert len(offered) > 5
    assert choices(after) == offered
    assert after.worksheets[1].sheet_state == "hidden"
