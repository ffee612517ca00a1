-- Last sign-in of each account. Sessions are deleted some time after they end; this stays.
CREATE TABLE sign_ins (
    account_id BLOB PRIMARY KEY NOT NULL REFERENCES accounts (id),
    last_at TEXT NOT NULL
) STRICT;
INSERT INTO sign_ins (account_id, last_at)
SELECT account_id, max(opened_at) FROM sessions GROUP BY account_id;
