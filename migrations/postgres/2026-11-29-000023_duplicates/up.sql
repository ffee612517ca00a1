-- Where and when each event takes place as it is being written or was submitted, by which likely duplicates are found: INSEE code of
-- the commune, cell of the map marker, begin of the first and end of the last occurrence. Events that an older release wrote are
-- missing until they are written again, and so are those without a place or without a time.
CREATE TABLE event_places (
    event_id uuid PRIMARY KEY NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    edition_id uuid NOT NULL,
    commune TEXT,
    cell bigint,
    begins_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX event_places_by_commune ON event_places (edition_id, commune, begins_at);
CREATE INDEX event_places_by_cell ON event_places (edition_id, cell);

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
