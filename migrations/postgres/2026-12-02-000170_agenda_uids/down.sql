DROP TRIGGER events_change_place_uid ON events;
DROP TRIGGER events_give_uids ON events;
DROP TRIGGER editions_give_uid ON editions;
DROP TABLE event_uids;
DROP TABLE place_uids;
DROP TABLE edition_uids;
DROP FUNCTION forget_place_uid();
DROP FUNCTION give_event_uids();
DROP FUNCTION give_edition_uid();
