//! E-mails about changes of labelled events, in French. Those about decisions are in `labels`.

use crate::events::letters::{day_in_words, letter, review_page, reviewers};
use crate::events::stored::StoredFile;
use ground::db::Conn;
use ground::error::Error;
use ground::mail;
use http::Services;
use messages::t_args;

/// Tells the reviewers of the place that a change waits for its check.
pub(super) fn to_reviewers(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
) -> Result<(), Error> {
    let due = file
        .due_at()
        .map(|due| day_in_words(due, file.department()))
        .unwrap_or_default();
    let link = review_page(file, &services.site.url);
    for reviewer in reviewers(conn, file)? {
        let text = t_args(
            "letter.change.review",
            &[("title", &file.title()), ("due", &due), ("link", &link)],
        );
        let letter = letter(&reviewer, "letter.change.review.subject", &text, file);
        mail::post(conn, &services.clock, &letter)?;
    }
    Ok(())
}
