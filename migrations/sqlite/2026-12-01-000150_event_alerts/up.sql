-- Alerts of visitors about new events of an edition. `search` is the query string of the list, in canonical form, and `search_key`
-- its SHA-256. `expires_at` is empty once the alert is confirmed; `sent_on` is the day of its last letter.
CREATE TABLE event_alerts (
    id BLOB PRIMARY KEY NOT NULL,
    edition_id BLOB NOT NULL REFERENCES editions (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    search TEXT NOT NULL,
    search_key TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    confirmed_at TEXT,
    expires_at TEXT,
    sent_on TEXT,
    CONSTRAINT event_alerts_search UNIQUE (edition_id, email, search_key)
) STRICT;
CREATE INDEX event_alerts_by_email ON event_alerts (email);
CREATE INDEX event_alerts_by_expires_at ON event_alerts (expires_at) WHERE expires_at IS NOT NULL;

-- Secrets of the links in the letters of an alert, as SHA-256, each with its letter.
CREATE TABLE alert_links (
    hash TEXT PRIMARY KEY NOT NULL,
    alert_id BLOB NOT NULL REFERENCES event_alerts (id) ON DELETE CASCADE,
    mail_id BLOB NOT NULL
) STRICT;
CREATE INDEX alert_links_by_alert ON alert_links (alert_id);

-- The last row of the log whose events the letters of that day may name, for each edition and day.
CREATE TABLE alert_rounds (
    edition_id BLOB NOT NULL REFERENCES editions (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (edition_id, day)
) STRICT;

-- Events that the letters of a day name: each event once. The day is empty for those from before the first round.
CREATE TABLE announced_events (
    event_id BLOB PRIMARY KEY NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    edition_id BLOB NOT NULL REFERENCES editions (id) ON DELETE CASCADE,
    day TEXT NOT NULL
) STRICT;
CREATE INDEX announced_events_by_day ON announced_events (edition_id, day);

INSERT INTO alert_rounds (edition_id, day, seq)
SELECT editions.id, '', (SELECT COALESCE(MAX(log.seq), 0) FROM log) FROM editions;
INSERT INTO announced_events (event_id, edition_id, day)
SELECT id, edition_id, '' FROM events WHERE first_labelled_at IS NOT NULL;
