-- Organisations that run events, one for each SIRET or UAI number. `merged_into`: the organisation that stayed, when two records
-- of the same one were merged; such a record has no members, mandates and events of its own.
CREATE TABLE organisations (
    id uuid PRIMARY KEY NOT NULL,
    identifier TEXT NOT NULL CONSTRAINT organisations_identifier_key UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    insee TEXT NOT NULL,
    version INTEGER NOT NULL,
    merged_into uuid REFERENCES organisations (id),
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX organisations_by_merge ON organisations (merged_into);

-- `role`: `reads`, `files` or `manages`.
CREATE TABLE organisation_members (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    account_id uuid NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL,
    since TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (organisation_id, account_id)
);
CREATE INDEX organisation_members_by_account ON organisation_members (account_id);

-- Invitations to an organisation. The identifier is that of the mail, whose secret is kept as SHA-256 only. `used_at`: when it was
-- accepted; one that was declined or revoked is deleted.
CREATE TABLE organisation_invitations (
    id uuid PRIMARY KEY NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    role TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    hash TEXT NOT NULL CONSTRAINT organisation_invitations_hash_key UNIQUE,
    invited_by uuid NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);
CREATE INDEX organisation_invitations_by_organisation ON organisation_invitations (organisation_id);
CREATE INDEX organisation_invitations_by_email ON organisation_invitations (email_key);
CREATE INDEX organisation_invitations_by_inviter ON organisation_invitations (invited_by);
CREATE INDEX organisation_invitations_by_age ON organisation_invitations (expires_at);

-- Permissions to file in the name of a company. `accepted_at`: when a manager of the company gave it; null while it is asked for.
CREATE TABLE mandates (
    company_id uuid NOT NULL REFERENCES organisations (id),
    branch_id uuid NOT NULL REFERENCES organisations (id),
    requested_at TIMESTAMPTZ NOT NULL,
    accepted_at TIMESTAMPTZ,
    PRIMARY KEY (company_id, branch_id)
);
CREATE INDEX mandates_by_branch ON mandates (branch_id);

-- In whose name an event is filed, and the organisation that files it on behalf of that one, if any.
CREATE TABLE event_organisations (
    event_id uuid PRIMARY KEY NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    through_id uuid REFERENCES organisations (id),
    since TIMESTAMPTZ NOT NULL
);
CREATE INDEX event_organisations_by_organisation ON event_organisations (organisation_id, event_id);
CREATE INDEX event_organisations_by_through ON event_organisations (through_id, event_id);
