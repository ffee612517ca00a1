-- A held decision takes effect when a coordinator releases it, and not by itself. Decisions of one batch have its identifier, by which
-- they are undone together.
ALTER TABLE pending_decisions ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pending_decisions ADD COLUMN batch_id BLOB;
CREATE INDEX pending_decisions_held ON pending_decisions (decided_at, event_id) WHERE held = 1;
CREATE INDEX pending_decisions_batch ON pending_decisions (batch_id) WHERE batch_id IS NOT NULL;

-- Releases and returns of held decisions, with what became of each file; `outcome` is null until its turn.
CREATE TABLE held_runs (
    id BLOB PRIMARY KEY NOT NULL,
    action TEXT NOT NULL,
    reason TEXT,
    actor_id BLOB NOT NULL REFERENCES accounts (id),
    started_at TEXT NOT NULL
) STRICT;
CREATE TABLE held_run_files (
    run_id BLOB NOT NULL REFERENCES held_runs (id) ON DELETE CASCADE,
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    outcome TEXT,
    PRIMARY KEY (run_id, event_id)
) STRICT;
