"""Receives the messages of a webhook, verifies them, and keeps each event in a file of its own.

    pip install standardwebhooks
    SECRET=whsec_… PORT=8080 python3 webhook_receiver.py events

It listens on this machine: put a server in front of it that has a certificate and passes the requests on.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

WEBHOOK = Webhook(os.environ["SECRET"])
FOLDER = Path(sys.argv[1])
BODY_MAX_BYTES = 4 << 20


def store(change: dict) -> None:
    """Stores by identifier, so that a message that comes again does no harm."""
    file = FOLDER / f"{change['id']}.json"
    if change["kind"] == "removed":
        file.unlink(missing_ok=True)
        return
    new = file.with_suffix(".new")
    new.write_text(json.dumps(change["event"], ensure_ascii=False), encoding="utf-8")
    new.replace(file)


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > BODY_MAX_BYTES:
            self.close_connection = True
            self.answer(413)
            return
        # As it came: the signature is that of these bytes.
        body = self.rfile.read(int(length))
        try:
            message = WEBHOOK.verify(body, dict(self.headers))
        except (WebhookVerificationError, ValueError):
            self.answer(400)
            return
        for change in message["data"]["changes"]:
            store(change)
        # Only now: what was not stored comes again.
        self.answer(200)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


FOLDER.mkdir(parents=True, exist_ok=True)
ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Receiver).serve_forever()
