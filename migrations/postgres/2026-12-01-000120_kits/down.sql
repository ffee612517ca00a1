DROP TABLE kit_downloads;
DROP TABLE kit_links;
DROP TABLE kit_versions;
DROP TABLE kit_assets;
