-- Sessions: each is a family of refresh tokens. Renewing a session and ending it first lock its row here, so that one waits for
-- the other. `machine` is the digest of the network address it was opened from; null for sessions that an older release opened.
CREATE TABLE sessions (
    id UUID PRIMARY KEY NOT NULL,
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    machine TEXT,
    opened_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id, machine);
