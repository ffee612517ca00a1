//! E-mails about members and mandates, in French.
//!
//! Only an invitation names a person, so that its recipient knows who writes; the page of the organisation names the others.

use super::rows::{InvitationRow, OrganisationRow};
use crate::accounts::letters::recipient_of;
use crate::accounts::queries as accounts;
use ground::db::Conn;
use ground::error::Error;
use ground::mail::{self, Letter, Recipient};
use http::Services;
use messages::{t, t_args};
use shared::account::Account;
use shared::french::dates;
use shared::id::AccountId;
use shared::organisation::OrganisationRole;

/// The invitation itself, with the link that answers it.
pub(super) fn invitation(
    services: &Services,
    inviter: &Account,
    organisation: &OrganisationRow,
    row: &InvitationRow,
    role: OrganisationRole,
) -> Letter {
    let link = mail::secret_link(&format!(
        "{}/invitation-organisation?jeton=",
        services.site.url
    ));
    let until = row.expires_at.0.with_timezone(&chrono_tz::Europe::Paris);
    let until = dates::long_day(until.date_naive());
    let text = t_args(
        &format!("letter.organisation.invitation.{role}"),
        &[
            ("inviter", &inviter.name),
            ("organisation", &organisation.name),
            ("link", &link),
            ("until", &until),
            ("email", &row.email),
        ],
    );
    let to = Recipient {
        email: &row.email,
        name: &row.email,
    };
    letter(to, "invitation", &text, organisation)
}

/// Tells people of an organisation about it: `key` names the message, `other` the other organisation of a mandate.
pub(super) fn about(
    services: &Services,
    to: &Account,
    key: &str,
    organisation: &OrganisationRow,
    other: &str,
) -> Letter {
    let page = format!(
        "{}/mes-organisations/{}",
        services.site.url,
        organisation.id()
    );
    let text = t_args(
        &format!("letter.organisation.{key}"),
        &[
            ("organisation", &organisation.name),
            ("other", &other),
            ("link", &page),
        ],
    );
    letter(recipient_of(to), key, &text, organisation)
}

/// Queues [`about`] for each of these accounts that still exists.
pub(super) fn post_to(
    conn: &mut Conn,
    services: &Services,
    accounts_of: impl IntoIterator<Item = AccountId>,
    key: &str,
    organisation: &OrganisationRow,
    other: &str,
) -> Result<(), Error> {
    for account in accounts_of {
        if let Some(person) = accounts::find(conn, account)? {
            let letter = about(services, &person, key, organisation, other);
            mail::post(conn, &services.clock, &letter)?;
        }
    }
    Ok(())
}

fn letter(to: Recipient<'_>, key: &str, text: &str, organisation: &OrganisationRow) -> Letter {
    let subject = t_args(
        "letter.subject",
        &[
            ("subject", &t(&format!("letter.organisation.{key}.subject"))),
            ("title", &organisation.name),
        ],
    );
    Letter::new(to, subject, text, t("letter.account.signature"))
}
