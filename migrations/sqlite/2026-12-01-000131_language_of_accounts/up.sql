-- Language in which letters to the account are written.
ALTER TABLE accounts ADD COLUMN language TEXT NOT NULL DEFAULT 'fr' CHECK (language IN ('fr', 'en'));
