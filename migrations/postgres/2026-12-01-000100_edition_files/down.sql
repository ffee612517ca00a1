DROP TABLE edition_files;
