-- The series of an event: the events of other editions that it was renewed from or in. It is the identifier of the first of them.
ALTER TABLE events ADD COLUMN series_id uuid;
UPDATE events SET series_id = id;
CREATE UNIQUE INDEX events_series_key ON events (series_id, edition_id);
