ALTER TABLE mails DROP COLUMN body_html;
