-- Changes of labelled events, apart from what is public. `form` is what its organisers are writing and `fields` the fields that differ
-- from the labelled form; both are null when nothing is being written. `submitted` and `submitted_fields` are what waits for its check,
-- null when nothing waits; `suspended` is 1 while the event is not public because of it. `refusal` is the reason of the last decision,
-- until the next submission. A row stays once it is made, so that `version` never repeats.
CREATE TABLE event_changes (
    event_id uuid PRIMARY KEY NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    form JSONB,
    fields JSONB,
    submitted JSONB,
    submitted_fields JSONB,
    submitted_at TIMESTAMPTZ,
    suspended INTEGER NOT NULL,
    refusal TEXT,
    refused_at TIMESTAMPTZ,
    updated_at TIMESTAMPTZ NOT NULL
);

-- Decisions on changes. `frozen` is a snapshot of the rules and findings at the time, with the values of each field before and after.
CREATE TABLE change_decisions (
    id uuid PRIMARY KEY NOT NULL,
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    decision TEXT NOT NULL,
    actor_id uuid NOT NULL REFERENCES accounts (id),
    comment TEXT NOT NULL,
    fields JSONB NOT NULL,
    frozen JSONB NOT NULL,
    decided_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX change_decisions_by_event ON change_decisions (event_id, id);
