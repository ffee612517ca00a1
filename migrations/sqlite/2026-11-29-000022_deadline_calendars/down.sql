DROP TABLE deadline_calendars;
