//! Invitations to an event submission.

use super::rows::InvitationRow;
use crate::events::queries as files;
use crate::invitations::{self, Kind};
use chrono::Duration;
use ground::db::Conn;
use ground::error::Error;
use http::limits::{Limit, UNLIMITED};
use shared::event::Invitation;

impl Kind for InvitationRow {
    type Offer = Invitation;

    const ANSWER: Limit = Limit {
        what: "invitation",
        window: Duration::hours(1),
        per_person: UNLIMITED,
        per_machine: 120,
    };

    fn describe(self, conn: &mut Conn) -> Result<Invitation, Error> {
        let file = files::find(conn, self.event())?.ok_or_else(invitations::invalid)?;
        Ok(Invitation {
            event: file.id,
            title: file.title().to_owned(),
            edition: file.edition.name.clone(),
            inviter: invitations::name_of(conn, self.invited_by())?,
            role: self.role()?,
            email: self.email,
            expires_at: self.expires_at.0,
        })
    }
}
