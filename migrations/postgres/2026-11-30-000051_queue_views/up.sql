-- Saved views of the review queue. `query` is the query string of the list.
CREATE TABLE queue_views (
    id uuid PRIMARY KEY NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    saved_at timestamptz NOT NULL,
    CONSTRAINT queue_views_key UNIQUE (account_id, name)
);
