-- Private calendars of deadlines. The secret of the address is derived from `serial`, and only its SHA-256 is stored.
CREATE TABLE deadline_calendars (
    account_id uuid PRIMARY KEY NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    serial uuid NOT NULL,
    hash TEXT NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX deadline_calendars_by_hash ON deadline_calendars (hash);
