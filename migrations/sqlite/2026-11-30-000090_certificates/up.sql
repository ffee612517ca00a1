-- Certificates of labelled events, one row for each issue; `number` counts those of one event. `content` is what is printed, as it was
-- when the certificate was issued. `decision_id` is the decision behind it, a row of `decisions` or `change_decisions`; it is empty
-- when the certificate was issued later, or after a change that nobody checked. A certificate is replaced by the next one of its event
-- (`replaced_by`), and ends with the label (`ended_as` is `revoked` or `withdrawn`).
CREATE TABLE certificates (
    code TEXT PRIMARY KEY NOT NULL,
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    decision_id BLOB,
    content TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    replaced_at TEXT,
    replaced_by TEXT,
    ended_at TEXT,
    ended_as TEXT,
    CONSTRAINT certificates_event_number UNIQUE (event_id, number)
) STRICT;
