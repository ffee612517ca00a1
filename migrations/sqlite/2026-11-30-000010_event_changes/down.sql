DROP TABLE change_decisions;
DROP TABLE event_changes;
