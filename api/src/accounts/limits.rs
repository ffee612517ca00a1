//! Rate limits of the account operations.

use chrono::Duration;
use http::limits::{Limit, UNLIMITED};

/// Password attempts: enough for a school behind one IP address, too few to try a list of passwords.
///
/// The person is counted for each machine apart, so that a stranger's guesses do not keep the owner out.
pub(super) const SIGN_IN: Limit = Limit {
    what: "sign_in",
    window: Duration::minutes(15),
    per_person: 10,
    per_machine: 100,
};
/// Password attempts for one person from all machines that the person has not signed in from: too few to try a list of
/// passwords from many machines.
pub(super) const SIGN_IN_ANYWHERE: Limit = Limit {
    what: "sign_in_anywhere",
    window: Duration::hours(1),
    per_person: 100,
    per_machine: UNLIMITED,
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
/// Renewals of sessions: a page asks for one every ten minutes and each time it is loaded.
pub(super) const REFRESH: Limit = Limit {
    what: "refresh",
    window: Duration::minutes(15),
    per_person: UNLIMITED,
    per_machine: 1_000,
};
/// Attempts to redeem mailed links.
pub(super) const LINK: Limit = Limit {
    what: "link",
    window: Duration::hours(1),
    per_person: UNLIMITED,
    per_machine: 60,
};
