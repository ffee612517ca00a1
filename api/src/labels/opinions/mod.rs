//! Opinions of experts, who need no account.
//!
//! A reviewer asks by name and address; the letter has a link whose secret is the fragment of the address, which browsers send to no
//! server. Only its hash is stored. The link opens one event submission, without any person in it, until it expires or is revoked, or
//! the event is withdrawn. The opinion can be changed until then.

mod ask;
mod give;
mod letters;
mod list;
mod read;
mod revoke;

use crate::conversation::{OpinionRow, opinions};
use crate::events::commune::commune_of;
use crate::events::queries as files;
use crate::events::stored::StoredFile;
use chrono::{DateTime, Duration, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use http::limits::{Limit, UNLIMITED};
use http::register::ServiceConfig;
use shared::conversation::OpinionSheet;
use shared::label::LabelState;
use shared::problem::Code;

/// Requests of one person, each of which sends a mail to an address that may not be waiting for one.
const ASK: Limit = Limit {
    what: "ask_opinion",
    window: Duration::hours(1),
    per_person: 30,
    per_machine: UNLIMITED,
};
/// Attempts to use the secrets of links, from one client address.
const ANSWER: Limit = Limit {
    what: "opinion",
    window: Duration::hours(1),
    per_person: UNLIMITED,
    per_machine: 120,
};

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_opinions)
        .service(ask::ask_opinion)
        .service(revoke::revoke_opinion)
        .service(read::read_for_opinion)
        .service(give::give_opinion);
}

/// The request that a secret answers, and its event submission.
///
/// # Errors
///
/// `invalid_link` for an unknown, revoked or expired secret, and once the event is withdrawn.
fn opened(
    conn: &mut Conn,
    key: &str,
    now: DateTime<Utc>,
) -> Result<(OpinionRow, StoredFile), Error> {
    let invalid = || Error::rejected(Code::InvalidLink);
    let row = opinions::by_hash(conn, &sha256(key))?
        .filter(|row| row.is_open(now))
        .ok_or_else(invalid)?;
    let file = files::find(conn, row.event_id.into())?
        .filter(|file| file.state != LabelState::Withdrawn)
        .ok_or_else(invalid)?;
    Ok((row, file))
}

/// Page of the expert: the question and the submission without any person.
fn sheet(row: &OpinionRow, file: &StoredFile) -> anyhow::Result<OpinionSheet> {
    Ok(OpinionSheet {
        name: row.name.clone(),
        question: row.question.clone(),
        expires_at: row.expires_at.0,
        opinion: row.given()?,
        edition: file.edition.slug.clone(),
        commune: commune_of(&file.form),
        form: file.form.clone().without_persons(&file.edition),
    })
}
