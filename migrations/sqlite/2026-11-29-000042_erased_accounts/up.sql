-- When the person deleted the account: its row stays for the events, decisions and log rows that refer to it, without personal
-- data. `email_key` is then `erased:` and the identifier.
ALTER TABLE accounts ADD COLUMN erased_at TEXT;
