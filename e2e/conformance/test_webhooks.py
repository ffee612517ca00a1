"""Receives the messages of a webhook with the recipes of docs/partners, and verifies them with the libraries that Standard Webhooks publishes."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from conftest import AT_MOST_S, COORDINATOR, PASSWORD, ROOT, free_port, open_session, serving, stop
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

# More changes than one message has.
BATCH = 7
RECIPES = ROOT / "docs/partners/recipes"
# A bound against hanging: the first time, the packages that the Rust recipe uses are compiled.
COMPILED_S = 900

Post = Callable[[str, dict[str, Any]], Any]


class Receiver:
    """A receiver on this machine that takes every message."""

    def __init__(self) -> None:
        self.messages: list[tuple[dict[str, str], bytes]] = []
        messages = self.messages

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                messages.append((dict(self.headers), body))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/semaine"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def site(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    own = tmp_path_factory.mktemp("webhooks") / "semaine.sqlite"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(own)) as copy:
        source.backup(copy)
    with serving(own, SEMAINE_WEBHOOK_LOOPBACK="true") as address:
        yield address


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def post(site: str) -> Iterator[Post]:
    """Sends a request of the coordination about the spaces of partners, and returns the answer."""
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {open_session(site, COORDINATOR, PASSWORD, '192.0.2.201')}"

        def ask(path: str, body: dict[str, Any]) -> Any:
            answer = session.post(f"{site}/api/v1/partner-spaces{path}", json=body, timeout=AT_MOST_S)
            assert answer.ok, answer.text
            return answer.json()

        yield ask


def public_events(site: str) -> dict[str, Any]:
    """Every public event by identifier, from the stream of changes."""
    events: dict[str, Any] = {}
    since = None
    while True:
        query = {"limit": 100} | ({"since": since} if since else {})
        page = requests.get(f"{site}/api/v1/changes", params=query, timeout=AT_MOST_S).json()
        events |= {change["id"]: change["event"] for change in page["items"]}
        since = page["cursor"]
        if not page["more"]:
            return events


def test_the_public_library_verifies_every_message(site: str, post: Post, receiver: Receiver) -> None:
    space = post("", {"partner": "conformance_webhooks", "name": "Conformance"})["space"]["id"]
    made = post(f"/{space}/webhooks", {"name": "Copy", "url": receiver.url, "batch": BATCH})
    hooks = f"/{space}/webhooks/{made['webhook']['id']}"
    assert post(f"{hooks}/test", {})["state"] == "delivered"
    new = post(f"{hooks}/rotation", {"overlapHours": 1})
    post(f"{hooks}/replay", {})
    expected = public_events(site)
    assert len(expected) > BATCH

    copy: dict[str, Any] = {}
    read = 0
    until = time.monotonic() + AT_MOST_S
    while copy != expected and time.monotonic() < until:
        for headers, body in receiver.messages[read:]:
            read += 1
            first = Webhook(made["secret"]).verify(body, headers)
            if first["type"] == "webhook.test":
                assert first["data"]["changes"] == []
                continue
            # During a rotation, either secret does.
            assert Webhook(new["secret"]).verify(body, headers) == first
            with pytest.raises(WebhookVerificationError):
                Webhook(new["secret"]).verify(body + b" ", headers)
            assert 1 <= len(first["data"]["changes"]) <= BATCH
            for change in first["data"]["changes"]:
                if change["kind"] == "removed":
                    copy.pop(change["id"], None)
                else:
                    copy[change["id"]] = change["event"]
        time.sleep(0.05)

    assert copy == expected
    identifiers = [headers["webhook-id"] for headers, _ in receiver.messages]
    assert len(identifiers) == len(set(identifiers))


def python_recipe(_: Path) -> list[str | Path]:
    return [sys.executable, RECIPES / "webhook_receiver.py"]


def javascript_recipe(folder: Path) -> list[str | Path]:
    # Where the package is installed, as a partner has it.
    (folder / "node_modules").symlink_to(ROOT / "e2e/node_modules")
    return ["node", shutil.copy(RECIPES / "webhook_receiver.mjs", folder)]


def rust_recipe(folder: Path) -> list[str | Path]:
    (folder / "src").mkdir()
    shutil.copy(RECIPES / "webhook_receiver.rs", folder / "src/main.rs")
    (folder / "Cargo.toml").write_text(
        '[package]\nname = "webhook-receiver"\nversion = "1.0.0"\nedition = "2024"\n\n'
        '[dependencies]\nhttp = "1"\nserde_json = "1"\nstandardwebhooks = "=1.0.1"\n\n[workspace]\n'
    )
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "recipes"
    subprocess.run(["cargo", "build", "--quiet"], cwd=folder, env=os.environ | {"CARGO_TARGET_DIR": str(target)}, check=True, timeout=COMPILED_S)
    return [target / "debug/webhook-receiver"]


@contextmanager
def running(command: list[str | Path], port: int, secret: str, folder: Path) -> Iterator[None]:
    """Runs a receiver that stores events in a folder, once it listens."""
    receiver = subprocess.Popen([*command, folder], env=os.environ | {"SECRET": secret, "PORT": str(port)})
    try:
        until = time.monotonic() + AT_MOST_S
        while time.monotonic() < until and receiver.poll() is None:
            with socket.socket() as caller:
                if caller.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        else:
            raise RuntimeError("the receiver does not listen")
        yield
    finally:
        stop(receiver)


def stored(folder: Path) -> dict[str, Any]:
    return {file.stem: json.loads(file.read_text()) for file in folder.glob("*.json")}


@pytest.mark.parametrize("recipe", [python_recipe, javascript_recipe, rust_recipe])
def test_a_receiver_of_the_recipes_has_every_event(site: str, post: Post, tmp_path: Path, recipe: Callable[[Path], list[str | Path]]) -> None:
    command, folder, port = recipe(tmp_path), tmp_path / "events", free_port()
    address = f"http://127.0.0.1:{port}/semaine"
    space = post("", {"partner": f"conformance_{recipe.__name__}", "name": "Conformance"})["space"]["id"]
    made = post(f"/{space}/webhooks", {"name": "Copy", "url": address, "batch": BATCH})
    hooks = f"/{space}/webhooks/{made['webhook']['id']}"

    with running(command, port, made["secret"], folder):
        assert post(f"{hooks}/test", {})["state"] == "delivered"
        post(f"{hooks}/replay", {})
        expected = public_events(site)
        until = time.monotonic() + AT_MOST_S
        while stored(folder) != expected and time.monotonic() < until:
            time.sleep(0.1)
        assert stored(folder) == expected

        gone = next(iter(expected))
        body = json.dumps({"type": "events.changed", "data": {"changes": [{"kind": "removed", "id": gone}]}}).encode()
        now = datetime.now(UTC)
        headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(now.timestamp()))}
        signature = Webhook(made["secret"]).sign("msg_1", now, body.decode())
        for forged in ["", "v1,", signature[:20], f"{signature[:20]} v1,", "v2" + signature[2:], f"v1,{'A' * 43}="]:
            answer = requests.post(address, data=body, headers=headers | {"webhook-signature": forged}, timeout=AT_MOST_S)
            assert answer.status_code == 400, forged
        assert requests.post(address, data=body + b" ", headers=headers | {"webhook-signature": signature}, timeout=AT_MOST_S).status_code == 400
        assert stored(folder) == expected

        for _ in range(2):
            answer = requests.post(address, data=body, headers=headers | {"webhook-signature": signature}, timeout=AT_MOST_S)
            assert answer.status_code == 200
        assert gone not in stored(folder)
