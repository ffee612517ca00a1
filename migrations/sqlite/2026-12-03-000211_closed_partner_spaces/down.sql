ALTER TABLE partner_spaces DROP COLUMN closed_at;
