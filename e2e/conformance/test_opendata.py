"""Parses the open data description as RDF, and checks the downloaded files against their checksums and the API."""

import gzip
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import geojson
import pytest
from conftest import AT_MOST_S, ROOT, Get
from ogc import ids, listed
from frictionless import Package
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef

SPDX = Namespace("http://spdx.org/rdf/terms#")
VALIDATOR = Path(__file__).with_name("validate_dcat.py")
# Made by scripts/setup-conformance.sh inside the environment of the tests.
PYTHON = Path(sys.prefix) / "dcat/bin/python"
# Properties without which a description is not one of DCAT-AP 3.
NEEDED = (
    (DCAT.Catalog, DCTERMS.title),
    (DCAT.Catalog, DCTERMS.description),
    (DCAT.Catalog, DCTERMS.publisher),
    (DCAT.Dataset, DCTERMS.title),
    (DCAT.Dataset, DCTERMS.description),
    (DCAT.Distribution, DCAT.accessURL),
    (DCAT.DataService, DCTERMS.title),
    (DCAT.DataService, DCAT.endpointURL),
    (FOAF.Agent, FOAF.name),
)


@pytest.fixture(scope="module")
def graph(get: Get, base_url: str) -> Graph:
    answer = get("/opendata")
    assert answer.headers["Content-Type"] == "application/ld+json"
    return Graph().parse(data=answer.text, format="json-ld", publicID=f"{base_url}/opendata")


@pytest.fixture(scope="module")
def lines(get: Get) -> list[dict[str, Any]]:
    content = get("/opendata/evenements-2018.ndjson.gz").content
    return [json.loads(line) for line in gzip.decompress(content).splitlines()]


def test_each_edition_is_a_data_set_of_the_catalogue(graph: Graph, get: Get, base_url: str) -> None:
    catalogue = URIRef(f"{base_url}/opendata")
    assert (catalogue, RDF.type, DCAT.Catalog) in graph
    editions = {edition["slug"] for edition in get("/api/v1/editions").json()}

    sets = list(graph.objects(catalogue, DCAT.dataset))

    assert {str(graph.value(one, DCTERMS.identifier)).removeprefix("semaine-industrie-") for one in sets} == editions
    for one in sets:
        assert (one, RDF.type, DCAT.Dataset) in graph
        # Properties that DCAT-AP requires or data.gouv.fr displays.
        for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.modified, DCTERMS.spatial, DCAT.theme, DCAT.keyword):
            assert graph.value(one, needed) is not None, needed
        assert "licence-ouverte" in str(graph.value(one, DCTERMS.license))
        period = graph.value(one, DCTERMS.temporal)
        begin, end = graph.value(period, DCAT.startDate), graph.value(period, DCAT.endDate)
        assert isinstance(begin, Literal) and begin.datatype == XSD.date and begin.value <= end.value
        publisher = graph.value(one, DCTERMS.publisher)
        assert (publisher, RDF.type, FOAF.Agent) in graph
        for title in graph.objects(one, DCTERMS.title):
            assert title.language == "fr"


def violations(*graphs: Graph) -> list[list[str]]:
    """What each description violates of the shapes of DCAT-AP 3."""
    given = json.dumps([one.serialize(format="nt") for one in graphs])
    done = subprocess.run([PYTHON, VALIDATOR], input=given, capture_output=True, text=True, check=False, timeout=AT_MOST_S)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def changed(graph: Graph, subject: Any, predicate: URIRef, *values: Any) -> Graph:
    """The description with these values of a property in place of its own."""
    copy = Graph() + graph
    copy.remove((subject, predicate, None))
    for value in values:
        copy.add((subject, predicate, value))
    return copy


def test_the_description_conforms_to_dcat_ap(graph: Graph) -> None:
    assert violations(graph) == [[]]


def test_the_shapes_of_dcat_ap_find_what_is_missing_or_wrong(graph: Graph) -> None:
    one = {kind: next(graph.subjects(RDF.type, kind)) for kind, _ in NEEDED}
    incomplete = [changed(graph, one[kind], needed) for kind, needed in NEEDED]
    dataset, file = one[DCAT.Dataset], one[DCAT.Distribution]
    nobody = URIRef("https://example.org/nobody")
    wrong = [
        (DCTERMS.title, changed(graph, dataset, DCTERMS.title, nobody)),
        (DCTERMS.publisher, changed(graph, dataset, DCTERMS.publisher, nobody)),
        (DCAT.distribution, changed(graph, dataset, DCAT.distribution, dataset)),
        (DCTERMS.modified, changed(graph, dataset, DCTERMS.modified, Literal("1"), Literal("2"))),
        (DCAT.byteSize, changed(graph, file, DCAT.byteSize, Literal("large"))),
    ]

    found = violations(*incomplete, *(other for _, other in wrong))

    for faults, needed in zip(found, [*(needed for _, needed in NEEDED), *(name for name, _ in wrong)], strict=True):
        assert any(f" {needed}:" in fault for fault in faults), (needed, faults)


