-- Kinds of letters that a person wants together, in one letter a day or a week. `rhythm` is `daily` or `weekly`.
CREATE TABLE letter_rhythms (
    account_id BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    letter TEXT NOT NULL,
    rhythm TEXT NOT NULL,
    PRIMARY KEY (account_id, letter)
) STRICT;

-- What the next such letter of a person tells of: each event once.
CREATE TABLE digest_items (
    account_id BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    letter TEXT NOT NULL,
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    noted_at TEXT NOT NULL,
    PRIMARY KEY (account_id, letter, event_id)
) STRICT;
