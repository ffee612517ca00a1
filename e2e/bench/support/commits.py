"""The lower bound of durable writes: rows of 2 kB a second that a bare loop commits to SQLite in FOLDER, 1 and 16 a commit."""

import json
import os
import sqlite3
import sys
import tempfile
import time

SECONDS = 2


def rows_a_second(folder: str, together: int) -> float:
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        database = sqlite3.connect(os.path.join(temporary, "floor.sqlite"), isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, document TEXT NOT NULL)")
        document, rows, start = "x" * 2_048, 0, time.perf_counter()
        while time.perf_counter() - start < SECONDS:
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT INTO t (document) VALUES (?)", [(document,)] * together)
            database.execute("COMMIT")
            rows += together
        passed = time.perf_counter() - start
        database.close()
        return rows / passed


print(json.dumps({"alone": rows_a_second(sys.argv[1], 1), "together": rows_a_second(sys.argv[1], 16)}))
