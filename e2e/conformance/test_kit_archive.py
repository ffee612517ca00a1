"""Reads the kit of an event of the demonstration as an archive, with the programs that people have."""

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from conftest import AT_MOST_S, COORDINATOR, Get

READER = Path(__file__).with_name("ReadZip.java")


@pytest.fixture(scope="module")
def archive(get: Get, base_url: str, token: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    event = get("/api/v1/catalogue/events", params={"edition": "2018", "limit": "1"}).json()["items"][0]
    address = f"{base_url}/api/v1/events/{event['id']}/kit/archive"
    answer = requests.get(address, headers={"Authorization": f"Bearer {token(COORDINATOR)}"}, timeout=AT_MOST_S)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Length"] == str(len(answer.content))
    path = tmp_path_factory.mktemp("kit") / "kit.zip"
    path.write_bytes(answer.content)
    return path


def names(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as read:
        assert read.testzip() is None
        assert all(entry.compress_type == zipfile.ZIP_STORED and not entry.flag_bits & 0b1000 for entry in read.infolist())
        return read.namelist()


def test_python_reads_every_entry(archive: Path) -> None:
    found = names(archive)
    assert len(found) > 1 and len(set(found)) == len(found)
    assert any(name.endswith(".ics") for name in found)


@pytest.mark.parametrize(
    "command",
    [["unzip", "-tqq"], ["bsdtar", "-tf"], ["7z", "t"], ["7zz", "t"]],
    ids=lambda command: command[0],
)
def test_a_program_tests_the_archive(archive: Path, command: list[str]) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    tested = subprocess.run([*command, str(archive)], capture_output=True, text=True, timeout=AT_MOST_S, check=False)
    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_java_reads_the_archive_as_a_stream(archive: Path) -> None:
    if not shutil.which("java"):
        pytest.skip("java is not installed")
    read = subprocess.run(["java", str(READER), str(archive)], capture_output=True, text=True, timeout=120, check=False)
    assert read.returncode == 0, read.stderr
    assert read.stdout.splitlines() == names(archive)
