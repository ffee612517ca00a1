-- Filters of the log.
CREATE INDEX log_by_actor ON log (actor_id, seq);
CREATE INDEX log_by_kind ON log (kind, seq);
CREATE INDEX log_by_time ON log (at);

-- Verifications of the log that somebody started. The identifier is that of the job. `verdict`: `valid` or `broken`; null
-- while the job runs, and when it was given up. `compared_with`: row of the kept head. `fault`, `fault_row`: the first error.
CREATE TABLE log_verifications (
    id BLOB PRIMARY KEY NOT NULL,
    requested_at TEXT NOT NULL,
    ended_at TEXT,
    verdict TEXT,
    verified INTEGER NOT NULL,
    total INTEGER NOT NULL,
    compared_with INTEGER,
    fault TEXT,
    fault_row INTEGER
) STRICT;
CREATE INDEX log_verifications_by_time ON log_verifications (requested_at);
