-- Background jobs. `due_at` is when a job may be claimed next: its turn while it waits, the end of the lease while it runs; null
-- once it is done or dead. `lease` is the token of the claim that holds the job: whoever writes to a running job must show it.
-- `key` is unique among the live jobs of a kind, and null for jobs that may stand side by side.
CREATE TABLE jobs (
    id BLOB PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    key TEXT,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at TEXT,
    lease BLOB,
    attempts INTEGER NOT NULL,
    progress_done INTEGER,
    progress_total INTEGER,
    progress_text TEXT,
    last_error TEXT,
    created_at TEXT NOT NULL,
    ended_at TEXT
) STRICT;
CREATE UNIQUE INDEX jobs_kind_key_key ON jobs (kind, key) WHERE key IS NOT NULL;
CREATE INDEX jobs_by_due ON jobs (kind, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX jobs_by_end ON jobs (state, id) WHERE ended_at IS NOT NULL;

-- The latest slot of each recurring job that was enqueued. Of several instances, the one that moves it forward enqueues.
CREATE TABLE job_schedules (
    kind TEXT PRIMARY KEY NOT NULL,
    slot_at TEXT NOT NULL
) STRICT;
