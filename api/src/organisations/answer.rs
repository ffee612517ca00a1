//! Invitations to an organisation.

use super::queries::records;
use super::rows::InvitationRow;
use crate::invitations::{self, Kind};
use chrono::Duration;
use ground::db::Conn;
use ground::error::Error;
use http::limits::{Limit, UNLIMITED};
use shared::organisation::MemberInvitation;

impl Kind for InvitationRow {
    type Offer = MemberInvitation;

    const ANSWER: Limit = Limit {
        what: "member_invitation",
        window: Duration::hours(1),
        per_person: UNLIMITED,
        per_machine: 120,
    };

    fn describe(self, conn: &mut Conn) -> Result<MemberInvitation, Error> {
        let found = records::find(conn, self.organisation())?;
        let organisation = found.ok_or_else(invitations::invalid)?;
        Ok(MemberInvitation {
            organisation: organisation.named()?,
            inviter: invitations::name_of(conn, self.invited_by())?,
            role: self.role()?,
            email: self.email,
            expires_at: self.expires_at.0,
        })
    }
}
