//! E-mails about changes of labelled events. Those about decisions are in `labels`.

use crate::events::review_requests;
use crate::events::stored::StoredFile;
use ground::db::Conn;
use ground::error::Error;
use http::Services;
use shared::letter::LetterKind;

/// Tells the reviewers of the place that a change waits for its check.
pub(super) fn to_reviewers(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
) -> Result<(), Error> {
    review_requests::ask(services, conn, file, LetterKind::ChangeReview)
}
