"""Reads and writes events as clients of OpenAgenda do: with its SDK, and with the requests that its plugins and widgets send."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from conftest import AT_MOST_S, COORDINATOR, ORGANISER, PASSWORD, ROOT, Get, copy_database, open_session, serving
from letters import Client
from PIL import Image

Body = dict[str, Any]

# Requests of clients, as they are sent, with the path below the agenda. `{event}` and `{slug}` are those of an event.
RECORDED = [
    # @openagenda/sdk-js 2.0.4
    "/events?key=PUB&relative%5B0%5D=current&relative%5B1%5D=upcoming&relative%5B2%5D=passed&size=300&detailed=1&timings%5Bgte%5D=2017-01-01T00:00:00.000Z"
    "&geo%5BnorthEast%5D%5Blat%5D=51.2&geo%5BnorthEast%5D%5Blng%5D=9.6&geo%5BsouthWest%5D%5Blat%5D=41.3&geo%5BsouthWest%5D%5Blng%5D=-5.2"
    "&aggregations%5B0%5D%5Bk%5D=city&aggregations%5B0%5D%5Bt%5D=cities&aggregations%5B1%5D%5Btype%5D=geohash&aggregations%5B1%5D%5Bsize%5D=2000"
    "&aggregations%5B1%5D%5Bzoom%5D=6&removed=",
    "/events/{event}?key=PUB",
    "/locations?key=PUB",
    # openagenda/sdk-php 1.4.3
    "/events?includeLabels=1&detailed=1&size=100",
    "/events/{event}?includeLabels=1&detailed=1",
    # erwane/openagenda-api 3
    "/events?detailed=1&size=100&sort=updatedAt.desc&state=2&updatedAt[gte]=2016-02-07T09:00:00&monolingual=fr&longDescriptionFormat=HTML",
    "/locations?detailed=1&state=1&createdAt.gte=2016-02-07T09:00:00&order=name.asc&size=2",
    # WordPress, plugin openagenda 3.0.2
    "/events?detailed=1&includeLabels=1&from=0&size=10&cms=wordpress&host=www.exemple.fr&uses_site_editor=0",
    "/events/slug/{slug}?detailed=1&includeLabels=1&cms=wordpress&host=www.exemple.fr",
    "?detailed=1",
    # @openagenda/react-filters and agenda-portal
    "/events?aggsSizeLimit=1500&aggregations%5B0%5D%5Bkey%5D=cities&aggregations%5B0%5D%5Btype%5D=cities&aggregations%5B1%5D%5Bkey%5D=viewport"
    "&aggregations%5B1%5D%5Btype%5D=viewport&aggregations%5B2%5D%5Bkey%5D=keyword&aggregations%5B2%5D%5Btype%5D=keywords&size=0",
    "/events?size=20&from=0&if%5B%5D=title&if%5B%5D=image&if%5B%5D=location.name&if%5B%5D=location.city&if%5B%5D=dateRange&relative%5B%5D=passed&relative%5B%5D=upcoming",
    "/events?size=0&aggregations%5B0%5D%5Btype%5D=geohash&aggregations%5B0%5D%5Bsize%5D=2000&aggregations%5B0%5D%5Bzoom%5D=9&aggregations%5B0%5D%5Bradius%5D=40",
    "/events?size=0&aggregations%5B0%5D%5Btype%5D=timings&aggregations%5B0%5D%5Binterval%5D=day&aggregations%5B0%5D%5Btimezone%5D=Europe/Paris",
    # What none of our filters knows.
    "/events?nc=1&lang=fr&status%5B%5D=42&attendanceMode=9&relative%5B%5D=someday&colour=red&state=&featured=null",
]


@pytest.fixture(scope="module")
def agenda(get: Get) -> Body:
    found = get("/v2/agendas", params={"slug": "2018"}).json()
    assert found["success"] is True and found["total"] == 1
    return found["agendas"][0]


@pytest.fixture(scope="module")
def event(get: Get, agenda: Body) -> Body:
    return get(f"/v2/agendas/{agenda['uid']}/events", params={"size": "1"}).json()["events"][0]


@pytest.mark.parametrize("recorded", RECORDED)
def test_requests_of_clients_are_answered(base_url: str, get: Get, agenda: Body, event: Body, recorded: str) -> None:
    path = f"/v2/agendas/{agenda['uid']}{recorded.format(event=event['uid'], slug=event['slug'])}"
    answer = get(path, headers={"key": "PUB", "nonce": "1", "lang": "fr"})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    body = answer.json()
    query = parse_qs(urlsplit(path).query)
    if recorded.startswith("?"):
        assert body["uid"] == agenda["uid"] and body["schema"]["fields"]
        return
    assert body["success"] is True
    if "/events?" in path:
        assert body["total"] > 0 and isinstance(body["events"], list)
        assert (len(body["events"]) > 0) == (query.get("size") != ["0"])
        for found in body["events"]:
            _has_the_types_of_the_contract(found, query)
        assert len(body.get("aggregations", {})) == len({name.split("]")[0] for name in query if name.startswith("aggregations")})
        _widgets_post_the_same(base_url, path, body)


def _has_the_types_of_the_contract(event: Body, query: dict[str, list[str]]) -> None:
    assert isinstance(event["uid"], int)
    if event.get("removed"):
        assert set(event) == {"uid", "removed", "updatedAt"}
        return
    texts = (str,) if "monolingual" in query else (dict,)
    assert isinstance(event["title"], texts)
    if "if[]" in query:
        assert set(event) <= {"uid", "title", "image", "location", "dateRange"}
        return
    labelled = query.get("includeLabels") == ["1"]
    for name in ("status", "attendanceMode"):
        code = event[name]["id"] if labelled else event[name]
        assert code in range(1, 7)
        assert not labelled or event[name]["label"]["fr"]
    assert event["featured"] is False and event["originAgenda"]["title"]
    assert event["image"] is None or event["image"]["base"].startswith("http")
    if query.get("detailed") == ["1"]:
        assert event["state"] == 2 and event["timings"] and set(event["accessibility"]) == {"hi", "vi", "pi", "mi", "ii"}
        assert event["member"] is None and "@" not in json.dumps({**event, "registration": [], "longDescription": "", "conditions": ""})


def _widgets_post_the_same(site: str, path: str, body: Body) -> None:
    """The query of a widget may come as a JSON body."""
    address, _, query = path.partition("?")
    if "[" in query or "%5B" in query:
        return
    parameters = {name: values[0] for name, values in parse_qs(query).items()}
    posted = requests.post(f"{site}{address}", json=parameters, timeout=AT_MOST_S)
    assert posted.status_code == 200
    assert posted.json() == body


def test_the_sdk_reads_everything(base_url: str, get: Get, agenda: Body) -> None:
    script = ROOT / "e2e/conformance/read_agenda.mjs"
    run = subprocess.run(
        ["node", script, f"{base_url}/v2", str(agenda["uid"])], capture_output=True, text=True, timeout=AT_MOST_S, check=False
    )
    assert run.returncode == 0, run.stderr
    read = json.loads(run.stdout)

    listed = get("/api/v1/catalogue/events", params={"edition": "2018", "count": "true"}).json()["total"]
    assert len(read["uids"]) == len(set(read["uids"])) == read["total"] >= listed
    assert read["event"]["uid"] == read["first"]["uid"] and read["event"]["timings"] == read["first"]["timings"]
    assert read["schema"]["@type"] == "Event" and read["schema"]["name"] == read["event"]["title"]["fr"]
    assert read["counted"]["events"] == [] and read["counted"]["total"] > 0
    counts = read["counted"]["aggregations"]
    assert set(counts) == {"city", "geohash", "kinds"}
    assert sum(cell["eventCount"] for cell in counts["geohash"]) == read["counted"]["total"]
    assert sum(kind["eventCount"] for kind in counts["kinds"]) == read["counted"]["total"]
    assert read["places"] > 0 and read["place"]["name"] and read["place"]["countryCode"] == "FR"
    assert read["refusals"] == {
        "connect": 401, "create": 403, "patch": 403, "update": 403, "delete": 403, "place": 403, "unknown": 404,
    }


@dataclass
class Writable:
    """A server to write to: the agenda that takes events, an organiser's secret for it, and the coordination."""

    site: str
    agenda: int
    secret: str
    coordinator: Client

    def ask(self, method: str, path: str, token: str, body: Any = None) -> requests.Response:
        """Sends a request below the agenda with a token."""
        headers = {"access-token": token, "nonce": "521256899000"}
        return requests.request(method, f"{self.site}/v2/agendas/{self.agenda}{path}", json=body, headers=headers, timeout=AT_MOST_S)


