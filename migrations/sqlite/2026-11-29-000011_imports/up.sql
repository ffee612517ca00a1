-- Tables of events that were uploaded. `file` until the rows are taken; `rows_done` of `rows_total` are, with `report` in
-- the same transaction.
CREATE TABLE imports (
    id BLOB PRIMARY KEY NOT NULL,
    owner_id BLOB NOT NULL REFERENCES accounts (id),
    edition_id BLOB NOT NULL REFERENCES editions (id),
    source TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file BLOB,
    state TEXT NOT NULL,
    mapping TEXT NOT NULL,
    report TEXT,
    failure TEXT,
    rows_done INTEGER NOT NULL,
    rows_total INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX imports_by_owner ON imports (owner_id, id);
CREATE INDEX imports_by_age ON imports (created_at);

-- What an import did to each event, so that it can be undone: `before` is the form that it replaced, null for an event that it
-- created; `state` and `version` are those that it left.
CREATE TABLE import_changes (
    import_id BLOB NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    before TEXT,
    PRIMARY KEY (import_id, event_id)
) STRICT;
CREATE INDEX import_changes_by_event ON import_changes (event_id);

-- The import that created the event, if any: its drafts have a quota of their own.
ALTER TABLE external_ids ADD COLUMN import_id BLOB;
