-- The people who work on an event submission besides its owner. `role`: `editor` or `submitter`.
CREATE TABLE event_editors (
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (event_id, account_id)
) STRICT;
CREATE INDEX event_editors_by_account ON event_editors (account_id);

-- Invitations to work on an event submission; `role` may also be `owner`. The identifier is that of the mail, whose secret is
-- kept as SHA-256 only. `used_at`: when it was accepted; one that was declined or revoked is deleted.
CREATE TABLE event_invitations (
    id BLOB PRIMARY KEY NOT NULL,
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    hash TEXT NOT NULL CONSTRAINT event_invitations_hash_key UNIQUE,
    invited_by BLOB NOT NULL REFERENCES accounts (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX event_invitations_by_event ON event_invitations (event_id);
CREATE INDEX event_invitations_by_email ON event_invitations (email_key);
CREATE INDEX event_invitations_by_inviter ON event_invitations (invited_by);
CREATE INDEX event_invitations_by_age ON event_invitations (expires_at);
