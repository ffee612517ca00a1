//! E-mails about messages of visitors.
//!
//! The letter to the organiser has the address of the visitor as `Reply-To` only; the letter to the referents does not have it.

use super::rows::MessageRow;
use crate::accounts::queries as accounts;
use crate::events::letters::{day_in_words, letter, own_page, review_page, reviewers};
use crate::events::stored::StoredFile;
use ground::db::Conn;
use ground::error::Error;
use ground::mail;
use http::Services;
use messages::letters::Values;
use messages::t_in;
use shared::event::{CheckedMessage, MessageSubject};
use shared::letter::{Language, LetterKind, LetterTag};

/// Sends a message to the owner and the co-editors.
pub(super) fn to_organiser(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    message: &CheckedMessage,
    row: &MessageRow,
) -> Result<(), Error> {
    let people = [file.owner]
        .into_iter()
        .chain(file.editors.iter().map(|editor| editor.account));
    let kind = if message.subject == MessageSubject::Question {
        LetterKind::VisitorQuestion
    } else if message.email.is_some() {
        LetterKind::VisitorReport
    } else {
        LetterKind::VisitorReportNameless
    };
    for person in people.collect::<Vec<_>>() {
        let Some(account) = accounts::find(conn, person)? else {
            continue;
        };
        let language = account.language;
        let due = row
            .due_at
            .map(|due| day_in_words(language, due.0, file.department()));
        let values = Values::default()
            .with(LetterTag::About, about(language, message.subject))
            .with(LetterTag::Message, message.text.as_str())
            .with_any(LetterTag::Due, due)
            .with(LetterTag::Link, own_page(file, &services.site.url));
        let mut letter = letter(kind, &account, file, values).kept_until(row.expires_at.0);
        if let Some(address) = &message.email {
            letter = letter.answered_at(address);
        }
        mail::post(conn, &services.clock, &letter)?;
    }
    Ok(())
}

/// Sends a message that nobody has settled to the reviewers of the place.
pub(super) fn to_reviewers(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    row: &MessageRow,
) -> Result<(), Error> {
    for reviewer in reviewers(conn, file, services.clock.now())? {
        let values = Values::default()
            .with(LetterTag::About, about(reviewer.language, row.subject()?))
            .with(LetterTag::Message, row.text.as_str())
            .with(LetterTag::Link, review_page(file, &services.site.url));
        let letter = letter(LetterKind::VisitorUnsettled, &reviewer, file, values);
        mail::post(conn, &services.clock, &letter.kept_until(row.expires_at.0))?;
    }
    Ok(())
}

/// Subject of a message, in words.
fn about(language: Language, subject: MessageSubject) -> &'static str {
    t_in(language, &format!("visitor_message.subject.{subject}"))
}
