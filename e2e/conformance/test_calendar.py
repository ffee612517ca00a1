"""Reads calendars with `icalendar` and ical.js, and compares them with the API, using only the time zones defined in the calendar."""

import json
import re
import subprocess
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from conftest import AT_MOST_S, ROOT, Get

CALENDAR = "/api/v1/catalogue/events.ics"
EVENTS = "/api/v1/catalogue/events.geojson"

Slot = tuple[str, float, float]


def _with_ical_js(text: str) -> list[dict]:
    script = ROOT / "e2e/conformance/read_calendar.mjs"
    run = subprocess.run(["node", script], input=text, capture_output=True, text=True, timeout=AT_MOST_S, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def _unknown_zones(text: str) -> str:
    """Renames the time zones so that no library knows them and must use the calendar's VTIMEZONE."""
    return re.sub(r"TZID([:=])([A-Za-z_]+)/", r"TZID\1Essai-\2/", text.replace("\r\n ", ""))


def _entries(text: str) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(text)
    broken = [(entry.get("UID"), entry.errors) for entry in calendar.walk() if entry.errors]
    assert not broken
    return list(calendar.walk("VEVENT"))


def _slots(entries: list[icalendar.Event]) -> list[Slot]:
    return sorted((str(entry["UID"]), entry.start.timestamp(), entry.end.timestamp()) for entry in entries)


def _event(uid: str) -> str:
    """The event id of an entry, whose UID is the event id with the number of the occurrence."""
    return uid.partition("@")[0].rpartition("-")[0]


def _told(get: Get, **filters: str) -> list[Slot]:
    """The same events as returned by the API."""
    features = get(EVENTS, params=filters).json()["features"]
    return sorted(
        (
            f"{feature['id']}-{slot.get('number', place)}@semaine-industrie",
            datetime.fromisoformat(slot["begin"]).timestamp(),
            datetime.fromisoformat(slot["end"]).timestamp(),
        )
        for feature in features
        for place, slot in _announced(feature)
    )


def _announced(feature: dict) -> list[tuple[int, dict]]:
    """The dates of an event by rank, followed by those that it has dropped."""
    event = feature["properties"]
    return list(enumerate([*event["occurrences"], *event.get("droppedOccurrences", [])], 1))


def _public(entries: list, told: list[Slot]) -> list:
    """Without the entries of events that were withdrawn a short time ago."""
    events = {_event(uid) for uid, _, _ in told}
    return [entry for entry in entries if _event(str(entry.get("UID") or entry.get("uid"))) in events]


@pytest.mark.parametrize(
    "filters",
    [{"edition": "2018"}, {"edition": "2018", "region": "04"}, {"edition": "2018", "region": "03,06"}, {}],
    ids=["2018", "La Réunion", "Guyane and Mayotte", "the open edition"],
)
def test_both_readers_find_every_occurrence_at_its_time(get: Get, filters: dict[str, str]) -> None:
    text = get(CALENDAR, params=filters).text
    told = _told(get, **filters)
    assert told

    for zones in (text, _unknown_zones(text)):
        assert _slots(_public(_entries(zones), told)) == told
        assert sorted((entry["uid"], entry["begin"], entry["end"]) for entry in _public(_with_ical_js(zones), told)) == told


@pytest.mark.parametrize(
    ("region", "zone"),
    [("04", "Indian/Reunion"), ("03", "America/Cayenne"), ("06", "Indian/Mayotte"), ("84", "Europe/Paris")],
)
def test_hours_are_in_the_local_time_of_the_place(get: Get, region: str, zone: str) -> None:
    filters = {"edition": "2018", "region": region, "attendance": "on_site"}
    features = get(EVENTS, params=filters).json()["features"]
    wall = {
        f"{feature['id']}-{slot.get('number', place)}@semaine-industrie": slot["begin"][:19]
        for feature in features
        for place, slot in _announced(feature)
    }
    assert wall

    entries = _entries(get(CALENDAR, params=filters).text)

    assert {str(entry["DTSTART"].params["TZID"]) for entry in entries} == {zone}
    assert {str(entry["UID"]): entry.start.replace(tzinfo=None).isoformat() for entry in entries} == wall
    # No factory is visited at night, so a time shifted by a time zone would be noticed.
    assert all(6 <= entry.start.hour <= 21 for entry in entries)


def test_the_clocks_go_forward_on_the_last_sunday_of_march(get: Get) -> None:
    text = get(CALENDAR, params={"edition": "2018", "region": "84"}).text.replace("\r\n ", "")
    head = text.split("BEGIN:VEVENT")[0]
    times = ["20180325T013000", "20180325T033000", "20181028T013000", "20181028T033000", "20270328T030000"]
    entries = "".join(
        f"BEGIN:VEVENT\r\nUID:{time}\r\nDTSTAMP:20180101T000000Z\r\nDTSTART;TZID=Europe/Paris:{time}\r\n"
        f"DTEND;TZID=Europe/Paris:{time}\r\nEND:VEVENT\r\n"
        for time in times
    )
    calendar = _unknown_zones(f"{head}{entries}END:VCALENDAR\r\n")
    right = {
        time: datetime.strptime(time, "%Y%m%dT%H%M%S").replace(tzinfo=ZoneInfo("Europe/Paris")).timestamp()
        for time in times
    }
    assert right["20180325T033000"] - right["20180325T013000"] == 3600

    assert {entry["uid"]: entry["begin"] for entry in _with_ical_js(calendar)} == right
    assert {str(entry["UID"]): entry.start.timestamp() for entry in _entries(calendar)} == right


def test_texts_round_trip(get: Get) -> None:
    filters = {"edition": "2018", "department": "69"}
    features = get(EVENTS, params=filters).json()["features"]
    titles = {feature["id"]: feature["properties"]["title"] for feature in features}
    summaries = {feature["id"]: feature["properties"]["summary"] for feature in features}
    text = get(CALENDAR, params=filters).text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))

    for entry in _with_ical_js(text):
        event = _event(entry["uid"])
        assert entry["summary"].endswith(titles[event])
        assert summaries[event] in entry["description"]
    for entry in _entries(text):
        event = _event(str(entry["UID"]))
        assert str(entry["SUMMARY"]).endswith(titles[event])
        assert summaries[event] in str(entry["DESCRIPTION"])
        assert entry["URL"].endswith(f"/evenements/2018/{_slug(features, event)}")
        assert entry["DTSTAMP"].dt.utcoffset() == timedelta(0)


