-- Size of the files that are stored for an edition: one row for each picture, document, attachment or shared file of kits, by its
-- name in the store. A file that two editions use has a row in each.
CREATE TABLE edition_files (
    edition_id BLOB NOT NULL REFERENCES editions (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    stored_at TEXT NOT NULL,
    PRIMARY KEY (edition_id, name)
) STRICT;
