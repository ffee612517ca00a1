-- Permissions to submit one event after the deadline. The code is derived from `id`, and kept as SHA-256 only. `territory` as
-- in `grants`; `kind`, and `email` with its folded form, are null when they do not matter.
CREATE TABLE late_passes (
    id uuid PRIMARY KEY NOT NULL,
    edition_id uuid NOT NULL REFERENCES editions (id),
    hash TEXT NOT NULL CONSTRAINT late_passes_hash_key UNIQUE,
    issued_by uuid NOT NULL REFERENCES accounts (id),
    territory TEXT NOT NULL,
    kind TEXT,
    email TEXT,
    email_key TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ,
    event_id uuid REFERENCES events (id) ON DELETE SET NULL,
    revoked_at TIMESTAMPTZ
);
CREATE INDEX late_passes_by_territory ON late_passes (territory, id);
CREATE INDEX late_passes_by_email ON late_passes (email_key);
CREATE INDEX late_passes_by_event ON late_passes (event_id);
