//! Rows of organisations and invitations.

use crate::invitations::invitation_rows;
use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::schema::{
    event_organisations, mandates, organisation_invitations, organisation_members, organisations,
};
use ground::db::types::{SqlTime, SqlUuid};
use shared::id::OrganisationId;
use shared::organisation::{
    Mandate, OpenMemberInvitation, OrganisationDetails, OrganisationIdentifier, OrganisationName,
    OrganisationRole,
};

/// An organisation, merged or not.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = organisations)]
pub(crate) struct OrganisationRow {
    pub(crate) id: SqlUuid,
    pub(crate) identifier: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) address: String,
    pub(crate) postal_code: String,
    pub(crate) insee: String,
    pub(crate) version: i32,
    pub(crate) merged_into: Option<SqlUuid>,
    pub(crate) created_at: SqlTime,
    pub(crate) updated_at: SqlTime,
}

impl OrganisationRow {
    /// Identifier of the organisation.
    pub(crate) fn id(&self) -> OrganisationId {
        self.id.into()
    }

    /// Its SIRET or UAI number.
    ///
    /// # Errors
    ///
    /// When the stored number is invalid.
    pub(crate) fn identifier(&self) -> anyhow::Result<OrganisationIdentifier> {
        OrganisationIdentifier::try_from(self.identifier.clone())
            .map_err(|detail| anyhow::anyhow!("number of organisation {}: {detail}", self.id.0))
    }

    /// As its members see it: by name.
    ///
    /// # Errors
    ///
    /// As [`Self::identifier`].
    pub(crate) fn named(&self) -> anyhow::Result<OrganisationName> {
        Ok(OrganisationName {
            id: self.id(),
            identifier: self.identifier()?,
            name: self.name.clone(),
            kind: self.kind.clone(),
        })
    }

    /// Description of the organisation, from its columns.
    pub(super) fn details(&self) -> OrganisationDetails {
        OrganisationDetails {
            name: self.name.clone(),
            kind: self.kind.clone(),
            address: self.address.clone(),
            postal_code: self.postal_code.clone(),
            insee: self.insee.clone(),
        }
    }
}

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = organisation_members)]
pub(super) struct MemberRow {
    pub(super) organisation_id: SqlUuid,
    pub(super) account_id: SqlUuid,
    pub(super) role: String,
    pub(super) since: SqlTime,
}

invitation_rows!(organisation_invitations, organisation_id);

impl InvitationRow {
    pub(super) fn organisation(&self) -> OrganisationId {
        self.organisation_id.into()
    }

    /// The role that it gives.
    ///
    /// # Errors
    ///
    /// When the stored value is unknown.
    pub(super) fn role(&self) -> anyhow::Result<OrganisationRole> {
        role(&self.role)
    }

    /// As its sender sees it.
    ///
    /// # Errors
    ///
    /// When a stored value is unknown.
    pub(super) fn shown(self) -> anyhow::Result<OpenMemberInvitation> {
        Ok(OpenMemberInvitation {
            role: self.role()?,
            id: self.id.into(),
            email: self.email,
            created_at: self.created_at.0,
            expires_at: self.expires_at.0,
        })
    }
}

/// A mandate, asked for or given.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = mandates)]
pub(super) struct MandateRow {
    pub(super) company_id: SqlUuid,
    pub(super) branch_id: SqlUuid,
    pub(super) requested_at: SqlTime,
    pub(super) accepted_at: Option<SqlTime>,
}

impl MandateRow {
    /// As one side sees it; `other` is the organisation on the other side.
    ///
    /// # Errors
    ///
    /// When the number of that organisation is invalid.
    pub(super) fn with(&self, other: &OrganisationRow) -> anyhow::Result<Mandate> {
        Ok(Mandate {
            organisation: other.named()?,
            requested_at: self.requested_at.0,
            accepted_at: self.accepted_at.map(|at| at.0),
        })
    }
}

/// In whose name an event is filed.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = event_organisations)]
pub(super) struct FilingRow {
    pub(super) event_id: SqlUuid,
    pub(super) organisation_id: SqlUuid,
    pub(super) through_id: Option<SqlUuid>,
    pub(super) since: SqlTime,
}

/// The role of a stored value.
///
/// # Errors
///
/// When it is unknown.
pub(super) fn role(stored: &str) -> anyhow::Result<OrganisationRole> {
    OrganisationRole::parse(stored).with_context(|| format!("role `{stored}` in an organisation"))
}
