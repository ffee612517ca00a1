ALTER TABLE external_ids DROP COLUMN import_id;
DROP TABLE import_changes;
DROP TABLE imports;
