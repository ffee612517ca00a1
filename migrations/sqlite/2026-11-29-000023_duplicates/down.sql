DROP TABLE duplicate_marks;
DROP INDEX events_by_near_cell;
DROP INDEX events_by_near_commune;
ALTER TABLE events DROP COLUMN near_end;
ALTER TABLE events DROP COLUMN near_begin;
ALTER TABLE events DROP COLUMN near_cell;
ALTER TABLE events DROP COLUMN near_commune;
