-- Days on which a reviewer gets no files, as `2018-02-05`.
CREATE TABLE review_absences (
    id BLOB PRIMARY KEY NOT NULL,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    entered_at TEXT NOT NULL
) STRICT;
CREATE INDEX review_absences_by_account ON review_absences (account_id, last_day);

-- Conflicts of interest: the account does not see files of the party (`siren:732829320`, `uai:0691234K`, `person:<uuid>`). `name`:
-- that of the party when it was declared.
CREATE TABLE review_conflicts (
    id BLOB PRIMARY KEY NOT NULL,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    party TEXT NOT NULL,
    name TEXT NOT NULL,
    declared_at TEXT NOT NULL,
    CONSTRAINT review_conflicts_party_key UNIQUE (account_id, party)
) STRICT;
CREATE INDEX review_conflicts_by_party ON review_conflicts (party);
