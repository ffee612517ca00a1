-- Places that organisers describe to clients of OpenAgenda, which name them by number in their events. The number is that of the place:
-- it stays when an event there gets the label. Each organiser has an own description.
CREATE TABLE agenda_locations (
    owner_id BLOB NOT NULL REFERENCES accounts (id),
    place_uid INTEGER NOT NULL REFERENCES place_uids (uid),
    place TEXT NOT NULL,
    external_source TEXT,
    external_id TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (owner_id, place_uid),
    CONSTRAINT agenda_locations_external_key UNIQUE (owner_id, external_source, external_id)
) STRICT;
CREATE INDEX agenda_locations_by_place ON agenda_locations (place_uid);

-- The address of a place goes with its last event, or its last description.
DROP TRIGGER event_uids_forget_place;
DROP TRIGGER event_uids_leave_place;
CREATE TRIGGER event_uids_forget_place AFTER DELETE ON event_uids
WHEN OLD.place_uid IS NOT NULL
BEGIN
    DELETE FROM place_uids
    WHERE uid = OLD.place_uid
        AND NOT EXISTS (SELECT 1 FROM event_uids WHERE place_uid = OLD.place_uid)
        AND NOT EXISTS (SELECT 1 FROM agenda_locations WHERE place_uid = OLD.place_uid);
END;
CREATE TRIGGER event_uids_leave_place AFTER UPDATE OF place_uid ON event_uids
WHEN NEW.place_uid IS NOT OLD.place_uid AND OLD.place_uid IS NOT NULL
BEGIN
    DELETE FROM place_uids
    WHERE uid = OLD.place_uid
        AND NOT EXISTS (SELECT 1 FROM event_uids WHERE place_uid = OLD.place_uid)
        AND NOT EXISTS (SELECT 1 FROM agenda_locations WHERE place_uid = OLD.place_uid);
END;
CREATE TRIGGER agenda_locations_forget_place AFTER DELETE ON agenda_locations
BEGIN
    DELETE FROM place_uids
    WHERE uid = OLD.place_uid
        AND NOT EXISTS (SELECT 1 FROM event_uids WHERE place_uid = OLD.place_uid)
        AND NOT EXISTS (SELECT 1 FROM agenda_locations WHERE place_uid = OLD.place_uid);
END;
