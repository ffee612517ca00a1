-- Internal notes of the reviewers, which no organiser sees.
CREATE TABLE review_notes (
    id BLOB PRIMARY KEY NOT NULL,
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    author_id BLOB NOT NULL REFERENCES accounts (id),
    text TEXT NOT NULL,
    written_at TEXT NOT NULL
) STRICT;
CREATE INDEX review_notes_by_event ON review_notes (event_id, written_at);

-- Opinions that reviewers ask experts for, who need no account. The secret of the link is derived from `id`, and kept as SHA-256 only.
CREATE TABLE expert_opinions (
    id BLOB PRIMARY KEY NOT NULL,
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    asked_by BLOB NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    question TEXT NOT NULL,
    hash TEXT NOT NULL CONSTRAINT expert_opinions_hash_key UNIQUE,
    asked_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT,
    verdict TEXT,
    text TEXT,
    given_at TEXT
) STRICT;
CREATE INDEX expert_opinions_by_event ON expert_opinions (event_id, asked_at);
CREATE INDEX expert_opinions_by_email_key ON expert_opinions (email_key);
