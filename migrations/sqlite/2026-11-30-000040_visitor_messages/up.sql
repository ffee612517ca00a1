-- Messages of visitors about public events. `request_key` is SHA-256 of the idempotency key, or of the message and its day, so that
-- a request sent twice stores one. `due_at` is empty once the message is settled, went to the referents or is of no concern any more.
CREATE TABLE visitor_messages (
    id BLOB PRIMARY KEY NOT NULL,
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    email TEXT,
    request_key TEXT NOT NULL CONSTRAINT visitor_messages_request_key UNIQUE,
    request_hash TEXT NOT NULL,
    received_at TEXT NOT NULL,
    due_at TEXT,
    escalated_at TEXT,
    outcome TEXT,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX visitor_messages_by_event ON visitor_messages (event_id, received_at);
CREATE INDEX visitor_messages_by_due_at ON visitor_messages (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX visitor_messages_by_expires_at ON visitor_messages (expires_at);
CREATE INDEX visitor_messages_by_email ON visitor_messages (email) WHERE email IS NOT NULL;

-- Address to which answers go, other than that of the sender, and time at which an e-mail is deleted, if any.
ALTER TABLE mails ADD COLUMN reply_to TEXT;
ALTER TABLE mails ADD COLUMN expires_at TEXT;
CREATE INDEX mails_by_expires_at ON mails (expires_at) WHERE expires_at IS NOT NULL;
