//! Late passes, as they are stored: the reviewers issue them (`labels`), a submission uses them up (`events`).
//!
//! The code of a pass is derived from its identifier, like the secret of a mail, and stored as SHA-256 only.

pub(crate) mod queries;
mod rows;

pub(crate) use rows::StoredPass;

use ground::hex::sha256;
use ground::mail;
use http::Services;
use shared::id::{LatePassId, MailId};

/// The code of a pass; the mail about it, if any, has the same identifier.
pub(crate) fn code(services: &Services, id: LatePassId) -> String {
    mail::code(&services.secrets, MailId(id.0))
}

/// Hash of a code, as it is stored.
pub(crate) fn hash(code: &str) -> String {
    sha256(code)
}
