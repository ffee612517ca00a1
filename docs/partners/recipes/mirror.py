"""Keeps a copy of all public events in a file of SQLite, with the changes since the last time.

    SITE=https://semaine.example.org python3 mirror.py events.sqlite

Run it once a night. For a copy that is never more than a second old, ask with `wait=30` in an endless loop instead.
"""

import json
import os
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

SITE = os.environ["SITE"]
FILTERS: dict[str, str] = {}  # for instance {"region": "84"}: one copy, one set of filters
ATTEMPTS = 5

store = sqlite3.connect(sys.argv[1])
store.execute("CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, event TEXT NOT NULL)")
store.execute("CREATE TABLE IF NOT EXISTS position (cursor TEXT NOT NULL)")


def read(since: str | None) -> dict:
    query = {**FILTERS, "limit": "100", **({"since": since} if since else {})}
    address = f"{SITE}/api/v1/changes?{urllib.parse.urlencode(query)}"
    for attempt in range(ATTEMPTS):
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            if refusal.code not in (429, 503) or attempt + 1 == ATTEMPTS:
                raise
            time.sleep(float(refusal.headers.get("Retry-After", "5")))
    raise AssertionError("the last attempt returns or raises")


while True:
    row = store.execute("SELECT cursor FROM position").fetchone()
    page = read(row[0] if row else None)
    with store:  # one transaction: the events and the position together
        for change in page["items"]:
            if change["kind"] == "removed":
                store.execute("DELETE FROM events WHERE id = ?", [change["id"]])
            else:
                store.execute("INSERT OR REPLACE INTO events VALUES (?, ?)", [change["id"], json.dumps(change["event"])])
        store.execute("DELETE FROM position")
        store.execute("INSERT INTO position VALUES (?)", [page["cursor"]])
    if not page["more"]:
        break

print(store.execute("SELECT COUNT(*) FROM events").fetchone()[0])
