DROP INDEX webhook_deliveries_by_day;
DROP TABLE api_key_usage;
