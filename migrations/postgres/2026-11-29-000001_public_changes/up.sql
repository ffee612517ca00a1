-- How often what the public sees of an event has changed: the SEQUENCE of its calendar entries. Entries that calendars have
-- already carry the seconds since 2010, which the number continues.
ALTER TABLE events ADD COLUMN public_changes INTEGER NOT NULL DEFAULT 0;
UPDATE events SET public_changes = greatest(0, extract(epoch FROM updated_at)::integer - 1262304000)
WHERE first_labelled_at IS NOT NULL;
