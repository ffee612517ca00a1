-- Words of the title, the organisers and the place, folded and joined by `-`; null in rows that an older release wrote.
ALTER TABLE events ADD COLUMN search_text TEXT;
