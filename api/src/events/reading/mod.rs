//! Secret links to read an event submission that is not public yet, without an account.
//!
//! The secret is the fragment of the address, which browsers send to no server: it is in no log and no `Referer`. The page sends it
//! in the body of a request. Each submission has one link at most; a new one replaces it, and it ends when the event is withdrawn.

mod close;
mod file;
mod get;
mod open;
pub(super) mod queries;
mod read;

use super::queries as files;
use super::stored::StoredFile;
use actix_web::HttpRequest;
use chrono::Duration;
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use http::limits::{self, Attempt, Limit, UNLIMITED};
use http::register::ServiceConfig;
use http::{Services, client};
use shared::event::ReadingLink;
use shared::label::LabelState;
use shared::problem::Code;
use uuid::Uuid;

/// Characters of a secret: 132 bits.
const KEY_CHARS: usize = 22;

/// Readings by one client address: enough for a committee behind one network address.
const READ: Limit = Limit {
    what: "read_by_link",
    window: Duration::hours(1),
    per_person: UNLIMITED,
    per_machine: 600,
};

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get::get_reading_link)
        .service(open::open_reading_link)
        .service(close::close_reading_link)
        .service(read::read_by_link)
        .service(file::read_file_by_link);
}

/// Counts an attempt to use a secret.
async fn count(services: &Services, request: &HttpRequest) -> Result<(), Error> {
    let attempt = Attempt {
        person: String::new(),
        machine: client::address(services, request),
    };
    limits::count(services, READ, &attempt).await
}

/// The event submission that a secret opens.
///
/// # Errors
///
/// `invalid_link` for an unknown secret, and once the event is withdrawn.
fn opened(conn: &mut Conn, key: &str) -> Result<StoredFile, Error> {
    let invalid = || Error::rejected(Code::InvalidLink);
    let event = queries::by_hash(conn, &hash_of(key))?.ok_or_else(invalid)?;
    files::find(conn, event)?
        .filter(|file| file.state != LabelState::Withdrawn)
        .ok_or_else(invalid)
}

/// The secret of a link.
fn key_of(services: &Services, id: Uuid) -> String {
    let secret = services.secrets.derive("reading", id.as_bytes());
    secret.chars().take(KEY_CHARS).collect()
}

/// Hash of a secret, as it is stored.
fn hash_of(key: &str) -> String {
    sha256(key)
}

/// The link, as the people who work on the submission see it.
fn link_of(services: &Services, row: &queries::LinkRow) -> ReadingLink {
    let key = key_of(services, row.id.0);
    ReadingLink {
        url: format!("{}/lecture#{key}", services.site.url),
        created_at: row.created_at.0,
    }
}
