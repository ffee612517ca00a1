-- Webhooks of partners. The secret is not stored: it is derived from the identifier and `secret_number`; the one before signs too until
-- `old_secret_until`. `filters`: query string of the stream of changes, in canonical form. `reader`: position in the stream; `known`: version
-- of the catalogue as of which everything was told, -1 before the first time. `epoch` grows whenever somebody changes the webhook, or a worker
-- takes it: a worker with another number stores nothing. `run` grows when changes are sent again from a cursor, and so do the identifiers of
-- messages. `message`, `message_since`, `message_changes`: the message that failed last, with the time of its first attempt and its number of
-- changes. `failing_since`: since when the receiver takes nothing; `next_at`: time of the next attempt.
CREATE TABLE webhooks (
    id uuid PRIMARY KEY NOT NULL,
    partner_id uuid NOT NULL REFERENCES partner_spaces (id),
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    filters TEXT NOT NULL,
    batch INTEGER NOT NULL,
    state TEXT NOT NULL,
    secret_number INTEGER NOT NULL,
    old_secret_until TIMESTAMPTZ,
    reader JSONB NOT NULL,
    known bigint NOT NULL,
    epoch bigint NOT NULL,
    run INTEGER NOT NULL,
    message TEXT,
    message_since TIMESTAMPTZ,
    message_changes INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    failing_since TIMESTAMPTZ,
    next_at TIMESTAMPTZ,
    delivered_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX webhooks_by_partner ON webhooks (partner_id, created_at);
CREATE INDEX webhooks_by_known ON webhooks (known) WHERE state = 'active';

-- Attempts to deliver messages, kept for 30 days. `events`: identifiers of the events that the message tells of. `state` is `waiting` for
-- events that somebody asked for again, until they are sent.
CREATE TABLE webhook_deliveries (
    id uuid PRIMARY KEY NOT NULL,
    webhook_id uuid NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    message TEXT NOT NULL,
    kind TEXT NOT NULL,
    events JSONB NOT NULL,
    attempt INTEGER NOT NULL,
    state TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    duration_ms INTEGER,
    status INTEGER,
    fault TEXT,
    request_head TEXT,
    answer_head TEXT
);
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (at);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id) WHERE state = 'waiting';
