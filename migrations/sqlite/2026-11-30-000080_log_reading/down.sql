DROP TABLE log_verifications;
DROP INDEX log_by_time;
DROP INDEX log_by_kind;
DROP INDEX log_by_actor;
