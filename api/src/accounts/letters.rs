//! E-mails about accounts, in French.

use ground::mail::{Letter, Recipient};
use messages::{t, t_args, t_of};
use shared::account::Account;
use std::fmt::Display;

/// Recipient of an e-mail to the owner of `account`.
pub(crate) fn recipient_of(account: &Account) -> Recipient<'_> {
    Recipient {
        email: &account.email,
        name: &account.name,
    }
}

/// The e-mail with the message keys `letter.account.<name>`, its placeholders filled.
fn letter(recipient: Recipient<'_>, name: &str, values: &[(&str, &dyn Display)]) -> Letter {
    let key = format!("letter.account.{name}");
    let subject = t_of(&key, "subject");
    let subject = t_args("letter.account.subject", &[("subject", &subject)]);
    let text = t_args(&key, values);
    Letter::new(recipient, subject, &text, t("letter.account.signature"))
}

/// Asks the person to verify the address of a new account.
pub(crate) fn verify(recipient: Recipient<'_>, link: &str) -> Letter {
    letter(recipient, "verify", &[("link", &link)])
}

/// Informs the person that somebody requested an account with an address that already has one.
pub(crate) fn exists(recipient: Recipient<'_>, sign_in: &str, forgotten: &str) -> Letter {
    let links: [(&str, &dyn Display); 2] = [("sign_in", &sign_in), ("forgotten", &forgotten)];
    letter(recipient, "exists", &links)
}

/// E-mail with the link to choose a new password.
pub(crate) fn reset(recipient: Recipient<'_>, link: &str) -> Letter {
    letter(recipient, "reset", &[("link", &link)])
}

/// Asks the person to confirm a new address of the account; goes to that address.
pub(crate) fn new_address(recipient: Recipient<'_>, link: &str) -> Letter {
    letter(recipient, "new_address", &[("link", &link)])
}

/// Informs the owner of an address that somebody wanted to use it for another account.
pub(crate) fn address_taken(recipient: Recipient<'_>, forgotten: &str) -> Letter {
    letter(recipient, "address_taken", &[("forgotten", &forgotten)])
}

/// Informs the former address that the account now has another one.
pub(crate) fn address_changed(recipient: Recipient<'_>) -> Letter {
    letter(recipient, "address_changed", &[])
}

/// Confirms that the password was changed.
pub(crate) fn changed(recipient: Recipient<'_>, forgotten: &str) -> Letter {
    letter(recipient, "changed", &[("forgotten", &forgotten)])
}
