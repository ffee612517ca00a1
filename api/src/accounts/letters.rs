//! Composes the e-mails to the owner of an account: verification, reset of the password, changes.

use ground::mail::{Letter, Recipient};
use messages::letters::Values;
use shared::account::Account;
use shared::letter::{LetterKind, LetterTag};

/// Recipient of an e-mail to the owner of `account`.
pub(crate) fn recipient_of(account: &Account) -> Recipient<'_> {
    Recipient {
        email: &account.email,
        name: &account.name,
        language: account.language,
    }
}

/// A letter whose only value is a link.
fn with_link(kind: LetterKind, recipient: Recipient<'_>, tag: LetterTag, link: &str) -> Letter {
    Letter::platform(kind, recipient, &Values::default().with(tag, link))
}

/// Asks the person to verify the address of a new account.
pub(crate) fn verify(recipient: Recipient<'_>, link: &str) -> Letter {
    with_link(LetterKind::VerifyAddress, recipient, LetterTag::Link, link)
}

/// Informs the person that somebody requested an account with an address that already has one.
pub(crate) fn exists(recipient: Recipient<'_>, sign_in: &str, forgotten: &str) -> Letter {
    let values = Values::default()
        .with(LetterTag::SignIn, sign_in)
        .with(LetterTag::Password, forgotten);
    Letter::platform(LetterKind::AccountExists, recipient, &values)
}

/// E-mail with the link to choose a new password.
pub(crate) fn reset(recipient: Recipient<'_>, link: &str) -> Letter {
    with_link(LetterKind::PasswordReset, recipient, LetterTag::Link, link)
}

/// Asks the person to confirm a new address of the account; goes to that address.
pub(crate) fn new_address(recipient: Recipient<'_>, link: &str) -> Letter {
    with_link(LetterKind::NewAddress, recipient, LetterTag::Link, link)
}

/// Informs the owner of an address that somebody wanted to use it for another account.
pub(crate) fn address_taken(recipient: Recipient<'_>, forgotten: &str) -> Letter {
    let kind = LetterKind::AddressTaken;
    with_link(kind, recipient, LetterTag::Password, forgotten)
}

/// Informs the former address that the account now has another one.
pub(crate) fn address_changed(recipient: Recipient<'_>) -> Letter {
    Letter::platform(LetterKind::AddressChanged, recipient, &Values::default())
}

/// Confirms that the password was changed.
pub(crate) fn changed(recipient: Recipient<'_>, forgotten: &str) -> Letter {
    let kind = LetterKind::PasswordChanged;
    with_link(kind, recipient, LetterTag::Password, forgotten)
}
