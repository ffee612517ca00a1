-- Kinds of letters that a person wants together, in one letter a day or a week. `rhythm` is `daily` or `weekly`.
CREATE TABLE letter_rhythms (
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    letter TEXT NOT NULL,
    rhythm TEXT NOT NULL,
    PRIMARY KEY (account_id, letter)
);

-- What the next such letter of a person tells of: each event once.
CREATE TABLE digest_items (
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    letter TEXT NOT NULL,
    event_id UUID NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    noted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, letter, event_id)
);
