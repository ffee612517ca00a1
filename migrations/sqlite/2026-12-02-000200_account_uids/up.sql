-- Numbers of accounts for clients of OpenAgenda, as those of editions and events. A later migration that makes the table `accounts` again
-- makes its trigger again, too.
CREATE TABLE account_uids (
    uid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    account_id BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT account_uids_account_id_key UNIQUE (account_id)
) STRICT;

INSERT INTO account_uids (account_id) SELECT id FROM accounts ORDER BY id;

CREATE TRIGGER accounts_give_uid AFTER INSERT ON accounts
BEGIN
    INSERT INTO account_uids (account_id) VALUES (NEW.id);
END;
