ALTER TABLE mails DROP COLUMN unsubscribe;
DROP TABLE draft_reminders;
DROP TABLE letter_refusals;
