"""Reads OGC API – Features with OWSLib, and checks its responses against the standards with third-party validators."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import geojson
import pytest
import requests
from conftest import AT_MOST_S, Get
from geojson_pydantic import FeatureCollection, Point
from geojson_pydantic.features import Feature
from ogc import ROOT, ids, listed
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator, validate
from owslib.ogcapi.features import Features

CLASSES = {
    f"http://www.opengis.net/spec/ogcapi-features-{name}"
    for name in ("1/1.0/conf/core", "1/1.0/conf/geojson", "1/1.0/conf/html", "1/1.0/conf/oas30", "2/1.0/conf/crs", "3/1.0/conf/queryables", "3/1.0/conf/filter", "3/1.0/conf/features-filter")
} | {
    f"http://www.opengis.net/spec/cql2/1.0/conf/{name}"
    for name in ("cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators", "case-insensitive-comparison", "basic-spatial-functions")
}


@pytest.fixture(scope="module")
def service(base_url: str) -> Features:
    return Features(base_url + ROOT)


def test_owslib_discovers_the_service_from_the_landing_page(service: Features) -> None:
    assert "events" in service.feature_collections()
    assert set(service.conformance()["conformsTo"]) == CLASSES
    assert service.api()["openapi"].startswith("3.0")
    collection = service.collection("events-2018")
    assert collection["itemType"] == "feature"
    assert {link["rel"] for link in collection["links"]} >= {"self", "items", "license", "enclosure"}


def test_owslib_reads_all_items_by_next(service: Features, get: Get) -> None:
    page = service.collection_items("events-2018", limit=250)
    matched, features = page["numberMatched"], page["features"]
    while following := [link for link in page["links"] if link["rel"] == "next"]:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(following[0]["href"]).query).items()}
        page = service.collection_items("events-2018", **asked)
        assert page["numberReturned"] == len(page["features"]) > 0
        features += page["features"]

    assert len(features) == matched
    assert ids(features) == listed(get, edition="2018")


def test_owslib_filters_by_place_and_time(service: Features, get: Get) -> None:
    box = [55.2, -21.4, 55.9, -20.8]
    # La Réunion has its week later.
    days = ("2018-04-03", "2018-04-04")

    page = service.collection_items("events-2018", bbox=box, datetime_="/".join(days), limit=1000)

    expected = listed(get, edition="2018", bbox=",".join(map(str, box)), **dict(zip(("from", "to"), days)))
    assert expected
    assert ids(page["features"]) == expected
    one = page["features"][0]["id"]
    assert service.collection_item("events-2018", one)["id"] == one


def test_a_moment_finds_events_in_progress(service: Features) -> None:
    moment = datetime.fromisoformat("2018-03-27T10:15:00+02:00")

    page = service.collection_items("events-2018", datetime_=moment.isoformat(), limit=1000)

    assert page["numberMatched"] > 0
    for feature in page["features"]:
        times = [tuple(map(datetime.fromisoformat, one.split("/"))) for one in feature["properties"]["occurrences"]]
        assert any(begin <= moment < end for begin, end in times), feature["id"]


@pytest.mark.parametrize("query", ["limit=1000", "limit=300&attendance=mixed", "bbox=0,0,1,1"])
def test_items_are_valid_geojson(get: Get, query: str) -> None:
    answer = get(f"{ROOT}/collections/events/items?{query}")

    assert answer.headers["Content-Type"] == "application/geo+json"
    FeatureCollection[Feature[Point, dict]].model_validate_json(answer.content)
    collection = geojson.loads(answer.text)
    assert collection.is_valid, collection.errors()


def test_the_properties_are_the_same_in_every_item(get: Get) -> None:
    features = get(f"{ROOT}/collections/events/items?limit=1000").json()["features"]

    names = {tuple(feature["properties"]) for feature in features}

    assert len(names) == 1


def test_the_definition_is_openapi_3_0(get: Get) -> None:
    answer = get(f"{ROOT}/api", headers={"Accept": "application/vnd.oai.openapi+json;version=3.0, application/json"})

    assert answer.headers["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    validate(answer.json(), cls=OpenAPIV30SpecValidator)


def test_the_whole_document_is_openapi_3_1(get: Get) -> None:
    validate(get("/api/openapi.json").json(), cls=OpenAPIV31SpecValidator)


def test_qgis_finds_the_resources_it_requires(get: Get) -> None:
    """Follows the steps of QGIS's provider: landing page, API definition, collections, and the first items to detect the fields."""
    landing = get(ROOT, headers={"Accept": "application/json"}).json()
    by_relation = {(link["rel"], link["type"]): link["href"] for link in landing["links"]}
    definition = get(by_relation["service-desc", "application/vnd.oai.openapi+json;version=3.0"]).json()
    collections = by_relation["data", "application/json"]
    assert "?" not in collections

    limit = definition["components"]["parameters"]["limit"]["schema"]
    assert (limit["maximum"], limit["default"]) == (1000, 100)
    parameters = [
        definition["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]]
        for parameter in definition["paths"]["/collections/events-2018/items"]["get"]["parameters"]
    ]
    pushed = {one["name"] for one in parameters if one.get("style") == "form" and one.get("explode") is False and one["schema"]["type"] == "string"}
    first = get(f"{collections}/events-2018/items", params={"limit": 10}, headers={"Accept": "application/geo+json, application/json"}).json()
    fields = set(first["features"][0]["properties"])
    assert pushed - {"datetime"} == pushed & fields
    assert {"edition", "region", "department", "kind", "status"} <= pushed


def test_an_unknown_parameter_is_refused(base_url: str) -> None:
    for query in ("colour=red", "limit=0", "bbox=1,2,3", "datetime=soon", "filter=colour%3D1", "crs=EPSG:2154", "bbox-crs=EPSG:2154"):
        answer = requests.get(f"{base_url}{ROOT}/collections/events/items?{query}", timeout=AT_MOST_S)
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json"), query


def test_owslib_reads_the_queryables(service: Features, base_url: str) -> None:
    schema = service.collection_queryables("events-2018")

    assert schema["$id"] == f"{base_url}{ROOT}/collections/events-2018/queryables"
    item = service.collection_items("events-2018", limit=1)["features"][0]
    assert set(schema["properties"]) - {"geometry"} <= set(item["properties"])


@pytest.mark.parametrize(
    ("filter", "filters"),
    [
        ("region = '84' AND kind = 'company_visit'", {"region": "84", "kind": "company_visit"}),
        ("department = '974' OR department = '69'", {"department": "69,974"}),
        ("NOT (access <> 'open')", {"access": "open"}),
        ("department IN ('974', '69')", {"department": "69,974"}),
        ("department LIKE '97_' AND CASEI(department) NOT IN ('971', '972', '973', '975', '976', '977', '978')", {"department": "974"}),
        ("S_INTERSECTS(geometry, BBOX(4.7, 45.6, 5.0, 45.9))", {"bbox": "4.7,45.6,5.0,45.9"}),
    ],
)
def test_an_expression_matches_the_list(get: Get, filter: str, filters: dict[str, str]) -> None:
    expected = listed(get, edition="2018", **filters)

    page = get(f"{ROOT}/collections/events-2018/items", params={"filter": filter, "limit": "1000"}).json()
    found = page["features"]
    while following := [link["href"] for link in page["links"] if link["rel"] == "next"]:
        page = requests.get(following[0], timeout=AT_MOST_S).json()
        found += page["features"]

    assert ids(found) == expected != set()


def queryables(service: Features, *, kind: str, form: str | None = None) -> list[str]:
    """Names of the collection's queryables of a type and format of JSON Schema."""
    properties = service.collection_queryables("events-2018")["properties"]
    return [name for name, schema in properties.items() if (schema.get("type"), schema.get("format")) == (kind, form)]


def matched(get: Get, filter: str) -> set[str]:
    """Ids of the events of the Rhône for which an expression is true."""
    page = get(f"{ROOT}/collections/events-2018/items", params={"filter": filter, "department": "69", "limit": "1000"}).json()
    assert page["numberReturned"] == page["numberMatched"]
    return ids(page["features"])


def test_patterns_are_those_of_the_standard(service: Features, get: Get) -> None:
    """Conformance test 10 of CQL2 (OGC 21-065r2)."""
    names = queryables(service, kind="string")
    assert len(names) > 10

    for name in names:
        some = matched(get, f"{name} LIKE '%'")
        assert matched(get, f"{name} like '%%'") == some == matched(get, f"{name} IS NOT NULL"), name
        assert not matched(get, f"{name} like '_%'") & matched(get, f"{name} like ''"), name
        assert not matched(get, rf"{name} like '\\%\\_'"), name


def test_ranges_and_lists_are_those_of_the_standard(service: Features, get: Get) -> None:
    """Conformance tests 11 and 12 of CQL2 (OGC 21-065r2): each expression and its contrary leave out what has no value."""
    predicates = [(name, predicate) for name in queryables(service, kind="integer") for predicate in ("BETWEEN 0 AND 100", "between 100.0 and 1.0", "IN (1, 2, 3)")]
    predicates += [(name, "in ('foo', 'bar')") for name in queryables(service, kind="string")]
    predicates += [(name, "in ('2022-04-14T14:52:56Z', '2022-04-14T15:52:56Z')") for name in queryables(service, kind="string", form="date-time")]
    assert len(predicates) > 20

    for name, predicate in predicates:
        true, false = matched(get, f"{name} {predicate}"), matched(get, f"{name} NOT {predicate}")
        assert not true & false, name
        assert true | false == matched(get, f"{name} IS NOT NULL"), name


def test_case_is_ignored_as_the_standard_says(service: Features, get: Get) -> None:
    """The conformance tests `casei` and `casei-like` of CQL2 (OGC 21-065r2)."""
    names = queryables(service, kind="string")
    assert len(names) > 10

    for name in names:
        assert not matched(get, f"CASEI({name}) = casei('foo')") & matched(get, f"CASEI({name}) <> casei('FOO')"), name
        assert matched(get, f"CASEI({name}) LIKE casei('foo%')") == matched(get, f"CASEI({name}) LIKE casei('FOO%')"), name
    assert matched(get, "CASEI(city) = CASEI('LYON')") == matched(get, "city LIKE 'Lyon'") != set()
