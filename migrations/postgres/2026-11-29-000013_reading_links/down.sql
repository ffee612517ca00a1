DROP TABLE reading_links;
