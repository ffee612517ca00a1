DROP TABLE duplicate_marks;
DROP TABLE event_places;
