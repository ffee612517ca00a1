//! The rate limits of accounts.

use chrono::Duration;
use http::limits::Limit;

/// Guessing a password. Generous to a school behind one address, hopeless for a list of passwords.
pub(super) const SIGN_IN: Limit = Limit {
    what: "sign_in",
    window: Duration::minutes(15),
    per_person: 10,
    per_machine: 100,
};
/// Making accounts, and with them mails to strangers.
pub(super) const SIGN_UP: Limit = Limit {
    what: "sign_up",
    window: Duration::hours(1),
    per_person: 5,
    per_machine: 60,
};
/// Asking for links, which are mails to strangers too.
pub(super) const RESET: Limit = Limit {
    what: "reset",
    window: Duration::hours(1),
    per_person: 5,
    per_machine: 60,
};
/// Trying mailed secrets.
pub(super) const LINK: Limit = Limit {
    what: "link",
    window: Duration::hours(1),
    per_person: i32::MAX,
    per_machine: 60,
};
