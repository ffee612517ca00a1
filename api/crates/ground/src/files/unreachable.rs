//! The error of a store of files that does not answer.

use object_store::Error as Refusal;

/// Error of a store that takes too long.
pub(super) const TOO_LATE: &str = "does not answer in time";

/// The store of the files gives no answer, or none that is of use. It may by a later attempt: nothing was changed by this one, or
/// what was changed is made complete by repeating it.
#[derive(Debug, thiserror::Error)]
#[error("the store of the files {what}")]
pub(crate) struct Unreachable {
    what: &'static str,
    #[source]
    cause: Option<Refusal>,
}

impl Unreachable {
    pub(super) const fn because(what: &'static str) -> Self {
        Self { what, cause: None }
    }

    /// True when the next operation would most likely end in the same way.
    pub(super) fn is_silence(&self) -> bool {
        self.what == TOO_LATE || matches!(self.cause, Some(Refusal::Generic { .. }))
    }
}

impl From<Refusal> for Unreachable {
    fn from(cause: Refusal) -> Self {
        let what = match &cause {
            Refusal::PermissionDenied { .. } | Refusal::Unauthenticated { .. } => {
                "refuses the key of the server"
            }
            Refusal::NotFound { .. } => "does not have the bucket",
            _ => "does not answer as it should",
        };
        Self {
            what,
            cause: Some(cause),
        }
    }
}
