"""Calls the public reads as tools, with the client of the makers of the Model Context Protocol."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from conftest import AT_MOST_S, copy_database, serving

TALK = Path(__file__).with_name("talk_with_mcp.py")
# Made by scripts/setup-conformance.sh inside the environment of the tests.
PYTHON = Path(sys.prefix) / "mcp/bin/python"


@pytest.fixture(scope="module")
def site(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    own = copy_database(database, tmp_path_factory.mktemp("mcp"))
    with serving(own, SEMAINE_MCP="true") as site:
        yield site


@pytest.mark.parametrize(("mode", "version"), [("auto", "2026-07-28"), ("legacy", "2025-11-25")])
def test_an_assistant_reads_the_events(site: str, mode: str, version: str) -> None:
    command = [PYTHON, TALK, f"{site}/mcp", mode]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=AT_MOST_S)

    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert (told["version"], told["server"]) == (version, "semaine-industrie")
    assert told["tools"] and all(told["tools"].values()), told["tools"]
    answers = told["answers"]
    events = answers["list_public_events"]["body"]
    assert len(events["items"]) == 2
    query = {"edition": "2018", "region": "84", "limit": 2, "count": "true"}
    direct = requests.get(f"{site}/api/v1/catalogue/events", params=query, timeout=AT_MOST_S).json()
    assert events["total"] == direct["total"] > 2
    assert [one["id"] for one in events["items"]] == [one["id"] for one in direct["items"]]
    assert answers["search_communes"]["body"][0]["commune"]["name"] == "Saint-Étienne"
    assert {name for name, answer in answers.items() if answer["error"]} == {"get_edition"}
    assert answers["get_edition"]["body"]["code"] == "not_found"
    assert told["unknown"] == -32602
