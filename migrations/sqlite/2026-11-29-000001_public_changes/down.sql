ALTER TABLE events DROP COLUMN public_changes;
