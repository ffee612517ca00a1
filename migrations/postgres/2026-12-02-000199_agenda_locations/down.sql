DROP TABLE agenda_locations;
CREATE OR REPLACE FUNCTION forget_place_uid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM place_uids
    WHERE uid = OLD.place_uid AND NOT EXISTS (SELECT 1 FROM event_uids WHERE place_uid = OLD.place_uid);
    RETURN NULL;
END $$;
