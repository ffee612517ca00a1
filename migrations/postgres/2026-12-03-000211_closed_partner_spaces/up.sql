-- When the coordination closed the space; null while it is open.
ALTER TABLE partner_spaces ADD COLUMN closed_at TIMESTAMPTZ;
