-- Tokens that stand for an API key for an hour, as clients of OpenAgenda use them. Only a keyed hash of a token is stored.
CREATE TABLE key_tokens (
    hash TEXT PRIMARY KEY NOT NULL,
    key_id uuid NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX key_tokens_by_key ON key_tokens (key_id);
CREATE INDEX key_tokens_by_expiry ON key_tokens (expires_at);
