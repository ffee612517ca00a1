//! E-mails about messages of visitors, in French.
//!
//! The letter to the organiser has the address of the visitor as `Reply-To` only; the letter to the referents does not have it.

use super::rows::MessageRow;
use crate::accounts::queries as accounts;
use crate::events::letters::{letter, review_page, reviewers};
use crate::events::stored::StoredFile;
use ground::db::Conn;
use ground::error::Error;
use ground::mail;
use http::Services;
use messages::{t_args, t_of};
use shared::event::{CheckedMessage, MessageSubject};
use shared::french::dates;

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
    let link = format!("{}/mes-evenements/{}", services.site.url, file.id);
    let due = row.due_at.map_or_else(String::new, |due| {
        let zone = file.department().map_or(
            chrono_tz::Europe::Paris,
            shared::place::DepartmentCode::zone,
        );
        dates::long_day(due.0.with_timezone(&zone).date_naive())
    });
    let (key, subject) = if message.subject == MessageSubject::Question {
        ("letter.visitor.question", "letter.question.subject")
    } else if message.email.is_some() {
        ("letter.visitor.report", "letter.report.subject")
    } else {
        ("letter.visitor.nameless", "letter.report.subject")
    };
    let text = t_args(
        key,
        &[
            ("title", &file.title()),
            ("about", &t_of("visitor_message.subject", message.subject)),
            ("text", &message.text),
            ("due", &due),
            ("link", &link),
        ],
    );
    for person in people.collect::<Vec<_>>() {
        let Some(account) = accounts::find(conn, person)? else {
            continue;
        };
        let mut letter = letter(&account, subject, &text, file).kept_until(row.expires_at.0);
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
    let text = t_args(
        "letter.visitor.unsettled",
        &[
            ("title", &file.title()),
            ("about", &t_of("visitor_message.subject", row.subject()?)),
            ("text", &row.text),
            ("link", &review_page(file, &services.site.url)),
        ],
    );
    for reviewer in reviewers(conn, file)? {
        let letter = letter(&reviewer, "letter.unsettled.subject", &text, file);
        mail::post(conn, &services.clock, &letter.kept_until(row.expires_at.0))?;
    }
    Ok(())
}
