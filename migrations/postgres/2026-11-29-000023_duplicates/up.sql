-- Where and when an event takes place as it is being written or was submitted, by which likely duplicates are found: INSEE code of the
-- commune, cell of the map marker, begin of the first and end of the last occurrence. Null in rows that an older release wrote.
ALTER TABLE events ADD COLUMN near_commune TEXT;
ALTER TABLE events ADD COLUMN near_cell bigint;
ALTER TABLE events ADD COLUMN near_begin timestamptz;
ALTER TABLE events ADD COLUMN near_end timestamptz;
CREATE INDEX events_by_near_commune ON events (edition_id, near_commune, near_begin) WHERE near_commune IS NOT NULL;
CREATE INDEX events_by_near_cell ON events (edition_id, near_cell) WHERE near_cell IS NOT NULL;

-- What people have said about two events that look alike. `event_id` is the lower of both identifiers; `by_reviewer` is 1 when a
-- reviewer has said it, and 0 when an organiser has.
CREATE TABLE duplicate_marks (
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    other_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    verdict TEXT NOT NULL,
    by_reviewer INTEGER NOT NULL,
    marked_at timestamptz NOT NULL,
    PRIMARY KEY (event_id, other_id)
);
CREATE INDEX duplicate_marks_by_other ON duplicate_marks (other_id);
