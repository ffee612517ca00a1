-- Who revoked a key, or ended the membership of the person who had made it; null when it was revoked before this was stored.
ALTER TABLE api_keys ADD COLUMN revoked_by uuid REFERENCES accounts (id);
