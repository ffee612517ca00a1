-- Review groups of an edition: who shares the review. `name_key`: the name in lower case without accents.
CREATE TABLE review_groups (
    id BLOB PRIMARY KEY NOT NULL,
    edition_id BLOB NOT NULL REFERENCES editions (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT review_groups_name_key UNIQUE (edition_id, name_key)
) STRICT;

-- The group of the files for which no rule holds.
CREATE TABLE review_defaults (
    edition_id BLOB PRIMARY KEY NOT NULL REFERENCES editions (id),
    group_id BLOB NOT NULL REFERENCES review_groups (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX review_defaults_by_group ON review_defaults (group_id);

-- `role`: `reviews` or `leads`.
CREATE TABLE review_group_members (
    group_id BLOB NOT NULL REFERENCES review_groups (id) ON DELETE CASCADE,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (group_id, account_id)
) STRICT;
CREATE INDEX review_group_members_by_account ON review_group_members (account_id);

-- Rules by their conditions, such as `commune:69259|company_visit|on_site`.
CREATE TABLE routing_rules (
    edition_id BLOB NOT NULL REFERENCES editions (id),
    conditions TEXT NOT NULL,
    group_id BLOB NOT NULL REFERENCES review_groups (id) ON DELETE CASCADE,
    PRIMARY KEY (edition_id, conditions)
) STRICT;
CREATE INDEX routing_rules_by_group ON routing_rules (group_id);

-- Who has a submitted file, and what it was routed by: commune, department, region, kind and attendance mode as of then. `cause`:
-- `rule` (with its `conditions`), `default`, `hand` or `nobody`.
CREATE TABLE review_assignments (
    event_id BLOB PRIMARY KEY NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    edition_id BLOB NOT NULL REFERENCES editions (id),
    group_id BLOB REFERENCES review_groups (id) ON DELETE SET NULL,
    assignee_id BLOB REFERENCES accounts (id),
    cause TEXT NOT NULL,
    conditions TEXT,
    commune TEXT,
    department TEXT,
    region TEXT,
    kind TEXT NOT NULL,
    attendance TEXT NOT NULL,
    since TEXT NOT NULL
) STRICT;
CREATE INDEX review_assignments_by_group ON review_assignments (group_id);
CREATE INDEX review_assignments_by_assignee ON review_assignments (assignee_id, edition_id);
CREATE INDEX review_assignments_by_edition ON review_assignments (edition_id);
