-- Requests with the API keys of partners: `requests` of one `class` (`read`, `write`, `refused`, `failed`) on one day, as in
-- `2018-03-26`, in Paris. Each instance adds what it counted in memory, once a minute. Kept for 400 days.
CREATE TABLE api_key_usage (
    key_id BLOB NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    class TEXT NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (key_id, day, class)
) STRICT;
CREATE INDEX api_key_usage_by_day ON api_key_usage (day);

-- The attempts of a webhook are counted by day.
CREATE INDEX webhook_deliveries_by_day ON webhook_deliveries (webhook_id, at, state);
