-- A reviewer asks another one to look at a file; the row goes when another reviewer decides, or the file leaves the review.
CREATE TABLE second_looks (
    event_id BLOB PRIMARY KEY NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    round INTEGER NOT NULL,
    asked_by BLOB NOT NULL REFERENCES accounts (id),
    note TEXT NOT NULL,
    asked_at TEXT NOT NULL
) STRICT;
