-- Report of the organiser on the event once it is over, as JSON (`EventReport`); null before it is handed in.
ALTER TABLE events ADD COLUMN report TEXT;
