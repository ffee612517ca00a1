DROP INDEX mails_by_expires_at;
ALTER TABLE mails DROP COLUMN expires_at;
ALTER TABLE mails DROP COLUMN reply_to;
DROP TABLE visitor_messages;
