-- Decisions of reviewers that are stored and take effect at `release_at`, unless they are undone before. `terms` is what the decision
-- says: message, fields, answers on the criteria. A row goes when the decision takes effect, is undone, or lapses because the organiser
-- acts first.
CREATE TABLE pending_decisions (
    event_id uuid PRIMARY KEY NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    action TEXT NOT NULL,
    terms jsonb NOT NULL,
    actor_id uuid NOT NULL REFERENCES accounts (id),
    actor_role TEXT NOT NULL,
    decided_at timestamptz NOT NULL,
    release_at timestamptz NOT NULL
);

-- What only some decisions have: what is wrong with single fields, and why the verdicts on the criteria were not followed.
CREATE TABLE decision_details (
    decision_id uuid PRIMARY KEY NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
    points jsonb NOT NULL,
    override_reason TEXT
);
