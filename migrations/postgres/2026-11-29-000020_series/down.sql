DROP INDEX events_series_key;
ALTER TABLE events DROP COLUMN series_id;
