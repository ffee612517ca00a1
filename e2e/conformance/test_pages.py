"""Reads the JSON-LD and Open Graph metadata of the public pages with extruct."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urljoin

import extruct
import pytest
import requests
from conftest import AT_MOST_S

ATTENDANCE = {
    "on_site": "https://schema.org/OfflineEventAttendanceMode",
    "online": "https://schema.org/OnlineEventAttendanceMode",
    "mixed": "https://schema.org/MixedEventAttendanceMode",
}
STATUS = {
    "scheduled": "https://schema.org/EventScheduled",
    "full": "https://schema.org/EventScheduled",
    "rescheduled": "https://schema.org/EventRescheduled",
    "moved_online": "https://schema.org/EventMovedOnline",
    "postponed": "https://schema.org/EventPostponed",
    "cancelled": "https://schema.org/EventCancelled",
}

Get = Callable[..., requests.Response]


def extracted(base_url: str, path: str) -> dict:
    page = requests.get(urljoin(base_url, path), timeout=AT_MOST_S)
    assert page.status_code == 200, path
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    return extruct.extract(
        page.text, base_url=page.url, syntaxes=["json-ld", "opengraph"], uniform=True
    )


def of_type(found: dict, name: str) -> list[dict]:
    return [item for item in found["json-ld"] if item["@type"] == name]


def some_events(get: Get) -> list[dict]:
    """A few events of each attendance mode and life status, to cover every variant of a page."""
    wanted = [("attendance", mode) for mode in ATTENDANCE] + [("status", word) for word in STATUS]
    found = {}
    for edition in ("2018", None):
        for name, value in wanted:
            params = {name: value, "limit": 3} | ({"edition": edition} if edition else {})
            for event in get("/api/v1/catalogue/events", params=params).json()["items"]:
                found[event["id"]] = event
    return list(found.values())


def test_every_event_page_describes_one_event(base_url: str, get: Get) -> None:
    events = some_events(get)
    assert {event["attendanceMode"] for event in events} == set(ATTENDANCE)
    for listed in events:
        event = get(f"/api/v1/catalogue/events/{listed['id']}").json()
        path = f"/evenements/{event['edition']}/{event['slug']}"
        found = extracted(base_url, path)
        (data,) = of_type(found, "Event")

        assert data["name"] == event["title"]
        assert data["url"].endswith(path)
        times = event["occurrences"]
        assert datetime.fromisoformat(data["startDate"]) == datetime.fromisoformat(times[0]["begin"])
        assert datetime.fromisoformat(data["startDate"]).utcoffset() is not None
        assert datetime.fromisoformat(data["endDate"]) == datetime.fromisoformat(times[-1]["end"])
        assert data["eventStatus"] == STATUS[event["lifeStatus"]]
        assert data["eventAttendanceMode"] == ATTENDANCE[event["attendanceMode"]]
        assert data["isAccessibleForFree"] is True
        assert data["offers"]["price"] == 0
        assert data["inLanguage"] == "fr"
        assert data["organizer"]
        assert data["superEvent"]["@type"] == "Event"
        locations = data["location"] if isinstance(data["location"], list) else [data["location"]]
        kinds = {location["@type"] for location in locations}
        assert ("Place" in kinds) == (event.get("venue") is not None)
        assert ("VirtualLocation" in kinds) >= (event["attendanceMode"] != "on_site")
        for place in (location for location in locations if location["@type"] == "Place"):
            assert place["address"]["postalCode"] == event["venue"]["postalCode"]
            assert place["geo"]["latitude"] == pytest.approx(event["venue"]["position"]["lat"])
        assert len(data.get("subEvent", [])) == (len(times) if len(times) > 1 else 0)
        assert len(of_type(found, "BreadcrumbList")) == 1
        (graph,) = found["opengraph"]
        assert graph["og:title"].startswith(event["title"].split(" :")[0][:10])
        assert graph["og:url"].endswith(path)
        shown = requests.get(graph["og:image"], timeout=AT_MOST_S)
        image = event.get("image")
        assert shown.headers["content-type"] == ("image/jpeg" if image else "image/png")
        if image:
            assert graph["og:image:alt"] == image["alt"]
            assert data["image"]
        else:
            assert (graph["og:image:width"], graph["og:image:height"]) == ("1200", "630")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "WebSite"),
        ("/evenements?edition=2018", "ItemList"),
        ("/regions/84-auvergne-rhone-alpes", "BreadcrumbList"),
        ("/departements/69-rhone", "BreadcrumbList"),
    ],
)
def test_the_other_pages_describe_themselves(base_url: str, path: str, kind: str) -> None:
    found = extracted(base_url, path)
    assert len(of_type(found, kind)) == 1
    (graph,) = found["opengraph"]
    assert graph["og:title"] and graph["og:description"]


def test_the_pages_of_the_sitemap_exist(base_url: str, get: Get) -> None:
    from lxml import etree

    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    index = etree.fromstring(get("/sitemap.xml").content)
    maps = index.xpath("//s:sitemap/s:loc/text()", namespaces=space)
    assert any("/sitemaps/2018-1.xml" in address for address in maps)
    events = 0
    for address in maps:
        pages = etree.fromstring(requests.get(address, timeout=AT_MOST_S).content)
        addresses = pages.xpath("//s:url/s:loc/text()", namespaces=space)
        assert 0 < len(addresses) <= 50_000
        events += sum("/evenements/" in page for page in addresses)
        for page in addresses[:: max(1, len(addresses) // 5)]:
            assert requests.get(page, timeout=AT_MOST_S).status_code == 200, page
    total = sum(
        get("/api/v1/catalogue/events", params={"edition": edition["slug"], "count": "true", "limit": 1}).json()["total"]
        for edition in get("/api/v1/editions").json()
    )
    assert events == total
