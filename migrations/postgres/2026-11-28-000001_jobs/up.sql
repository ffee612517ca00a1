-- Background jobs. `due_at` is when a job may be claimed next: its turn while it waits, the end of the lease while it runs; null
-- once it is done or dead. `lease` is the token of the claim that holds the job: whoever writes to a running job must show it.
-- `key` is unique among the live jobs of a kind, and null for jobs that may stand side by side.
CREATE TABLE jobs (
    id UUID PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    key TEXT,
    payload JSONB NOT NULL,
    state TEXT NOT NULL,
    due_at TIMESTAMPTZ,
    lease UUID,
    attempts INTEGER NOT NULL,
    progress_done BIGINT,
    progress_total BIGINT,
    progress_text TEXT,
    last_error TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX jobs_kind_key_key ON jobs (kind, key) WHERE key IS NOT NULL;
CREATE INDEX jobs_by_due ON jobs (kind, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX jobs_by_end ON jobs (state, id) WHERE ended_at IS NOT NULL;
-- Every job leaves dead tuples behind: sweep after a fixed number of them, not after a share of a table that is mostly empty.
ALTER TABLE jobs SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- The latest slot of each recurring job that was enqueued. Of several instances, the one that moves it forward enqueues.
CREATE TABLE job_schedules (
    kind TEXT PRIMARY KEY NOT NULL,
    slot_at TIMESTAMPTZ NOT NULL
);