def test_each_file_matches_its_description(graph: Graph, get: Get, tmp_path: Path) -> None:
    dumps = [one for one in graph.subjects(RDF.type, DCAT.Distribution) if graph.value(one, DCAT.compressFormat)]
    assert len(dumps) >= 4
    for one in dumps:
        address = str(graph.value(one, DCAT.downloadURL))
        answer = get(address)
        content = answer.content
        assert answer.headers["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'
        assert int(graph.value(one, DCAT.byteSize)) == len(content)
        # udata drops a data set whose files have a checksum as DCAT-AP wants it.
        assert graph.value(one, SPDX.checksum) is None
        gzip.decompress(content)
        (tmp_path / address.rsplit("/", 1)[1]).write_bytes(content)
    (tmp_path / "SHA256SUMS").write_text(get("/opendata/SHA256SUMS").text)
    done = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, timeout=AT_MOST_S)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": OK") == len(dumps)


def test_what_harvesters_need(graph: Graph, get: Get) -> None:
    for one in [*graph.subjects(RDF.type, DCAT.Dataset), *graph.subjects(RDF.type, DCAT.DataService)]:
        assert graph.value(one, DCTERMS.identifier), one
    for one in graph.subjects(RDF.type, DCAT.Dataset):
        tables = [file for file in graph.objects(one, DCAT.distribution) if graph.value(file, DCTERMS.conformsTo)]
        assert len(tables) == 1
        assert get(str(graph.value(tables[0], DCAT.downloadURL))).headers["Content-Type"].startswith("text/csv")
        assert get(str(graph.value(tables[0], DCTERMS.conformsTo))).json()["fields"]
    archived = next(one for one in graph.subjects(RDF.type, DCAT.Dataset) if str(one).endswith("edition-2018"))
    assert str(graph.value(archived, DCTERMS.accrualPeriodicity)).endswith("/NEVER")


def test_the_data_package_reads_the_tables(get: Get) -> None:
    package = Package.from_descriptor(get("/opendata/datapackage.json").json())
    resource = package.get_resource("evenements-2018-csv")
    rows = resource.read_rows()
    assert {row["uid"] for row in rows} == listed(get, edition="2018")
    assert all(row.valid for row in rows)


def test_the_described_services_respond(graph: Graph, get: Get) -> None:
    services = list(graph.subjects(RDF.type, DCAT.DataService))
    assert len(services) == 2
    for one in services:
        get(str(graph.value(one, DCAT.endpointDescription)))
        assert set(graph.objects(one, DCAT.servesDataset)) == set(graph.subjects(RDF.type, DCAT.Dataset))


def test_the_lines_are_the_events_of_the_api(lines: list[dict[str, Any]], get: Get) -> None:
    assert {event["id"] for event in lines} == listed(get, edition="2018")
    for event in lines[:: len(lines) // 25]:
        answer = get(f"/api/v1/catalogue/events/{event['id']}").json()
        # A file is read later than it is written: it leaves the next occurrence out.
        assert {name: value for name, value in answer.items() if name not in ("nextBegin", "nextEnd")} == event


def test_the_geojson_can_be_opened_without_conversion(lines: list[dict[str, Any]], get: Get, tmp_path: Path) -> None:
    content = get("/opendata/evenements-2018.geojson.gz").content
    collection = geojson.loads(gzip.decompress(content))
    assert collection.is_valid, collection.errors()
    assert ids(collection["features"]) == {event["id"] for event in lines}
    file = tmp_path / "evenements.geojson.gz"
    file.write_bytes(content)
    done = subprocess.run(["ogrinfo", "-ro", "-so", "-al", f"/vsigzip/{file}"], capture_output=True, text=True, check=True, timeout=AT_MOST_S)
    assert f"Feature Count: {len(lines)}" in done.stdout


def test_the_signed_head_of_the_log_verifies_with_the_published_keys(get: Get) -> None:
    answer = get("/opendata/log-head.jws")
    assert answer.headers["Content-Type"] == "application/jose"
    keys = get("/.well-known/jwks.json").json()

    def read(jws: str) -> subprocess.CompletedProcess[str]:
        given = json.dumps({"jws": jws, "jwks": keys})
        return subprocess.run(
            ["node", ROOT / "e2e/conformance/read_jws.mjs"], input=given, capture_output=True, text=True, timeout=AT_MOST_S
        )

    done = read(answer.text)
    assert done.returncode == 0, done.stderr
    head = json.loads(done.stdout)["payload"]
    assert head.keys() == {"seq", "hash", "at"}
    assert head["seq"] > 0 and len(head["hash"]) == 64
    protected, payload, signature = answer.text.split(".")
    forged = ".".join([protected, payload[:-2] + ("AA" if payload[-2:] != "AA" else "BB"), signature])
    assert "the signature is invalid" in read(forged).stderr


def test_the_machine_readable_indexes_list_every_resource(get: Get, base_url: str) -> None:
    text = get("/llms.txt").text
    for address in ("/api/openapi.json", "/ogc", "/opendata"):
        assert f"({base_url}{address})" in text
    linkset = get("/.well-known/api-catalog").json()["linkset"]
    for entry in linkset:
        for link in (link for name, links in entry.items() if name != "anchor" for link in links):
            if "type" in link:
                assert get(link["href"]).headers["Content-Type"].startswith(link["type"])
