-- Who reads which file of the review queue, until the mark expires. Expired rows are removed when somebody opens a file.
CREATE TABLE queue_readings (
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    account_id BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    opened_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (event_id, account_id)
) STRICT;
CREATE INDEX queue_readings_by_account ON queue_readings (account_id, expires_at);
CREATE INDEX queue_readings_by_expiry ON queue_readings (expires_at);
