DROP TRIGGER event_uids_leave_place;
DROP TRIGGER event_uids_forget_place;
DROP TRIGGER events_change_place_uid;
DROP TRIGGER events_give_uids;
DROP TRIGGER editions_give_uid;
DROP TABLE event_uids;
DROP TABLE place_uids;
DROP TABLE edition_uids;
