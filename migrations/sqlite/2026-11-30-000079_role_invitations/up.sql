-- Invitations to a role. The identifier is that of the mail, whose secret is kept as SHA-256 only. `used_at`: when it was accepted; one
-- that was revoked is deleted.
CREATE TABLE role_invitations (
    id BLOB PRIMARY KEY NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    role TEXT NOT NULL,
    territory TEXT NOT NULL,
    hash TEXT NOT NULL CONSTRAINT role_invitations_hash_key UNIQUE,
    invited_by BLOB NOT NULL REFERENCES accounts (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX role_invitations_by_email ON role_invitations (email_key);
CREATE INDEX role_invitations_by_inviter ON role_invitations (invited_by);
CREATE INDEX role_invitations_by_age ON role_invitations (expires_at);
