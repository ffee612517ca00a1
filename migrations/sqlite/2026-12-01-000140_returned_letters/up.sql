-- Letters that mail servers returned, and the addresses that return them. `renewed_at` is the time at which a letter was queued
-- again, from which its age counts; `held_at` that at which it was kept back because its address returns letters.
ALTER TABLE mails ADD COLUMN renewed_at TEXT;
ALTER TABLE mails ADD COLUMN held_at TEXT;
ALTER TABLE mails ADD COLUMN returned_at TEXT;
CREATE INDEX mails_unsent_by_recipient ON mails (recipient, id) WHERE sent_at IS NULL;

-- `address_key` is in lower case. `reason` is `permanent` or `complaint`.
CREATE TABLE returned_addresses (
    address_key TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    mail_id BLOB,
    since TEXT NOT NULL
) STRICT;
