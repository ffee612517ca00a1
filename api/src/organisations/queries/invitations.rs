//! SQL of the invitations to organisations.

use crate::invitations::Row as _;
use crate::organisations::rows::{self, InvitationRow};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::error::Error;
use shared::id::OrganisationId;
use shared::organisation::OpenMemberInvitation;

/// Invitations to an organisation that can still be accepted at `now`.
pub(in crate::organisations) fn open(
    conn: &mut Conn,
    organisation: OrganisationId,
    now: DateTime<Utc>,
) -> Result<Vec<OpenMemberInvitation>, Error> {
    let open = InvitationRow::open(conn, organisation.into(), now)?.into_iter();
    Ok(open
        .map(InvitationRow::shown)
        .collect::<anyhow::Result<_>>()?)
}

/// Deletes the invitations that nobody has accepted, when an organisation has no members any more.
pub(in crate::organisations) fn delete_open(
    conn: &mut Conn,
    organisation: OrganisationId,
) -> Result<(), Error> {
    diesel::delete(rows::open_of(organisation.into())).execute(conn)?;
    Ok(())
}
