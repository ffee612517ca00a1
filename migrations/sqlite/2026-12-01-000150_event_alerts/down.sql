DROP TABLE announced_events;
DROP TABLE alert_rounds;
DROP TABLE alert_links;
DROP TABLE event_alerts;
