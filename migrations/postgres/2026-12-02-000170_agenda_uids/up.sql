-- Numbers of editions, places and events for clients of OpenAgenda, which know no UUIDs. A number is given in the transaction that
-- stores what it stands for, and never again: a sequence does not go back. Triggers give them, so that no way of storing an event is
-- without.
CREATE TABLE edition_uids (
    uid BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    edition_id UUID NOT NULL REFERENCES editions (id) ON DELETE CASCADE,
    CONSTRAINT edition_uids_edition_id_key UNIQUE (edition_id)
);

-- A place is a name and an address in a commune.
CREATE TABLE place_uids (
    uid BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    insee TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    CONSTRAINT place_uids_key UNIQUE (insee, name, address)
);

-- `place_uid` is empty while an event has no content, or no place. It is no foreign key: an event that is stored while the last other
-- one of its place is deleted keeps the number.
CREATE TABLE event_uids (
    uid BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    event_id UUID NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    place_uid BIGINT,
    CONSTRAINT event_uids_event_id_key UNIQUE (event_id)
);
CREATE INDEX event_uids_by_place ON event_uids (place_uid) WHERE place_uid IS NOT NULL;

INSERT INTO edition_uids (edition_id) SELECT id FROM editions ORDER BY slug;
INSERT INTO place_uids (insee, name, address)
SELECT place.insee, place.name, place.address
FROM (
    SELECT
        MIN(id::text) AS first,
        content -> 'venue' ->> 'insee' AS insee,
        content -> 'venue' ->> 'name' AS name,
        content -> 'venue' ->> 'address' AS address
    FROM events
    GROUP BY 2, 3, 4
) AS place
WHERE place.insee IS NOT NULL AND place.name IS NOT NULL AND place.address IS NOT NULL
ORDER BY place.first;
INSERT INTO event_uids (event_id, place_uid)
SELECT
    events.id,
    (
        SELECT place.uid FROM place_uids AS place
        WHERE place.insee = events.content -> 'venue' ->> 'insee'
            AND place.name = events.content -> 'venue' ->> 'name'
            AND place.address = events.content -> 'venue' ->> 'address'
    )
FROM events
ORDER BY events.id;

CREATE FUNCTION give_edition_uid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO edition_uids (edition_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER editions_give_uid AFTER INSERT ON editions
FOR EACH ROW EXECUTE FUNCTION give_edition_uid();

CREATE FUNCTION give_event_uids() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_insee TEXT := NEW.content -> 'venue' ->> 'insee';
    its_name TEXT := NEW.content -> 'venue' ->> 'name';
    its_address TEXT := NEW.content -> 'venue' ->> 'address';
    place BIGINT;
BEGIN
    IF its_insee IS NOT NULL AND its_name IS NOT NULL AND its_address IS NOT NULL THEN
        -- Looked for first: a row that is refused takes a number, too.
        SELECT known.uid INTO place FROM place_uids AS known
        WHERE known.insee = its_insee AND known.name = its_name AND known.address = its_address;
        IF place IS NULL THEN
            INSERT INTO place_uids (insee, name, address) VALUES (its_insee, its_name, its_address)
            ON CONFLICT ON CONSTRAINT place_uids_key DO UPDATE SET insee = EXCLUDED.insee
            RETURNING uid INTO place;
        END IF;
    END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO event_uids (event_id, place_uid) VALUES (NEW.id, place);
    ELSE
        UPDATE event_uids SET place_uid = place WHERE event_id = NEW.id AND place_uid IS DISTINCT FROM place;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER events_give_uids AFTER INSERT ON events
FOR EACH ROW EXECUTE FUNCTION give_event_uids();
CREATE TRIGGER events_change_place_uid AFTER UPDATE OF content ON events
FOR EACH ROW WHEN (NEW.content IS DISTINCT FROM OLD.content) EXECUTE FUNCTION give_event_uids();

-- The address of a place goes with its last event.
CREATE FUNCTION forget_place_uid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM place_uids
    WHERE uid = OLD.place_uid AND NOT EXISTS (SELECT 1 FROM event_uids WHERE place_uid = OLD.place_uid);
    RETURN NULL;
END $$;
CREATE TRIGGER event_uids_forget_place AFTER DELETE ON event_uids
FOR EACH ROW WHEN (OLD.place_uid IS NOT NULL) EXECUTE FUNCTION forget_place_uid();
CREATE TRIGGER event_uids_leave_place AFTER UPDATE OF place_uid ON event_uids
FOR EACH ROW WHEN (NEW.place_uid IS DISTINCT FROM OLD.place_uid AND OLD.place_uid IS NOT NULL) EXECUTE FUNCTION forget_place_uid();
