-- Space of a partner: its members, and the API keys that they make. `partner`: the identifier of the partner in the editions.
CREATE TABLE partner_spaces (
    id BLOB PRIMARY KEY NOT NULL,
    partner TEXT NOT NULL CONSTRAINT partner_spaces_partner_key UNIQUE,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE partner_members (
    partner_id BLOB NOT NULL REFERENCES partner_spaces (id),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    since TEXT NOT NULL,
    PRIMARY KEY (partner_id, account_id)
) STRICT;
CREATE INDEX partner_members_by_account ON partner_members (account_id);

-- Invitations to the space of a partner. The identifier is that of the mail, whose secret is kept as SHA-256 only. `role` is always
-- `member`. `used_at`: when it was accepted; one that was declined or revoked is deleted.
CREATE TABLE partner_invitations (
    id BLOB PRIMARY KEY NOT NULL,
    partner_id BLOB NOT NULL REFERENCES partner_spaces (id),
    role TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    hash TEXT NOT NULL CONSTRAINT partner_invitations_hash_key UNIQUE,
    invited_by BLOB NOT NULL REFERENCES accounts (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX partner_invitations_by_partner ON partner_invitations (partner_id);
CREATE INDEX partner_invitations_by_email ON partner_invitations (email_key);
CREATE INDEX partner_invitations_by_inviter ON partner_invitations (invited_by);
CREATE INDEX partner_invitations_by_age ON partner_invitations (expires_at);