@pytest.fixture(scope="module")
def writable(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    own = copy_database(database, tmp_path_factory.mktemp("agendas"))
    with serving(own, SEMAINE_OPEN_OUTBOX="true") as site:
        coordinator = Client(site, open_session(site, COORDINATOR, PASSWORD, "192.0.2.78"))
        current = requests.get(f"{site}/api/v1/config", timeout=AT_MOST_S).json()["currentEdition"]
        agendas = requests.get(f"{site}/v2/agendas", params={"slug": current}, timeout=AT_MOST_S).json()["agendas"]
        yield Writable(site, agendas[0]["uid"], _key_to_write(site, coordinator), coordinator)


def _key_to_write(site: str, coordinator: Client) -> str:
    """Opens the space of a partner, lets the organiser accept the mailed invitation, and returns the key that the organiser makes there."""
    organiser = Client(site, open_session(site, ORGANISER, PASSWORD, "192.0.2.79"))
    space = coordinator.send("POST", "/partner-spaces", {"partner": "amis_des_forges", "name": "Amis des forges"}).json()["space"]["id"]
    coordinator.send("POST", f"/partner-spaces/{space}/invitations", {"email": ORGANISER})
    visitor = Client(site)
    mails = visitor.send("GET", f"/outbox?recipient={ORGANISER}").json()["items"]
    invitation = next(mail for mail in mails if "espace partenaire" in mail["subject"])
    text = visitor.send("GET", f"/outbox/{invitation['id']}").json()["bodyText"]
    organiser.send("POST", "/partner-invitations/accept", {"token": re.search(r"jeton=([\w-]+)", text).group(1)})
    settings = {"kind": "secret", "scopes": ["read", "write"]}
    return organiser.send("POST", f"/partner-spaces/{space}/keys", {"name": "Agenda", "settings": settings}).json()["secret"]


def test_the_sdk_writes(writable: Writable, tmp_path: Path) -> None:
    picture = tmp_path / "picture.jpg"
    Image.new("RGB", (1_200, 600), (7, 90, 200)).save(picture, "JPEG")
    script = ROOT / "e2e/conformance/write_agenda.mjs"
    run = subprocess.run(
        ["node", script, f"{writable.site}/v2", str(writable.agenda), picture],
        env=os.environ | {"AGENDA_SECRET": writable.secret},
        capture_output=True,
        text=True,
        timeout=AT_MOST_S,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    wrote = json.loads(run.stdout)
    assert (wrote["token"], wrote["expiresIn"], wrote["listed"]) == (32, 3600, True)

    place = wrote["place"]
    assert (place["insee"], place["city"]) == ("69259", "Vénissieux")
    assert wrote["placePatched"]["access"] == {"fr": "Portail sud"}
    assert (wrote["placeUpdated"]["uid"], wrote["placeUpdated"]["name"]) == (place["uid"], "Laminoir de l’Étang")
    assert wrote["placeDeleted"] == wrote["placeUpdated"]
    assert (wrote["placeGone"]["status"], wrote["placeGone"]["message"]) == (404, "location not found")

    event = wrote["created"]
    assert wrote["read"] == event
    assert (event["state"], event["draft"]) == (0, 1)
    assert event["title"] == {"fr": "Visite de la fonderie"}
    assert event["location"]["uid"] == place["uid"]
    assert event["timings"] == [{"begin": "2031-03-17T09:00:00+01:00", "end": "2031-03-17T10:00:00+01:00"}]
    assert {way["type"] for way in event["registration"]} == {"email", "link"}
    image = wrote["pictured"]["image"]
    assert image["size"] == {"width": 1_200, "height": 600}
    stored = requests.get(f"{image['base']}{image['filename']}", timeout=AT_MOST_S)
    assert (stored.status_code, stored.headers["Content-Type"]) == (200, "image/jpeg")
    assert wrote["patched"]["title"] == {"fr": "Visite du laminoir"}
    for later in ("patched", "updated"):
        assert (wrote[later]["uid"], wrote[later]["image"]) == (event["uid"], image)
    assert wrote["updated"]["title"] == {"fr": "Visite du laminoir"}
    assert (wrote["patched"]["conditions"], wrote["updated"]["conditions"]) == ({"fr": "Chaussures fermées"}, {"fr": ""})

    incomplete = wrote["incomplete"]
    assert (incomplete["status"], incomplete["message"]) == (400, "data is invalid")
    assert {"organiser", "commitments"} <= {fault["field"] for fault in incomplete["errors"]}
    inside = wrote["inside"]
    assert (inside["status"], [fault["field"] for fault in inside["errors"]]) == (400, ["image"])
    assert wrote["deleted"]["uid"] == event["uid"]
    assert (wrote["gone"]["status"], wrote["gone"]["message"]) == (404, "event not found")


def test_a_token_that_has_expired_reads_and_does_not_write(writable: Writable) -> None:
    expired = f"sdi_tmp_{'0' * 24}"
    assert writable.ask("GET", "/events?size=1", expired).status_code == 200
    refused = writable.ask("POST", "/events", expired, {"title": {"fr": "Un titre"}})
    assert (refused.status_code, refused.json()["success"]) == (403, False)


def test_the_coordination_reads_members_and_sources(writable: Writable) -> None:
    headers = writable.coordinator.headers
    for name, items in (("members", "items"), ("sources", "sources")):
        address = f"{writable.site}/v2/agendas/{writable.agenda}/{name}"
        answer = requests.get(address, headers=headers, timeout=AT_MOST_S)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert page["success"] is True and page["total"] >= len(page[items])
        assert requests.get(address, timeout=AT_MOST_S).status_code == 403


def test_an_agenda_has_the_events_of_our_own_list(get: Get, agenda: Body) -> None:
    own = {"edition": "2018", "region": "84", "attendance": "on_site"}
    expected: set[str] = set()
    cursor: str | None = None
    while True:
        page = get("/api/v1/catalogue/events", params=own | {"limit": "100"} | ({"cursor": cursor} if cursor else {})).json()
        expected |= {event["slug"] for event in page["items"]}
        cursor = page.get("nextCursor")
        if cursor is None:
            break
    found: list[str] = []
    after: list[str] | None = None
    while True:
        params = {"region": "Auvergne-Rhône-Alpes", "attendanceMode[]": "1", "size": "100"}
        page = get(f"/v2/agendas/{agenda['uid']}/events", params=params | ({"after[]": after} if after else {})).json()
        found += [event["slug"] for event in page["events"]]
        after = page["after"]
        if after is None:
            break
    assert len(found) == len(set(found)) == page["total"]
    assert set(found) == expected


@pytest.mark.parametrize("extension", ["csv", "ics", "rss"])
def test_exports_of_an_agenda_are_those_of_the_platform(get: Get, agenda: Body, extension: str) -> None:
    ours = get(f"/api/v1/catalogue/events.{extension}", params={"edition": "2018", "region": "84"})
    theirs = get(f"/agendas/{agenda['uid']}/events.v2.{extension}", params={"region[]": "Auvergne-Rhône-Alpes"})
    assert theirs.content == ours.content
    assert theirs.headers["Content-Type"] == ours.headers["Content-Type"]
