DROP TABLE key_tokens;
