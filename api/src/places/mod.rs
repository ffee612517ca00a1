//! Places: where a commune is, which department and region it lies in, and how people write it.
//!
//! Everything comes from one table in the binary, read once; nothing here asks another service.

mod get_commune;
mod list_territories;
mod reverse_commune;
mod search_communes;

use actix_web::http::header::EntityTag;
use gazetteer::Gazetteer;
use utoipa_actix_web::service_config::ServiceConfig;

/// How long a cache may answer by itself, in seconds: a day; the table changes once a year.
const MAX_AGE_S: u32 = 86_400;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(search_communes::search_communes)
        .service(get_commune::get_commune)
        .service(reverse_commune::reverse_commune)
        .service(list_territories::list_territories);
}

/// The tag of every answer of this room: each changes only with the table, or with the code that reads it.
fn tag() -> EntityTag {
    EntityTag::new_strong(format!(
        "{}-{:016x}",
        env!("CARGO_PKG_VERSION"),
        Gazetteer::embedded().digest()
    ))
}
