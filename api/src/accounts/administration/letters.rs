//! Composes the e-mails about invitations to a role, granted and withdrawn roles and disabled accounts.

use super::queries::RoleInvitationRow;
use crate::accounts::letters::recipient_of;
use gazetteer::Gazetteer;
use ground::db::Conn;
use ground::error::Error;
use ground::mail::{self, Letter, Recipient};
use http::Services;
use messages::letters::{Values, dates};
use messages::t_in;
use shared::account::{Account, Grant, Role};
use shared::french::Words;
use shared::letter::{Language, LetterKind, LetterTag};
use shared::place::Territory;

/// The role with its territory, as `référent (Auvergne-Rhône-Alpes)`.
fn role_of(language: Language, grant: &Grant) -> String {
    let role = t_in(language, &format!("letter.role.{}", grant.role));
    if grant.role != Role::Referent {
        return role.to_owned();
    }
    let territory = match &grant.territory {
        Territory::National => t_in(language, "letter.role.national").to_owned(),
        territory => Gazetteer::embedded()
            .territories()
            .name_of(territory)
            .unwrap_or_else(|| territory.to_string()),
    };
    Words::fill(
        t_in(language, "letter.role.in"),
        &[("role", &role), ("territory", &territory)],
    )
}

/// The invitation itself, with the link that accepts it.
pub(super) fn invitation(
    services: &Services,
    inviter: &Account,
    row: &RoleInvitationRow,
    grant: &Grant,
) -> Letter {
    let link = mail::secret_link(&format!("{}/invitation-role?jeton=", services.site.url));
    let until = row.expires_at.0.with_timezone(&chrono_tz::Europe::Paris);
    let to = Recipient::of(&row.email, &row.email);
    let values = Values::default()
        .with(LetterTag::Inviter, inviter.name.as_str())
        .with(LetterTag::Role, role_of(to.language, grant))
        .with(LetterTag::Link, link)
        .with(
            LetterTag::Due,
            dates::long_day(to.language, until.date_naive()),
        )
        .with(LetterTag::Address, row.email.as_str());
    Letter::platform(LetterKind::RoleInvitation, to, &values)
}

/// Tells a person that an account has a further role.
pub(super) fn granted(
    conn: &mut Conn,
    services: &Services,
    account: &Account,
    grant: &Grant,
) -> Result<(), Error> {
    let page = format!("{}/compte", services.site.url);
    let values = Values::default()
        .with(LetterTag::Role, role_of(account.language, grant))
        .with(LetterTag::Link, page);
    let letter = Letter::platform(LetterKind::RoleGranted, recipient_of(account), &values);
    mail::post(conn, &services.clock, &letter).map(drop)
}

/// Tells a person that a role was taken back.
pub(super) fn ungranted(
    conn: &mut Conn,
    services: &Services,
    account: &Account,
    grant: &Grant,
) -> Result<(), Error> {
    let role = role_of(account.language, grant);
    let values = Values::default().with(LetterTag::Role, role);
    let letter = Letter::platform(LetterKind::RoleWithdrawn, recipient_of(account), &values);
    mail::post(conn, &services.clock, &letter).map(drop)
}

/// Tells a person that the account was disabled, and why.
pub(super) fn disabled(
    conn: &mut Conn,
    services: &Services,
    account: &Account,
    reason: &str,
) -> Result<(), Error> {
    let values = Values::default().with(LetterTag::Reason, reason);
    let letter = Letter::platform(LetterKind::AccountDisabled, recipient_of(account), &values);
    mail::post(conn, &services.clock, &letter).map(drop)
}

/// Tells a person that the account was enabled again.
pub(super) fn enabled(
    conn: &mut Conn,
    services: &Services,
    account: &Account,
) -> Result<(), Error> {
    let page = format!("{}/connexion", services.site.url);
    let values = Values::default().with(LetterTag::Link, page);
    let letter = Letter::platform(LetterKind::AccountEnabled, recipient_of(account), &values);
    mail::post(conn, &services.clock, &letter).map(drop)
}
