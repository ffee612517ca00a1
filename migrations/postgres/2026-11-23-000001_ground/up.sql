-- The ground: editions, people and their sessions, mails, events with their assessments and decisions, and the log.

CREATE TABLE editions (
    id UUID PRIMARY KEY NOT NULL,
    slug TEXT NOT NULL CONSTRAINT editions_slug_key UNIQUE,
    status TEXT NOT NULL,
    version INTEGER NOT NULL,
    data JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

-- `email` as the person writes it, `email_key` folded: what two accounts may not share.
CREATE TABLE accounts (
    id UUID PRIMARY KEY NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL CONSTRAINT accounts_email_key_key UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    verified_at TIMESTAMPTZ,
    disabled_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

-- `territory` is `national` for the roles that have none.
CREATE TABLE grants (
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    territory TEXT NOT NULL,
    granted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, role, territory)
);

-- Tokens are kept as SHA-256 only: who reads the table can sign nobody in.
CREATE TABLE refresh_tokens (
    hash TEXT PRIMARY KEY NOT NULL,
    family_id UUID NOT NULL,
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    issued_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ
);
CREATE INDEX refresh_tokens_by_family ON refresh_tokens (family_id);
CREATE INDEX refresh_tokens_by_account ON refresh_tokens (account_id);

CREATE TABLE mail_tokens (
    hash TEXT PRIMARY KEY NOT NULL,
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);
CREATE INDEX mail_tokens_by_account ON mail_tokens (account_id, purpose);

-- The outbox. `due_at` is when the sender may take it next; null once sent or given up.
CREATE TABLE mails (
    id UUID PRIMARY KEY NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body_text TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ,
    sent_at TIMESTAMPTZ,
    attempts INTEGER NOT NULL,
    last_error TEXT
);
CREATE INDEX mails_by_due ON mails (due_at);

-- Counters of attempts, one row a window: what limits guessing, on every instance at once.
CREATE TABLE attempts (
    key TEXT NOT NULL,
    window_start TIMESTAMPTZ NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (key, window_start)
);
CREATE INDEX attempts_by_window ON attempts (window_start);

-- Answers kept for a day, so that a repeated creation gets the same one.
CREATE TABLE idempotency_keys (
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    operation TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    answer JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, operation, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- One file from its first draft on: `form` is what is being written, `content` what was last filed, `round` how often. The
-- columns beside them are what lists are filtered and sorted by.
CREATE TABLE events (
    id UUID PRIMARY KEY NOT NULL,
    edition_id UUID NOT NULL REFERENCES editions (id),
    owner_id UUID NOT NULL REFERENCES accounts (id),
    slug TEXT,
    state TEXT NOT NULL,
    life_status TEXT NOT NULL,
    life_note TEXT,
    form JSONB NOT NULL,
    content JSONB,
    version INTEGER NOT NULL,
    round INTEGER NOT NULL,
    review_clock JSONB,
    title TEXT NOT NULL,
    kind TEXT,
    department TEXT,
    region TEXT,
    first_begin TIMESTAMPTZ,
    last_end TIMESTAMPTZ,
    submitted_at TIMESTAMPTZ,
    due_at TIMESTAMPTZ,
    decided_at TIMESTAMPTZ,
    labelled_at TIMESTAMPTZ,
    first_labelled_at TIMESTAMPTZ,
    external_source TEXT,
    external_id TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT events_edition_id_slug_key UNIQUE (edition_id, slug),
    CONSTRAINT events_external_key UNIQUE (edition_id, external_source, external_id)
);
CREATE INDEX events_by_owner ON events (owner_id, id);
CREATE INDEX events_by_queue ON events (edition_id, state, due_at, id);
CREATE INDEX events_by_department ON events (department, state, due_at);
CREATE INDEX events_by_region ON events (region, state, due_at);

-- What a referent answered on one criterion in one round; the wording and the window that it was asked under stay with it.
CREATE TABLE assessments (
    event_id UUID NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    round INTEGER NOT NULL,
    criterion TEXT NOT NULL,
    verdict TEXT NOT NULL,
    comment TEXT NOT NULL,
    wording JSONB NOT NULL,
    assessed_by UUID NOT NULL REFERENCES accounts (id),
    assessed_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (event_id, round, criterion)
);

CREATE TABLE decisions (
    id UUID PRIMARY KEY NOT NULL,
    event_id UUID NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    round INTEGER NOT NULL,
    action TEXT NOT NULL,
    actor_id UUID NOT NULL REFERENCES accounts (id),
    comment TEXT NOT NULL,
    fields JSONB NOT NULL,
    frozen JSONB NOT NULL,
    decided_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX decisions_by_event ON decisions (event_id, decided_at);

-- The spine: append only, chained by hash. `payload` is text on both engines, since the hash covers it letter for letter.
CREATE TABLE log (
    seq BIGINT PRIMARY KEY NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    actor_id UUID,
    actor_role TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id UUID NOT NULL,
    edition_id UUID,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX log_by_subject ON log (subject_id, seq);
