//! Secret links to the kit of an event, for people without an account.
//!
//! The secret is the fragment of the address, which browsers send to no server; the page sends it in the body of its requests. It is
//! derived from the identifier of the link and stored as SHA-256. A link ends by itself, when it is revoked, and with the kit: the
//! label is read with every request.

mod download;
mod list;
mod make;
mod open;
mod revoke;

use super::opened::is_open;
use super::queries;
use super::rows::LinkRow;
use crate::events::queries as files;
use crate::events::stored::StoredFile;
use actix_web::HttpRequest;
use chrono::Duration;
use ground::error::Error;
use ground::hex::sha256;
use http::limits::{self, Attempt, Limit, UNLIMITED};
use http::register::ServiceConfig;
use http::{Services, client};
use shared::kit::KitLink;
use shared::problem::Code;
use uuid::Uuid;

/// Characters of a secret: 132 bits.
const KEY_CHARS: usize = 22;

/// Invalid secrets that one client address may try.
const INVALID: Limit = Limit {
    what: "open_kit",
    window: Duration::hours(1),
    per_person: UNLIMITED,
    per_machine: 100,
};

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_kit_links)
        .service(make::make_kit_link)
        .service(revoke::revoke_kit_link)
        .service(open::open_kit)
        .service(download::download_kit_file)
        .service(download::download_kit_archive);
}

/// The secret of a link.
fn key_of(services: &Services, id: Uuid) -> String {
    let secret = services.secrets.derive("kit", id.as_bytes());
    secret.chars().take(KEY_CHARS).collect()
}

/// The link, as the people who work on the submission see it.
fn link_of(services: &Services, row: LinkRow) -> KitLink {
    let key = key_of(services, row.id.0);
    KitLink {
        id: row.id.into(),
        url: format!("{}/kit#{key}", services.site.url),
        recipient: row.recipient,
        created_at: row.created_at.0,
        expires_at: row.expires_at.0,
    }
}

/// Finds the event whose kit a secret opens now.
///
/// # Errors
///
/// `invalid_link` for a secret that is unknown, expired or revoked, which counts as an attempt; `kit_closed` once the label has ended;
/// `too_many_requests` for a client that has tried too many.
async fn unlocked(
    services: &Services,
    request: &HttpRequest,
    key: &str,
) -> Result<StoredFile, Error> {
    let attempt = Attempt {
        person: String::new(),
        machine: client::address(services, request),
    };
    let (hash, now, trying) = (sha256(key), services.clock.now(), attempt.clone());
    let found = services
        .db
        .read(move |conn| {
            limits::check(conn, INVALID, &trying, now)?;
            match queries::by_hash(conn, &hash, now)? {
                Some(event) => files::find(conn, event),
                None => Ok(None),
            }
        })
        .await?;
    let Some(file) = found else {
        limits::count(services, INVALID, &attempt).await?;
        return Err(Error::rejected(Code::InvalidLink));
    };
    is_open(&file)?;
    Ok(file)
}
