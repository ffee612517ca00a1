"""Lints the OpenAPI document with Redocly and Spectral: neither an error nor a warning."""

import os
import subprocess
from pathlib import Path

import pytest
from conftest import AT_MOST_S, Get

HERE = Path(__file__).parent
TOOLS = HERE.parent / "node_modules" / ".bin"


@pytest.fixture(scope="module")
def document(get: Get, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("document") / "openapi.json"
    file.write_bytes(get("/api/openapi.json").content)
    return file


def lint(tool: str, *arguments: object) -> str:
    environment = os.environ | {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
    command = [TOOLS / tool, "lint", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=AT_MOST_S, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_redocly_has_nothing_to_say(document: Path) -> None:
    said = lint("redocly", "--config", HERE / "redocly.yaml", document)
    assert "Your API description is valid" in said and "warning" not in said.lower().replace("deprecation warning", ""), said


def test_spectral_has_nothing_to_say(document: Path) -> None:
    said = lint("spectral", "--fail-severity", "hint", "--ruleset", HERE / "spectral.yaml", document)
    assert "No results" in said, said
