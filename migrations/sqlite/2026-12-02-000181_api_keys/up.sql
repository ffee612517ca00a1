-- API keys of partners. Only a keyed hash of the key is stored; `hint` is its beginning and its end. The key acts for `account_id`, the
-- member who made it. `last_used_at` is written at most once an hour by each instance.
CREATE TABLE api_keys (
    id BLOB PRIMARY KEY NOT NULL,
    partner_id BLOB NOT NULL REFERENCES partner_spaces (id),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    hash TEXT NOT NULL CONSTRAINT api_keys_hash_key UNIQUE,
    hint TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    revoked_at TEXT,
    last_used_at TEXT
) STRICT;
CREATE INDEX api_keys_by_partner ON api_keys (partner_id, created_at);
CREATE INDEX api_keys_by_account ON api_keys (account_id);
