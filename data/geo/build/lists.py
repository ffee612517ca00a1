#!/usr/bin/env python3
"""Makes the lists beside the gazetteer: former names, CEDEX codes, EPCI and Territoires d'industrie.

    lists.py SOURCES GEO

SOURCES holds communes-former.tsv, cedex.tsv, epci.tsv and territoires-industrie.tsv (see ../NOTICE.md for their producers); GEO is
the folder of communes.tsv and receives lists/*.tsv. Codes of communes are cut: `01053 054` is 01053 and 01054, and so on as long as
the department stays the same.
"""

import csv
import sys
import unicodedata
from pathlib import Path


def rows(path):
    with open(path, encoding="utf-8") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def find(sources, name):
    return next(Path(sources).rglob(name))


def key(name):
    letters = unicodedata.normalize("NFD", name.replace("œ", "oe").replace("Œ", "oe").lower())
    return "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split()


def cut(codes):
    parts, department = [], None
    for code in sorted(set(codes)):
        parts.append(code if code[:2] != department else code[2:])
        department = code[:2]
    return " ".join(parts)


def write(path, header, lines):
    text = "\n".join(["\t".join(header), *("\t".join(line) for line in lines)]) + "\n"
    path.write_text(text, encoding="utf-8")
    print(path.name, len(lines), len(text.encode()), file=sys.stderr)


def main(sources, geo):
    communes = {row["code"]: row["nom"] for row in rows(Path(geo) / "communes.tsv")}
    lists = Path(geo) / "lists"
    lists.mkdir(exist_ok=True)

    former = {
        (row["nom"], row["code_actuel"])
        for row in rows(find(sources, "communes-former.tsv"))
        if key(row["nom"]) != key(communes[row["code_actuel"]])
    }
    names = {}
    for name, code in former:
        names.setdefault(code, set()).add(name)
    write(lists / "former.tsv", ["code", "names"], [[code, "/".join(sorted(of))] for code, of in sorted(names.items())])

    cedex = {}
    for row in rows(find(sources, "cedex.tsv")):
        codes = [code for code in (row["code"] or row["communes"]).split() if code in communes]
        if codes:
            cedex.setdefault(cut(codes), set()).add(row["cedex"])
    write(lists / "cedex.tsv", ["codes", "cedex"], [[codes, cut(of)] for codes, of in sorted(cedex.items())])

    epci = [[row["siren"], row["nom"], cut(row["communes"].split())] for row in rows(find(sources, "epci.tsv"))]
    ept = [[row["siren"], row["nom"], cut(row["communes"].split())] for row in rows(find(sources, "ept.tsv"))]
    write(lists / "epci.tsv", ["siren", "name", "communes"], sorted(epci + ept))
    of_epci = {siren: set(expand(codes)) for siren, _, codes in epci + ept}

    industry = []
    for row in rows(find(sources, "territoires-industrie.tsv")):
        all_codes = set(row["communes"].split())
        members = row["epci"].split()
        rest = all_codes.difference(*(of_epci[siren] for siren in members))
        assert set().union(*(of_epci[siren] for siren in members)) | rest == all_codes, row["id"]
        industry.append([row["id"], row["nom"], " ".join(members), cut(rest)])
    write(lists / "industry.tsv", ["id", "name", "epci", "communes"], sorted(industry))


def expand(codes):
    department = ""
    for part in codes.split():
        code = part if len(part) == 5 else department + part
        department = code[:2]
        yield code


main(*sys.argv[1:])
