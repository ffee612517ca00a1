DROP TABLE digest_items;
DROP TABLE letter_rhythms;
