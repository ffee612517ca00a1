-- Secret links to read an event submission without an account: one for each. The secret is derived from `id`, and kept as
-- SHA-256 only.
CREATE TABLE reading_links (
    event_id uuid PRIMARY KEY NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    hash TEXT NOT NULL CONSTRAINT reading_links_hash_key UNIQUE,
    created_at TIMESTAMPTZ NOT NULL
);
