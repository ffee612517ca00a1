-- Places that organisers describe to clients of OpenAgenda, which name them by number in their events. The number is that of the place:
-- it stays when an event there gets the label. Each organiser has an own description.
CREATE TABLE agenda_locations (
    owner_id uuid NOT NULL REFERENCES accounts (id),
    place_uid BIGINT NOT NULL REFERENCES place_uids (uid),
    place JSONB NOT NULL,
    external_source TEXT,
    external_id TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (owner_id, place_uid),
    CONSTRAINT agenda_locations_external_key UNIQUE (owner_id, external_source, external_id)
);
CREATE INDEX agenda_locations_by_place ON agenda_locations (place_uid);

-- The address of a place goes with its last event, or its last description.
CREATE OR REPLACE FUNCTION forget_place_uid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM place_uids
    WHERE uid = OLD.place_uid
        AND NOT EXISTS (SELECT 1 FROM event_uids WHERE place_uid = OLD.place_uid)
        AND NOT EXISTS (SELECT 1 FROM agenda_locations WHERE place_uid = OLD.place_uid);
    RETURN NULL;
END $$;
CREATE TRIGGER agenda_locations_forget_place AFTER DELETE ON agenda_locations
FOR EACH ROW EXECUTE FUNCTION forget_place_uid();
