"""CPU time of other programs for pages like those of a kit: WeasyPrint as a command and as a library kept warm, and headless Chromium.

Standard input is what scripts/bench-kit.sh has measured; the factors are printed beside it. CHROMIUM is the browser.
"""

import os
import random
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import weasyprint

TIMES = 3
WARM = 20
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def code() -> str:
    """A square as dense as a QR code of 33 modules."""
    dice = random.Random(33)
    dark = [f"M{x} {y}h1v1h-1z" for x in range(33) for y in range(33) if dice.random() < 0.5]
    return f'<svg role="img" aria-label="Code QR" viewBox="-4 -4 41 41" width="30mm" height="30mm"><path d="{"".join(dark)}"/></svg>'


def page(size: str, style: str, body: str) -> str:
    return f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Visite de la fonderie du Rhône</title>
<style>@page {{ size: {size}; margin: 0 }} body {{ margin: 0; font-family: "DejaVu Sans", sans-serif }} {style}</style></head><body>{body}</body></html>"""


CRITERION = "<h3>{0}</h3><p>L’événement a pour but d’informer ou de communiquer sur l’industrie et ses métiers.</p>"
CERTIFICATE = page(
    "210mm 297mm",
    "main { border: 2mm solid #35258f; margin: 10mm; padding: 15mm } h1 { color: #35258f }",
    "<main><p>Semaine de l’Industrie 2018</p><h1>Certificat de labellisation</h1><p>Le label est attribué à l’événement</p>"
    "<h2>Visite de la fonderie du Rhône</h2><p>Organisateur : Fonderie du Rhône</p><p>Date : lundi 26 mars 2018, de 9 h 30 à 12 h</p>"
    "<p>Lieu : 12 rue de la Coulée, 69200 Vénissieux</p><h2>Critères de l’édition</h2>"
    + "".join(CRITERION.format(name) for name in ("Dates", "Publics", "Industrie", "Gratuité"))
    + "<p>DIRECCTE Auvergne-Rhône-Alpes, le 12 mars 2018</p>"
    + code()
    + '<p><a href="https://semaine.example/verifier/7k3qx-9tb43">semaine.example/verifier/7k3qx-9tb43</a></p></main>',
)
POSTER_STYLE = (
    "header { height: 55%; background: linear-gradient(#ffb000, #35258f) } section { background: #35258f; color: #fff; padding: 5% }"
    " html, body { height: 100% } h1 { font-size: 300% }"
)
POSTER_BODY = (
    "<header></header><section><p>Semaine de l’Industrie 2018</p><h1>Visite de la fonderie du Rhône</h1><p>lundi 26 mars 2018, de 9 h 30 à 12 h</p>"
    f"<p>Fonderie du Rhône, 12 rue de la Coulée, 69200 Vénissieux</p></section>{code()}"
)
POSTER = page("297mm 420mm", POSTER_STYLE, POSTER_BODY)
SQUARE = page("1080px 1080px", POSTER_STYLE, POSTER_BODY)


def spent(who: int) -> float:
    used = resource.getrusage(who)
    return (used.ru_utime + used.ru_stime) * 1e3


def command(words: list[str]) -> float:
    """CPU-ms of a command, mean of a few runs."""
    before = spent(resource.RUSAGE_CHILDREN)
    for _ in range(TIMES):
        subprocess.run(words, check=True, timeout=120, **QUIET)
    return (spent(resource.RUSAGE_CHILDREN) - before) / TIMES


def warm(run: Callable[[], object]) -> float:
    """CPU-ms of a call in this process, after the first one."""
    run()
    before = spent(resource.RUSAGE_SELF)
    for _ in range(WARM):
        run()
    return (spent(resource.RUSAGE_SELF) - before) / WARM


def main() -> None:
    text = sys.stdin.read()

    def own(name: str) -> float:
        found = re.search(rf"^ *([\d.]+) CPU-ms  {re.escape(name)}", text, re.M)
        if not found:
            raise SystemExit(f"no `{name}` in:\n{text}")
        # The measure has one digit after the point.
        return max(float(found[1]), 0.1)

    with tempfile.TemporaryDirectory(prefix="semaine-pages-") as place:
        folder = Path(place)
        for name, html in (("certificate", CERTIFICATE), ("poster", POSTER), ("square", SQUARE)):
            (folder / f"{name}.html").write_text(html)
        chromium = [os.environ.get("CHROMIUM", "chromium"), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        one = weasyprint.HTML(string=CERTIFICATE)
        results = [
            ("certificate", "WeasyPrint's command", 100, command([str(Path(sys.executable).with_name("weasyprint")), f"{folder}/certificate.html", f"{folder}/a.pdf", "-q"])),
            ("certificate", "WeasyPrint kept warm", 8, warm(lambda: one.write_pdf(pdf_variant="pdf/ua-1"))),
            ("usual: poster-a3.pdf", "Chromium", 50, command([*chromium, "--no-pdf-header-footer", f"--print-to-pdf={folder}/b.pdf", f"file://{folder}/poster.html"])),
            (
                "usual: social-square.png",
                "Chromium",
                None,
                command([*chromium, "--window-size=1080,1080", f"--screenshot={folder}/c.png", f"file://{folder}/square.html"]),
            ),
        ]
    for name, by, target, cost in results:
        factor = cost / own(name)
        judged = "" if target is None else f" (target {target} ×: {'reached' if factor >= target else 'MISSED'})"
        print(f"{cost:>9.1f} CPU-ms  {name} by {by}: {factor:.0f} × ours{judged}")


main()
