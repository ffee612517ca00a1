-- Saved views of the review queue. `query` is the query string of the list.
CREATE TABLE queue_views (
    id BLOB PRIMARY KEY NOT NULL,
    account_id BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    UNIQUE (account_id, name)
) STRICT;
