ALTER TABLE mail_tokens DROP COLUMN address;
ALTER TABLE sessions DROP COLUMN device;
