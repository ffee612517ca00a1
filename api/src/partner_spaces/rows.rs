//! Rows of spaces, members and invitations.

use crate::invitations::invitation_rows;
use diesel::prelude::*;
use ground::db::schema::{partner_invitations, partner_members, partner_spaces};
use ground::db::types::{SqlTime, SqlUuid};
use shared::id::PartnerSpaceId;
use shared::partner::{OpenPartnerInvitation, PartnerSpace};

/// Role of every invitation.
pub(super) const MEMBER: &str = "member";

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = partner_spaces)]
pub(crate) struct SpaceRow {
    pub(super) id: SqlUuid,
    pub(super) partner: String,
    pub(super) name: String,
    pub(super) created_at: SqlTime,
    pub(super) closed_at: Option<SqlTime>,
}

impl SpaceRow {
    /// Identifier of the space.
    pub(crate) fn id(&self) -> PartnerSpaceId {
        self.id.into()
    }

    /// Identifier of the partner in the editions.
    pub(crate) fn partner(&self) -> &str {
        &self.partner
    }

    /// Name of the institution.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// True once the coordination closed it.
    pub(super) fn is_closed(&self) -> bool {
        self.closed_at.is_some()
    }

    pub(super) fn shown(&self) -> PartnerSpace {
        PartnerSpace {
            id: self.id(),
            partner: self.partner.clone(),
            name: self.name.clone(),
            created_at: self.created_at.0,
            closed_at: self.closed_at.map(|at| at.0),
        }
    }
}

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = partner_members)]
pub(super) struct MemberRow {
    pub(super) partner_id: SqlUuid,
    pub(super) account_id: SqlUuid,
    pub(super) since: SqlTime,
}

invitation_rows!(partner_invitations, partner_id);

impl InvitationRow {
    pub(super) fn space(&self) -> PartnerSpaceId {
        self.partner_id.into()
    }

    /// As its sender sees it.
    pub(super) fn shown(self) -> OpenPartnerInvitation {
        OpenPartnerInvitation {
            id: self.id.into(),
            email: self.email,
            created_at: self.created_at.0,
            expires_at: self.expires_at.0,
        }
    }
}
