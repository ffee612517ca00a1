-- The conversation on an event submission: the number of its messages, and for each side the number of the last message that it has
-- read, how many of the other side it has not, when it last read a new one, and when a letter about new ones is due.
CREATE TABLE conversations (
    event_id uuid PRIMARY KEY NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    messages INTEGER NOT NULL,
    organiser_read INTEGER NOT NULL,
    organiser_unread INTEGER NOT NULL,
    organiser_read_at timestamptz,
    organiser_letter_at timestamptz,
    reviewers_read INTEGER NOT NULL,
    reviewers_unread INTEGER NOT NULL,
    reviewers_read_at timestamptz,
    reviewers_letter_at timestamptz
);

-- Messages between the organiser and the reviewers. `erased_at` is set when the account of the organiser is erased, with the text.
CREATE TABLE conversation_messages (
    id uuid PRIMARY KEY NOT NULL,
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    side TEXT NOT NULL,
    author_id uuid NOT NULL REFERENCES accounts (id),
    text TEXT NOT NULL,
    sent_at timestamptz NOT NULL,
    erased_at timestamptz,
    CONSTRAINT conversation_messages_number UNIQUE (event_id, number)
);

-- Files attached to messages; without a message until they are sent. The content is in the folder of the files.
CREATE TABLE conversation_attachments (
    id uuid PRIMARY KEY NOT NULL,
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    message_id uuid REFERENCES conversation_messages (id) ON DELETE CASCADE,
    uploaded_by uuid NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    uploaded_at timestamptz NOT NULL
);
CREATE INDEX conversation_attachments_by_event ON conversation_attachments (event_id);
CREATE INDEX conversation_attachments_by_message ON conversation_attachments (message_id);
CREATE INDEX conversation_attachments_unsent ON conversation_attachments (uploaded_at) WHERE message_id IS NULL;
