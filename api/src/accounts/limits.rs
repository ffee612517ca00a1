//! Rate limits of the account operations.

use chrono::Duration;
use http::limits::Limit;

/// Password attempts: enough for a school behind one IP address, too few to try a list of passwords.
pub(super) const SIGN_IN: Limit = Limit {
    what: "sign_in",
    window: Duration::minutes(15),
    per_person: 10,
    per_machine: 100,
};
/// Sign-ups, each of which sends a mail to an unverified address.
pub(super) const SIGN_UP: Limit = Limit {
    what: "sign_up",
    window: Duration::hours(1),
    per_person: 5,
    per_machine: 60,
};
/// Requests for mailed links, which may also reach people who did not ask for them.
pub(super) const RESET: Limit = Limit {
    what: "reset",
    window: Duration::hours(1),
    per_person: 5,
    per_machine: 60,
};
/// Attempts to redeem mailed links.
pub(super) const LINK: Limit = Limit {
    what: "link",
    window: Duration::hours(1),
    per_person: i32::MAX,
    per_machine: 60,
};
