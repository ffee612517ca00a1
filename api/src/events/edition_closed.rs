//! The error of an edition that accepts no submissions.

use ground::error::Error;
use shared::edition::FilingClosed;
use shared::problem::Code;

/// Error for an edition that accepts no submissions.
pub(crate) fn closed(why: FilingClosed) -> Error {
    let code = match why {
        FilingClosed::Status(_) | FilingClosed::NotYet(_) => Code::EditionClosed,
        FilingClosed::DeadlinePassed(_) => Code::DeadlinePassed,
    };
    Error::rejected(code).because(why.to_string())
}
