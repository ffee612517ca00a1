-- What reads the log piece by piece, with the last row that it has dealt with.
CREATE TABLE log_readers (
    name TEXT PRIMARY KEY NOT NULL,
    seq bigint NOT NULL
);
