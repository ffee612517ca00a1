-- `device`: browser and operating system, such as `Firefox, Windows`; null when they are not known.
ALTER TABLE sessions ADD COLUMN device TEXT;
-- `address`: for a link that confirms a new address of an account, that address.
ALTER TABLE mail_tokens ADD COLUMN address TEXT;
