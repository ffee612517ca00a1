"""Uploaded files in a folder and in an S3 server (moto): stored, served after a restart, swept, and what an outage of the server does."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from botocore.client import Config
from conftest import AT_MOST_S, ORGANISER, PASSWORD, binary, copy_database, free_port, open_session, serving, stop
from PIL import Image

KEY, SECRET = "semaine", "not-to-be-shown"
BUCKET, FOLDER = "semaine", "site/2018"
STARTED_S = 60
# The store is spared for seconds after it has not answered, and an operation on it takes ten at most.
PATIENCE_S = 60


@dataclass
class Store:
    """A store of files: settings of `semaine`, and for an S3 server a client and the process."""

    settings: dict[str, str]
    client: Any = None
    process: subprocess.Popen[bytes] | None = None
    start: Callable[[], subprocess.Popen[bytes]] | None = None


def moto(port: int) -> subprocess.Popen[bytes]:
    command = [Path(sys.executable).with_name("moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def s3(start: Callable[[int], subprocess.Popen[bytes]]) -> Iterator[Store]:
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    settings = {
        "SEMAINE_FILES_S3_URL": f"{endpoint}/{BUCKET}/{FOLDER}",
        "SEMAINE_FILES_S3_KEY": KEY,
        "SEMAINE_FILES_S3_SECRET": SECRET,
    }
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
    )
    process = start(port)
    store = Store(settings, client, process, lambda: start(port))
    try:
        answers(endpoint)
        client.create_bucket(Bucket=BUCKET)
        yield store
    finally:
        stop(store.process)


def answers(endpoint: str) -> None:
    until = time.monotonic() + STARTED_S
    while True:
        try:
            requests.get(endpoint, timeout=2)
            return
        except requests.RequestException:
            assert time.monotonic() < until, f"nothing answers at {endpoint}"
            time.sleep(0.1)


@pytest.fixture
def copy(database: Path, tmp_path: Path) -> Path:
    return copy_database(database, tmp_path)


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "folder":
        yield Store({"SEMAINE_FILES_DIR": str(tmp_path / "files")})
    else:
        with s3(moto) as opened:
            yield opened


class Organiser:
    def __init__(self, site: str) -> None:
        self.site = site
        self.headers = {"Authorization": f"Bearer {open_session(site, ORGANISER, PASSWORD, '192.0.2.77')}"}

    def draft(self) -> str:
        current = requests.get(f"{self.site}/api/v1/config", timeout=AT_MOST_S).json()["currentEdition"]
        answer = requests.post(f"{self.site}/api/v1/events", json={"edition": current, "form": {}}, headers=self.headers, timeout=AT_MOST_S)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def upload(self, draft: str, shade: int) -> requests.Response:
        picture = io.BytesIO()
        Image.new("RGB", (1_200, 600), (shade, 90, 200)).save(picture, "JPEG")
        return requests.post(
            f"{self.site}/api/v1/events/{draft}/image",
            data=picture.getvalue(),
            headers=self.headers | {"Content-Type": "image/jpeg"},
            timeout=AT_MOST_S,
        )

    def use(self, draft: str, image: dict[str, Any]) -> None:
        address = f"{self.site}/api/v1/events/{draft}"
        found = requests.get(address, headers=self.headers, timeout=AT_MOST_S)
        form = found.json()["form"] | {"image": {"file": image, "alt": "Une coulée de métal", "credits": "© Fonderie"}}
        saved = requests.put(address, json=form, headers=self.headers | {"If-Match": found.headers["ETag"]}, timeout=AT_MOST_S)
        assert saved.status_code == 200, saved.text


def read(site: str, image: dict[str, Any], form: str) -> requests.Response:
    return requests.get(f"{site}/media/{image['id']}/{form}.jpg", timeout=AT_MOST_S)


def sweep(copy: Path, settings: dict[str, str]) -> str:
    environment = os.environ | {"SEMAINE_DATABASE_URL": str(copy), "SEMAINE_LOG": "warn"} | settings
    return subprocess.run([binary(), "sweep-images"], env=environment, check=True, timeout=AT_MOST_S, capture_output=True, text=True).stdout


@pytest.mark.parametrize("store", ["folder", "moto"], indirect=True)
def test_a_picture_is_stored_served_after_a_restart_and_swept(copy: Path, store: Store) -> None:
    with serving(copy, **store.settings) as site:
        organiser = Organiser(site)
        draft = organiser.draft()
        used, unused = (organiser.upload(draft, shade).json() for shade in (7, 170))
        organiser.use(draft, used)
        square = read(site, used, "square-50")
        assert square.status_code == 200
    log = copy.with_suffix(".log").read_text()
    # The pictures of the demonstration are beside the database that was copied.
    errors = [line for line in log.splitlines() if "ERROR" in line and "picture of a kit is not stored" not in line]
    assert errors == [], log
    assert SECRET not in log

    with serving(copy, **store.settings) as site:
        for image in (used, unused):
            for width in (480, 960, 1_200):
                answer = read(site, image, str(width))
                assert answer.status_code == 200, answer.text
                assert Image.open(io.BytesIO(answer.content)).size == (width, width // 2)
        assert read(site, used, "square-50").content == square.content
        # Both are young: nothing is removed.
        assert sweep(copy, store.settings).startswith("files removed: 0 (")
        grow_old(store, unused)
        grow_old(store, used)
        assert sweep(copy, store.settings).startswith("files removed: 3 (")
        assert read(site, unused, "480").status_code == 404
        assert read(site, used, "480").status_code == 200


def grow_old(store: Store, image: dict[str, Any]) -> None:
    """Makes the files of an image a month old."""
    start = f"images/{image['id'][:2]}/{image['id']}/"
    if store.client is None:
        for file in (Path(store.settings["SEMAINE_FILES_DIR"]) / start).iterdir():
            then = time.time() - 30 * 86_400
            os.utime(file, (then, then))
        return
    for entry in store.client.list_objects_v2(Bucket=BUCKET, Prefix=f"{FOLDER}/{start}")["Contents"]:
        found = store.client.get_object(Bucket=BUCKET, Key=entry["Key"])
        assert "stored-at" in found["Metadata"]
        store.client.put_object(Bucket=BUCKET, Key=entry["Key"], Body=found["Body"].read(), Metadata={"stored-at": "2020-01-01T00:00:00Z"})


def test_a_width_that_the_store_has_lost_is_made_again(copy: Path) -> None:
    with s3(moto) as store, serving(copy, **store.settings) as site:
        organiser = Organiser(site)
        image = organiser.upload(organiser.draft(), 30).json()
        lost = f"{FOLDER}/images/{image['id'][:2]}/{image['id']}/480.jpg"
        store.client.delete_object(Bucket=BUCKET, Key=lost)

        answer = read(site, image, "480")

        assert answer.status_code == 200, answer.text
        assert Image.open(io.BytesIO(answer.content)).size == (480, 240)
        assert store.client.get_object(Bucket=BUCKET, Key=lost)["Body"].read() == answer.content
    assert "was made again" in copy.with_suffix(".log").read_text()


def test_a_store_that_fails_is_told_and_works_again_once_it_is_back(copy: Path) -> None:
    with s3(moto) as store, serving(copy, **store.settings) as site:
        organiser = Organiser(site)
        draft = organiser.draft()
        assert organiser.upload(draft, 50).status_code == 201
        stop(store.process)

        refused = organiser.upload(draft, 90)

        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable"), refused.text
        assert int(refused.headers["Retry-After"]) > 0
        assert "127.0.0.1" not in refused.text
        ready = requests.get(f"{site}/api/health/ready", timeout=AT_MOST_S)
        assert (ready.status_code, ready.json()["files"]) == (200, "unreachable")
        events = requests.get(f"{site}/api/v1/catalogue/events", timeout=AT_MOST_S)
        assert events.status_code == 200, "what needs no file goes on"

        store.process = store.start()
        answers(store.settings["SEMAINE_FILES_S3_URL"].removesuffix(f"/{BUCKET}/{FOLDER}"))
        # moto keeps its objects in memory.
        store.client.create_bucket(Bucket=BUCKET)
        until = time.monotonic() + PATIENCE_S
        while (answer := organiser.upload(draft, 90)).status_code == 503 and time.monotonic() < until:
            time.sleep(1)
        assert answer.status_code == 201, answer.text
        assert read(site, answer.json(), "480").status_code == 200
    log = copy.with_suffix(".log").read_text()
    assert "the store of the files does not answer" in log, log
    assert SECRET not in log


def test_a_store_without_the_bucket_is_told_at_the_start(copy: Path) -> None:
    with s3(moto) as store:
        settings = store.settings | {"SEMAINE_FILES_S3_URL": store.settings["SEMAINE_FILES_S3_URL"].replace(f"/{BUCKET}/", "/another/")}
        with serving(copy, **settings) as site:
            until = time.monotonic() + PATIENCE_S
            log = copy.with_suffix(".log")
            while "does not have the bucket" not in log.read_text() and time.monotonic() < until:
                time.sleep(0.2)
            assert "does not have the bucket" in log.read_text()
            missing = requests.get(f"{site}/media/{'0' * 64}/480.jpg", timeout=AT_MOST_S)
            assert missing.status_code == 503, "a store that is not there is not one without the picture"
