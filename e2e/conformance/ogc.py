"""Shared by the tests of OGC API – Features: the root path, and readers of the same events through other interfaces."""

import json
import subprocess
from typing import Any

from conftest import AT_MOST_S, Get

ROOT = "/ogc"


def listed(get: Get, **filters: str) -> set[str]:
    """Ids of the events in the API's list, read page by page."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        params = filters | {"limit": "100"} | ({"cursor": cursor} if cursor else {})
        page = get("/api/v1/catalogue/events", params=params).json()
        found += [event["id"] for event in page["items"]]
        cursor = page.get("nextCursor")
        if cursor is None:
            assert len(found) == len(set(found))
            return set(found)


def gdal(site: str, layer: str, *options: str) -> tuple[list[dict[str, Any]], str]:
    """The features that GDAL reads from a collection, and its log of the requests."""
    command = ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", f"OAPIF:{site}{ROOT}", layer, *options, "--debug", "ON"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=AT_MOST_S, text=True)
    requests = [line for line in done.stderr.splitlines() if line.startswith(("HTTP: Fetch", "ERROR", "Warning"))]
    assert all(line.startswith("HTTP") for line in requests), requests
    return json.loads(done.stdout)["features"], "\n".join(requests)


def ids(features: list[dict[str, Any]]) -> set[str]:
    """The ids of features; fails on duplicates."""
    found = [feature["properties"].get("id") or feature["id"] for feature in features]
    assert len(found) == len(set(found))
    return set(found)
