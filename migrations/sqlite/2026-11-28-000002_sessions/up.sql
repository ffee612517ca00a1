-- Sessions: each is a family of refresh tokens. Renewing a session and ending it first lock its row here, so that one waits for
-- the other. `machine` is the digest of the network address it was opened from; null for sessions that an older release opened.
CREATE TABLE sessions (
    id BLOB PRIMARY KEY NOT NULL,
    account_id BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    machine TEXT,
    opened_at TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account_id, machine);
