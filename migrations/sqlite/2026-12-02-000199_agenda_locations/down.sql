DROP TRIGGER agenda_locations_forget_place;
DROP TRIGGER event_uids_leave_place;
DROP TRIGGER event_uids_forget_place;
CREATE TRIGGER event_uids_forget_place AFTER DELETE ON event_uids
WHEN OLD.place_uid IS NOT NULL
BEGIN
    DELETE FROM place_uids
    WHERE uid = OLD.place_uid AND NOT EXISTS (SELECT 1 FROM event_uids WHERE place_uid = OLD.place_uid);
END;
CREATE TRIGGER event_uids_leave_place AFTER UPDATE OF place_uid ON event_uids
WHEN NEW.place_uid IS NOT OLD.place_uid AND OLD.place_uid IS NOT NULL
BEGIN
    DELETE FROM place_uids
    WHERE uid = OLD.place_uid AND NOT EXISTS (SELECT 1 FROM event_uids WHERE place_uid = OLD.place_uid);
END;
DROP TABLE agenda_locations;
