//! The letter with the link that answers an invitation.

use super::Row;
use ground::mail::{self, Recipient};
use http::Services;
use messages::letters::{Values, dates};
use shared::account::Account;
use shared::letter::LetterTag;

/// Recipient of the letter, and its values: inviter, link, last day and address. `page` is the path of the page that answers it.
pub(crate) fn letter<'a>(
    services: &Services,
    inviter: &Account,
    row: &'a impl Row,
    page: &str,
) -> (Recipient<'a>, Values) {
    let link = mail::secret_link(&format!("{}{page}?jeton=", services.site.url));
    let until = row.expires_at().with_timezone(&chrono_tz::Europe::Paris);
    let email = row.email();
    let to = Recipient::of(email, email);
    let values = Values::default()
        .with(LetterTag::Inviter, inviter.name.as_str())
        .with(LetterTag::Link, link)
        .with(
            LetterTag::Due,
            dates::long_day(to.language, until.date_naive()),
        )
        .with(LetterTag::Address, email);
    (to, values)
}
