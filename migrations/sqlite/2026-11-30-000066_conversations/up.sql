-- The conversation on an event submission: the number of its messages, and for each side the number of the last message that it has
-- read, how many of the other side it has not, when it last read a new one, and when a letter about new ones is due.
CREATE TABLE conversations (
    event_id BLOB PRIMARY KEY NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    messages INTEGER NOT NULL,
    organiser_read INTEGER NOT NULL,
    organiser_unread INTEGER NOT NULL,
    organiser_read_at TEXT,
    organiser_letter_at TEXT,
    reviewers_read INTEGER NOT NULL,
    reviewers_unread INTEGER NOT NULL,
    reviewers_read_at TEXT,
    reviewers_letter_at TEXT
) STRICT;

-- Messages between the organiser and the reviewers. `erased_at` is set when the account of the organiser is erased, with the text.
CREATE TABLE conversation_messages (
    id BLOB PRIMARY KEY NOT NULL,
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    side TEXT NOT NULL,
    author_id BLOB NOT NULL REFERENCES accounts (id),
    text TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    erased_at TEXT,
    CONSTRAINT conversation_messages_number UNIQUE (event_id, number)
) STRICT;

-- Files attached to messages; without a message until they are sent. The content is in the folder of the files.
CREATE TABLE conversation_attachments (
    id BLOB PRIMARY KEY NOT NULL,
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    message_id BLOB REFERENCES conversation_messages (id) ON DELETE CASCADE,
    uploaded_by BLOB NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    uploaded_at TEXT NOT NULL
) STRICT;
CREATE INDEX conversation_attachments_by_event ON conversation_attachments (event_id);
CREATE INDEX conversation_attachments_by_message ON conversation_attachments (message_id);
CREATE INDEX conversation_attachments_unsent ON conversation_attachments (uploaded_at) WHERE message_id IS NULL;
