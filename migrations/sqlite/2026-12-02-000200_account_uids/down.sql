DROP TRIGGER accounts_give_uid;
DROP TABLE account_uids;
