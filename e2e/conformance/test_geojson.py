"""Checks GeoJSON against RFC 7946 with two libraries."""

import re

import geojson
import pytest
from conftest import Get
from geojson_pydantic import Feature, FeatureCollection, Point

EVENTS = "/api/v1/catalogue/events.geojson"
POINTS = "/api/v1/catalogue/points"


@pytest.mark.parametrize("path", [EVENTS, POINTS])
@pytest.mark.parametrize(
    "filters", [{"edition": "2018"}, {"edition": "2018", "attendance": "online"}, {"q": "zzzz"}, {}]
)
def test_both_libraries_find_it_valid(get: Get, path: str, filters: dict[str, str]) -> None:
    answer = get(path, params=filters)

    assert answer.headers["Content-Type"] == "application/geo+json"
    FeatureCollection[Feature[Point, dict]].model_validate_json(answer.content)
    collection = geojson.loads(answer.content)
    assert collection.is_valid, collection.errors()


def test_it_contains_all_events_with_their_bounding_box(get: Get) -> None:
    filters = {"edition": "2018"}
    text = get(EVENTS, params=filters).text
    collection = geojson.loads(text)

    assert len(collection.features) == get("/api/v1/catalogue/events", params=filters | {"count": "true"}).json()["total"]
    assert len({feature.id for feature in collection.features}) == len(collection.features)
    west, south, east, north = collection.bbox
    places = [feature.geometry.coordinates for feature in collection.features if feature.geometry]
    assert (west, south) == (min(lon for lon, _ in places), min(lat for _, lat in places))
    assert (east, north) == (max(lon for lon, _ in places), max(lat for _, lat in places))
    # Longitude comes first; swapped, the overseas positions would be out of range.
    assert -180 <= west < east <= 180 and -90 <= south < north <= 90
    for feature in collection.features:
        online = feature.properties["attendanceMode"] == "online"
        assert (feature.geometry is None) == online
        assert "contact" not in feature.properties
    coordinates = re.findall(r'"coordinates":\[([^]]*)\]', text)
    assert all(len(number.partition(".")[2]) <= 6 for pair in coordinates for number in pair.split(","))
