//! The letter about new messages. It does not quote them: the page, to which it links, knows who may read them.

use crate::accounts::queries as accounts;
use crate::events::letters::{letter, own_page, review_page, reviewers};
use crate::events::stored::StoredFile;
use ground::db::Conn;
use ground::error::Error;
use ground::mail;
use http::Services;
use messages::letters::Values;
use messages::plural_in;
use shared::conversation::ConversationSide;
use shared::letter::{LetterKind, LetterTag};

/// Fragment of the pages of both sides that opens the conversation.
const PLACE: &str = "#conversation";

/// Tells everybody on a side of new messages.
pub(super) fn post(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    to: ConversationSide,
    unread: i32,
) -> Result<(), Error> {
    let site = &services.site.url;
    let (page, people, kind) = match to {
        ConversationSide::Organiser => {
            let editors = file.editors.iter().map(|editor| editor.account);
            let mut people = Vec::new();
            for person in [file.owner].into_iter().chain(editors) {
                people.extend(accounts::find(conn, person)?);
            }
            (own_page(file, site), people, LetterKind::MessageToOrganiser)
        }
        ConversationSide::Reviewers => (
            review_page(file, site),
            reviewers(conn, file, services.clock.now())?,
            LetterKind::MessageToReviewers,
        ),
    };
    let (link, unread) = (format!("{page}{PLACE}"), u64::try_from(unread).unwrap_or(1));
    for person in people {
        let messages = plural_in(person.language, "letter.count.messages", unread);
        let values = Values::default()
            .with(LetterTag::Messages, messages)
            .with(LetterTag::Link, link.as_str());
        let letter = letter(kind, &person, file, values);
        mail::post(conn, &services.clock, &letter)?;
    }
    Ok(())
}
