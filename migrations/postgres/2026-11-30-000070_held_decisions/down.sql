DROP TABLE held_run_files;
DROP TABLE held_runs;
DROP INDEX pending_decisions_batch;
DROP INDEX pending_decisions_held;
ALTER TABLE pending_decisions DROP COLUMN batch_id;
ALTER TABLE pending_decisions DROP COLUMN held;
