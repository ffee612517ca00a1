DROP TRIGGER accounts_give_uid ON accounts;
DROP TABLE account_uids;
DROP FUNCTION give_account_uid();
