"""Runs the built server with its own demonstration data for third-party clients.

Fixtures: `base_url` is the server's URL; `get` sends a request and requires status 200; `token` signs in with a demonstration account;
`database` is the file of the demonstration data, for tests that start a server of their own with `serving`; those that change the data
work on a copy.
"""

import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
# Bounds against hanging, far above what the slowest machine needs.
FILLED_S = 900
READY_S = 300
STOPPED_S = 60
AT_MOST_S = 300

PASSWORD = "semaine-industrie"
ORGANISER = "organisatrice@example.org"
REFERENT = "referent.auvergne-rhone-alpes@example.org"
COORDINATOR = "coordination@example.org"
ADMINISTRATOR = "administration@example.org"

Get = Callable[..., requests.Response]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Starts with the longest tests, each a group of its own; the tests of any other file share fixtures and stay in one process."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    for item in items:
        group = item.path.stem if item.get_closest_marker("long") is None else item.name
        item.add_marker(pytest.mark.xdist_group(group))


def binary() -> Path:
    binary = Path(os.environ.get("SEMAINE_BINARY", ROOT / "target/debug/semaine"))
    if not binary.exists():
        pytest.exit(f"{binary} is not there; `make conformance` builds it", returncode=2)
    return binary


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demonstration data; loaded once for all processes of a run, each of which has a copy."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (shared / "loading").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        loaded = shared / "loaded"
        if not loaded.exists():
            loading = shared / "loading-data"
            environment = os.environ | {"SEMAINE_DATABASE_URL": str(loading / "demo.sqlite"), "SEMAINE_LOG": "warn"}
            for command in ["demo", "verify-log"]:
                subprocess.run([binary(), command], env=environment, check=True, timeout=FILLED_S, stdout=subprocess.DEVNULL)
            loading.rename(loaded)
    own = tmp_path_factory.mktemp("semaine") / "data"
    shutil.copytree(loaded, own)
    return own / "demo.sqlite"


def copy_database(database: Path, folder: Path) -> Path:
    """Copies a database, which a server may have open, for a test that changes it."""
    own = folder / "semaine.sqlite"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(own)) as target:
        source.backup(target)
    return own


@pytest.fixture(scope="session")
def base_url(database: Path) -> Iterator[str]:
    """Serves the demonstration data until the last test."""
    with serving(database) as site:
        yield site


@contextmanager
def serving(database: Path, **variables: str) -> Iterator[str]:
    """Serves a database on a free loopback port, and yields the address. Fails if the server has panicked."""
    address = f"127.0.0.1:{free_port()}"
    environment = os.environ | {
        "SEMAINE_DATABASE_URL": str(database),
        "SEMAINE_LISTEN": address,
        "SEMAINE_OPEN_OUTBOX": "false",
        # Clients may set their own address, so that rate limits of one do not affect another.
        "SEMAINE_TRUST_PROXY": "true",
        "SEMAINE_WORKERS": "2",
        "SEMAINE_LOG": "warn",
    }
    log = database.with_suffix(".log")
    with log.open("wb") as output:
        server = subprocess.Popen([binary(), "serve"], env=environment | variables, stdout=output, stderr=subprocess.STDOUT)
    try:
        site = f"http://{address}"
        _wait_until_ready(server, site, log)
        yield site
    finally:
        stop(server)
        output = log.read_text(errors="replace")
    assert "panicked" not in output, output


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a process that a test has started."""
    process.terminate()
    try:
        process.wait(STOPPED_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_ready(server: subprocess.Popen[bytes], site: str, log: Path) -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until and server.poll() is None:
        try:
            if requests.get(f"{site}/api/health/ready", timeout=1).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"semaine serve is not ready at {site}:\n{log.read_text(errors='replace')}")


@pytest.fixture(scope="session")
def get(base_url: str) -> Iterator[Get]:
    """Sends a GET request to a path or URL and fails unless the status is 200. Accepts the options of `requests.get`."""
    with requests.Session() as session:

        def ask(address: str, **options: object) -> requests.Response:
            where = address if address.startswith("http") else base_url + address
            answer = session.get(where, **({"timeout": AT_MOST_S} | options))
            assert answer.status_code == 200, f"{where}: {answer.status_code}\n{answer.text[:2000]}"
            return answer

        yield ask


@pytest.fixture(scope="session")
def token(base_url: str) -> Callable[[str], str]:
    """Returns the access token of a demonstration account by e-mail address; it is cached and valid for ten minutes."""
    known: dict[str, str] = {}

    def sign_in(email: str) -> str:
        if email not in known:
            answer = requests.post(
                f"{base_url}/api/v1/session",
                json={"email": email, "password": PASSWORD},
                headers={"X-Forwarded-For": f"192.0.2.{len(known) + 1}"},
                timeout=AT_MOST_S,
            )
            answer.raise_for_status()
            known[email] = answer.json()["accessToken"]
        return known[email]

    return sign_in


def open_session(site: str, email: str, password: str, client: str) -> str:
    """Signs in from a client address, and returns the access token."""
    answer = requests.post(
        f"{site}/api/v1/session",
        json={"email": email, "password": password},
        headers={"X-Forwarded-For": client},
        timeout=AT_MOST_S,
    )
    answer.raise_for_status()
    return answer.json()["accessToken"]
