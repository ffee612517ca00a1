//! API keys of partners.
//!
//! A key is a random secret with a mark that secret scanners know, and a checksum ([`token`]). Only its keyed hash is stored. It acts for
//! the member who made it, within its scopes and bounds; of the person's roles it has those of a reviewer alone, and those only with the
//! scope `review`. For an hour a token may stand for it ([`mod@issue`]). A key that was verified is remembered for ten seconds ([`verify`]):
//! for so long another instance may still accept one that was revoked. The requests with each key are counted ([`tally`]).

mod admit;
mod check;
mod identify;
mod issue;
mod list;
mod make;
mod queries;
mod revoke;
mod rotate;
mod rows;
mod tally;
mod token;
pub(crate) mod usage;
mod verify;

pub(crate) use admit::admit;
pub(crate) use identify::Bearers;
pub use tally::{Tally, follow};
pub use token::generate;
pub use verify::{ApiKeys, Known};

use ground::log::{By, Entry, Subject};
use http::register::ServiceConfig;
use serde_json::json;
use shared::id::ApiKeyId;

const MADE: &str = "platform.key_made";
const ROTATED: &str = "platform.key_rotated";
const REVOKED: &str = "platform.key_revoked";

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_api_keys)
        .service(make::make_api_key)
        .service(rotate::rotate_api_key)
        .service(revoke::revoke_api_key);
}

/// Log entry about a key of a partner.
fn entry(partner: &str, key: ApiKeyId, kind: &'static str, by: By) -> Entry {
    Entry {
        by,
        subject: Subject::Platform,
        edition: None,
        kind,
        payload: json!({ "partner": partner, "key": key }),
    }
}
