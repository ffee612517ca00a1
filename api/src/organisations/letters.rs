//! E-mails about members and mandates.
//!
//! Only an invitation names a person, so that its recipient knows who writes; the page of the organisation names the others.

use super::rows::{InvitationRow, OrganisationRow};
use crate::accounts::letters::recipient_of;
use crate::accounts::queries as accounts;
use crate::invitations;
use ground::db::Conn;
use ground::error::Error;
use ground::mail::{self, Letter};
use http::Services;
use messages::letters::Values;
use shared::account::Account;
use shared::id::AccountId;
use shared::letter::{LetterKind, LetterTag};
use shared::organisation::OrganisationRole;

/// The invitation itself, with the link that answers it.
pub(super) fn invitation(
    services: &Services,
    inviter: &Account,
    organisation: &OrganisationRow,
    row: &InvitationRow,
    role: OrganisationRole,
) -> Letter {
    let page = "/invitation-organisation";
    let (to, values) = invitations::letter(services, inviter, row, page);
    let kind = match role {
        OrganisationRole::Reads => LetterKind::OrganisationInvitationReads,
        OrganisationRole::Files => LetterKind::OrganisationInvitationFiles,
        OrganisationRole::Manages => LetterKind::OrganisationInvitationManages,
    };
    let values = values.with(LetterTag::Organisation, organisation.name.as_str());
    Letter::platform(kind, to, &values)
}

/// The letter about a changed role.
pub(super) const fn of_role(role: OrganisationRole) -> LetterKind {
    match role {
        OrganisationRole::Reads => LetterKind::OrganisationRoleReads,
        OrganisationRole::Files => LetterKind::OrganisationRoleFiles,
        OrganisationRole::Manages => LetterKind::OrganisationRoleManages,
    }
}

/// Tells people of an organisation about it; `other` is the other organisation of a mandate.
fn about(
    services: &Services,
    to: &Account,
    kind: LetterKind,
    organisation: &OrganisationRow,
    other: &str,
) -> Letter {
    let page = format!(
        "{}/mes-organisations/{}",
        services.site.url,
        organisation.id()
    );
    let values = Values::default()
        .with(LetterTag::Organisation, organisation.name.as_str())
        .with(LetterTag::OtherOrganisation, other)
        .with(LetterTag::Link, page);
    Letter::platform(kind, recipient_of(to), &values)
}

/// Queues [`about`] for each of these accounts that still exists.
pub(super) fn post_to(
    conn: &mut Conn,
    services: &Services,
    accounts_of: impl IntoIterator<Item = AccountId>,
    kind: LetterKind,
    organisation: &OrganisationRow,
    other: &str,
) -> Result<(), Error> {
    for account in accounts_of {
        if let Some(person) = accounts::find(conn, account)? {
            let letter = about(services, &person, kind, organisation, other);
            mail::post(conn, &services.clock, &letter)?;
        }
    }
    Ok(())
}
