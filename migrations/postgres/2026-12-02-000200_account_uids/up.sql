-- Numbers of accounts for clients of OpenAgenda, as those of editions and events.
CREATE TABLE account_uids (
    uid BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT account_uids_account_id_key UNIQUE (account_id)
);

INSERT INTO account_uids (account_id) SELECT id FROM accounts ORDER BY id;

CREATE FUNCTION give_account_uid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO account_uids (account_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER accounts_give_uid AFTER INSERT ON accounts
FOR EACH ROW EXECUTE FUNCTION give_account_uid();
