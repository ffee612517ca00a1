DROP TABLE returned_addresses;
DROP INDEX mails_unsent_by_recipient;
ALTER TABLE mails DROP COLUMN returned_at;
ALTER TABLE mails DROP COLUMN held_at;
ALTER TABLE mails DROP COLUMN renewed_at;
