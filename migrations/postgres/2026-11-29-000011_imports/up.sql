-- Tables of events that were uploaded. `file` until the rows are taken; `rows_done` of `rows_total` are, with `report` in
-- the same transaction.
CREATE TABLE imports (
    id uuid PRIMARY KEY NOT NULL,
    owner_id uuid NOT NULL REFERENCES accounts (id),
    edition_id uuid NOT NULL REFERENCES editions (id),
    source TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file BYTEA,
    state TEXT NOT NULL,
    mapping JSONB NOT NULL,
    report JSONB,
    failure JSONB,
    rows_done INTEGER NOT NULL,
    rows_total INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX imports_by_owner ON imports (owner_id, id);
CREATE INDEX imports_by_age ON imports (created_at);

-- What an import did to each event, so that it can be undone: `before` is the form that it replaced, null for an event that it
-- created; `state` and `version` are those that it left.
CREATE TABLE import_changes (
    import_id uuid NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    before JSONB,
    PRIMARY KEY (import_id, event_id)
);
CREATE INDEX import_changes_by_event ON import_changes (event_id);

-- The import that created the event, if any: its drafts have a quota of their own.
ALTER TABLE external_ids ADD COLUMN import_id uuid;
