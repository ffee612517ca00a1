-- Kinds of letters that a person does not want.
CREATE TABLE letter_refusals (
    account_id BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    letter TEXT NOT NULL,
    refused_at TEXT NOT NULL,
    PRIMARY KEY (account_id, letter)
) STRICT;

-- Reminders of drafts that were sent: one for each draft and number of days before the deadline.
CREATE TABLE draft_reminders (
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    days_before INTEGER NOT NULL,
    sent_at TEXT NOT NULL,
    PRIMARY KEY (event_id, days_before)
) STRICT;

-- `unsubscribe`: for a letter that may be refused, the link that refuses its kind, without the secret that is its end.
ALTER TABLE mails ADD COLUMN unsubscribe TEXT;
