-- The events of an account in other systems: an identifier of a system leads to one event of that account.
CREATE TABLE external_ids (
    owner_id uuid NOT NULL REFERENCES accounts (id),
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    CONSTRAINT external_ids_pkey PRIMARY KEY (owner_id, source, external_id)
);
CREATE INDEX external_ids_by_event ON external_ids (event_id);
