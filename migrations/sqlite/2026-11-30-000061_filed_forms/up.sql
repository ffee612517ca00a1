-- The form of the last two submissions of each event, so that a reviewer sees what has changed. Submissions that an older release took
-- are missing.
CREATE TABLE filed_forms (
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    round INTEGER NOT NULL,
    form TEXT NOT NULL,
    PRIMARY KEY (event_id, round)
) STRICT;
