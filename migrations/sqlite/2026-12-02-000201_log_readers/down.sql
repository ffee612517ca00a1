DROP TABLE log_readers;
