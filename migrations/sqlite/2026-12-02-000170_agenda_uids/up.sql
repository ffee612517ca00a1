-- Numbers of editions, places and events for clients of OpenAgenda, which know no UUIDs. A number is given in the transaction that
-- stores what it stands for, and never again: `AUTOINCREMENT` remembers the numbers of deleted rows. Triggers give them, so that no
-- way of storing an event is without. A later migration that makes the table `events` again makes its triggers again, too.
CREATE TABLE edition_uids (
    uid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    edition_id BLOB NOT NULL REFERENCES editions (id) ON DELETE CASCADE,
    CONSTRAINT edition_uids_edition_id_key UNIQUE (edition_id)
) STRICT;

-- A place is a name and an address in a commune.
CREATE TABLE place_uids (
    uid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    insee TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    CONSTRAINT place_uids_key UNIQUE (insee, name, address)
) STRICT;

-- `place_uid` is empty while an event has no content, or no place. It is no foreign key: an event that is stored while the last other
-- one of its place is deleted keeps the number.
CREATE TABLE event_uids (
    uid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    place_uid INTEGER,
    CONSTRAINT event_uids_event_id_key UNIQUE (event_id)
) STRICT;
CREATE INDEX event_uids_by_place ON event_uids (place_uid) WHERE place_uid IS NOT NULL;

INSERT INTO edition_uids (edition_id) SELECT id FROM editions ORDER BY slug;
INSERT INTO place_uids (insee, name, address)
SELECT place.insee, place.name, place.address
FROM (
    SELECT
        MIN(read.id) AS first,
        json_extract(read.content, '$.venue.insee') AS insee,
        json_extract(read.content, '$.venue.name') AS name,
        json_extract(read.content, '$.venue.address') AS address
    FROM (SELECT id, CASE WHEN json_valid(content) THEN content END AS content FROM events) AS read
    GROUP BY 2, 3, 4
) AS place
WHERE place.insee IS NOT NULL AND place.name IS NOT NULL AND place.address IS NOT NULL
ORDER BY place.first;
INSERT INTO event_uids (event_id, place_uid)
SELECT
    read.id,
    (
        SELECT place.uid FROM place_uids AS place
        WHERE place.insee = json_extract(read.content, '$.venue.insee')
            AND place.name = json_extract(read.content, '$.venue.name')
            AND place.address = json_extract(read.content, '$.venue.address')
    )
FROM (SELECT id, CASE WHEN json_valid(content) THEN content END AS content FROM events) AS read
ORDER BY read.id;

CREATE TRIGGER editions_give_uid AFTER INSERT ON editions
BEGIN
    INSERT INTO edition_uids (edition_id) VALUES (NEW.id);
END;

-- `LIMIT` keeps the inner query apart, so that the content is read once.
CREATE TRIGGER events_give_uids AFTER INSERT ON events
BEGIN
    INSERT INTO place_uids (insee, name, address)
    SELECT read.venue ->> 'insee', read.venue ->> 'name', read.venue ->> 'address'
    FROM (SELECT CASE WHEN json_valid(NEW.content) THEN NEW.content -> 'venue' END AS venue LIMIT 1) AS read
    WHERE read.venue ->> 'insee' IS NOT NULL
        AND read.venue ->> 'name' IS NOT NULL
        AND read.venue ->> 'address' IS NOT NULL
        AND NOT EXISTS (
            SELECT 1 FROM place_uids AS known
            WHERE known.insee = read.venue ->> 'insee'
                AND known.name = read.venue ->> 'name'
                AND known.address = read.venue ->> 'address'
        );
    INSERT INTO event_uids (event_id, place_uid)
    SELECT
        NEW.id,
        (
            SELECT known.uid FROM place_uids AS known
            WHERE known.insee = read.venue ->> 'insee'
                AND known.name = read.venue ->> 'name'
                AND known.address = read.venue ->> 'address'
        )
    FROM (SELECT CASE WHEN json_valid(NEW.content) THEN NEW.content -> 'venue' END AS venue LIMIT 1) AS read
    WHERE NEW.id IS NOT NULL;
END;

CREATE TRIGGER events_change_place_uid AFTER UPDATE OF content ON events
WHEN NEW.content IS NOT OLD.content
BEGIN
    INSERT INTO place_uids (insee, name, address)
    SELECT read.venue ->> 'insee', read.venue ->> 'name', read.venue ->> 'address'
    FROM (SELECT CASE WHEN json_valid(NEW.content) THEN NEW.content -> 'venue' END AS venue LIMIT 1) AS read
    WHERE read.venue ->> 'insee' IS NOT NULL
        AND read.venue ->> 'name' IS NOT NULL
        AND read.venue ->> 'address' IS NOT NULL
        AND NOT EXISTS (
            SELECT 1 FROM place_uids AS known
            WHERE known.insee = read.venue ->> 'insee'
                AND known.name = read.venue ->> 'name'
                AND known.address = read.venue ->> 'address'
        );
    UPDATE event_uids
    SET place_uid = (
        SELECT known.uid
        FROM
            (SELECT CASE WHEN json_valid(NEW.content) THEN NEW.content -> 'venue' END AS venue LIMIT 1) AS read,
            place_uids AS known
        WHERE known.insee = read.venue ->> 'insee'
            AND known.name = read.venue ->> 'name'
            AND known.address = read.venue ->> 'address'
    )
    WHERE event_id = NEW.id;
END;

-- The address of a place goes with its last event.
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
