-- Changes of labelled events, apart from what is public. `form` is what its organisers are writing and `fields` the fields that differ
-- from the labelled form; both are null when nothing is being written. `submitted` and `submitted_fields` are what waits for its check,
-- null when nothing waits; `suspended` is 1 while the event is not public because of it. `refusal` is the reason of the last decision,
-- until the next submission. A row stays once it is made, so that `version` never repeats.
CREATE TABLE event_changes (
    event_id BLOB PRIMARY KEY NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    form TEXT,
    fields TEXT,
    submitted TEXT,
    submitted_fields TEXT,
    submitted_at TEXT,
    suspended INTEGER NOT NULL,
    refusal TEXT,
    refused_at TEXT,
    updated_at TEXT NOT NULL
) STRICT;

-- Decisions on changes. `frozen` is a snapshot of the rules and findings at the time, with the values of each field before and after.
CREATE TABLE change_decisions (
    id BLOB PRIMARY KEY NOT NULL,
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    decision TEXT NOT NULL,
    actor_id BLOB NOT NULL REFERENCES accounts (id),
    comment TEXT NOT NULL,
    fields TEXT NOT NULL,
    frozen TEXT NOT NULL,
    decided_at TEXT NOT NULL
) STRICT;
CREATE INDEX change_decisions_by_event ON change_decisions (event_id, id);
