-- Files that the kits of an edition share, in their order (`position`); `form` is title, alternative text and notice.
CREATE TABLE kit_assets (
    id BLOB PRIMARY KEY NOT NULL,
    edition_id BLOB NOT NULL REFERENCES editions (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    form TEXT NOT NULL
) STRICT;
CREATE INDEX kit_assets_by_edition ON kit_assets (edition_id);

-- Versions of a shared file; `number` counts those of one format and language. The newest has no `replaced_at`. The content is in the
-- folder of the files, under its SHA-256.
CREATE TABLE kit_versions (
    id BLOB PRIMARY KEY NOT NULL,
    asset_id BLOB NOT NULL REFERENCES kit_assets (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    language TEXT NOT NULL,
    number INTEGER NOT NULL,
    content TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    uploaded_at TEXT NOT NULL,
    replaced_at TEXT,
    announced_at TEXT,
    CONSTRAINT kit_versions_number UNIQUE (asset_id, format, language, number)
) STRICT;
CREATE INDEX kit_versions_by_content ON kit_versions (content);

-- Secret links to the kit of an event; the secret is derived from `id`, and `hash` is its SHA-256.
CREATE TABLE kit_links (
    id BLOB PRIMARY KEY NOT NULL,
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX kit_links_by_event ON kit_links (event_id);

-- Number of downloads from the kit of an event: `file` is the key of a file made for it, the identifier of a version, or `archive`.
CREATE TABLE kit_downloads (
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    downloads INTEGER NOT NULL,
    PRIMARY KEY (event_id, file)
) STRICT;
