//! Rate limits of the account operations.

use chrono::Duration;
use http::limits::{Limit, UNLIMITED};

/// Password attempts: enough for a school behind one IP address, too few to try a list of passwords.
///
/// Attempts are counted per person and client address, so that a stranger's guesses do not lock the owner out.
pub(super) const SIGN_IN: Limit = Limit {
    what: "sign_in",
    window: Duration::minutes(15),
    per_person: 10,
    per_machine: 100,
};
/// Password attempts for one person from all client addresses from which the person has not signed in: too few to
/// try a list of passwords from many machines.
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
/// Requests for mailed links, which may also reach people who did not request them.
pub(super) const RESET: Limit = Limit {
    what: "reset",
    window: Duration::hours(1),
    per_person: 5,
    per_machine: 60,
};
/// Renewals of sessions: a page sends one every ten minutes and each time it is loaded.
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
