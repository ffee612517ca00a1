"""Reads feeds with feedparser, and checks JSON Feed against its specification."""

from datetime import datetime

import feedparser
import pytest
from conftest import Get

ATOM = "/api/v1/catalogue/events.atom"
RSS = "/api/v1/catalogue/events.rss"
JSON = "/api/v1/catalogue/events.feed.json"
EVENTS = "/api/v1/catalogue/events"


@pytest.mark.parametrize("filters", [{"edition": "2018", "region": "11"}, {"edition": "2018"}, {"q": "zzzz"}, {}])
def test_feedparser_reads_every_entry_without_errors(get: Get, filters: dict[str, str]) -> None:
    answer = get(ATOM, params=filters)
    feed = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["Content-Type"]})

    assert feed.bozo == 0, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert len(feed.entries) == get(EVENTS, params=filters | {"count": "true"}).json()["total"]
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    changed = [entry.updated_parsed for entry in feed.entries]
    assert changed == sorted(changed, reverse=True)
    assert [link.href for link in feed.feed.links if link.rel == "self"] == [feed.feed.id]
    for entry in feed.entries:
        assert entry.id.startswith("urn:uuid:")
        assert entry.title and entry.author and entry.summary and entry.published_parsed
        assert "/evenements/" in entry.link


def test_points_are_where_the_events_are(get: Get) -> None:
    filters = {"edition": "2018", "department": "974", "attendance": "on_site"}
    feed = feedparser.parse(get(ATOM, params=filters).content)
    features = get("/api/v1/catalogue/events.geojson", params=filters).json()["features"]
    places = {f"urn:uuid:{feature['id']}": feature["geometry"]["coordinates"] for feature in features}
    assert places

    for entry in feed.entries:
        lon, lat = entry.where["coordinates"]
        assert [lon, lat] == pytest.approx(places[entry.id], abs=1e-6)


def test_the_json_feed_has_the_same_entries(get: Get) -> None:
    filters = {"edition": "2018", "region": "53"}
    answer = get(JSON, params=filters)
    feed = answer.json()
    atom = feedparser.parse(get(ATOM, params=filters).content)

    assert answer.headers["Content-Type"] == "application/feed+json"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] and feed["feed_url"].endswith(f"{JSON}?edition=2018&region=53")
    assert [item["id"] for item in feed["items"]] == [entry.id for entry in atom.entries]
    for item in feed["items"]:
        # The fields that the specification requires of every item, and the types of the others.
        assert isinstance(item["id"], str) and (item["content_html"].startswith("<p><strong>"))
        assert item["url"].startswith("http")
        assert datetime.fromisoformat(item["date_published"]) and datetime.fromisoformat(item["date_modified"])
        assert all(isinstance(tag, str) for tag in item["tags"])
        assert all(author["name"] for author in item["authors"])


@pytest.mark.parametrize("filters", [{"edition": "2018", "region": "53"}, {"q": "zzzz"}, {}])
def test_rss_has_the_same_entries(get: Get, filters: dict[str, str]) -> None:
    answer = get(RSS, params=filters)
    feed = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["Content-Type"]})
    atom = feedparser.parse(get(ATOM, params=filters).content)

    assert feed.bozo == 0, feed.get("bozo_exception")
    assert feed.version == "rss20"
    assert feed.feed.link == atom.feed.link
    assert [entry.id for entry in feed.entries] == [entry.id for entry in atom.entries]
    for rss, other in zip(feed.entries, atom.entries, strict=True):
        assert (rss.title, rss.link) == (other.title, other.link)
        assert rss.summary == other.content[0].value
        assert [tag.term for tag in rss.tags] == [tag.term for tag in other.tags]
        assert rss.published_parsed == other.published_parsed