def _slug(features: list[dict], event: str) -> str:
    return next(feature["properties"]["slug"] for feature in features if feature["id"] == event)


def test_a_cancelled_event_is_cancelled_for_both_readers(get: Get) -> None:
    text = get(CALENDAR, params={"status": "cancelled"}).text

    entries = _entries(text)

    assert {str(entry["STATUS"]) for entry in entries} <= {"CANCELLED"}
    assert {entry["status"] for entry in _with_ical_js(text)} == {str(entry["STATUS"]) for entry in entries}


def test_one_event_is_a_calendar(get: Get) -> None:
    event = get("/api/v1/catalogue/events", params={"edition": "2018", "limit": "1"}).json()["items"][0]

    answer = get(f"/api/v1/catalogue/events/{event['id']}/calendar.ics")

    assert answer.headers["Content-Disposition"] == f'attachment; filename="{event["slug"]}.ics"'
    entries = _entries(answer.text)
    assert len(entries) == event["occurrenceCount"] == len(_with_ical_js(answer.text))
    assert entries[0].start == datetime.fromisoformat(event["firstBegin"])


def test_a_search_without_results_is_a_calendar(get: Get) -> None:
    text = get(CALENDAR, params={"q": "zzzz"}).text

    assert _entries(text) == [] == _with_ical_js(text)
    assert len(icalendar.Calendar.from_ical(text).walk("VTIMEZONE")) == 1
