//! Places: search and look-up of communes with their department and region, of EPCI and Territoires d'industrie; search of
//! addresses.
//!
//! All data is embedded in the binary: the tables, parsed once, and the contours of the communes, which the map
//! uses too. No other service is called, but for addresses where the configuration names one ([`geocoder`]).

mod contours;
mod geocoder;
mod get_commune;
mod get_epci;
mod get_industrial_territory;
mod list_epci;
mod list_industrial_territories;
mod list_territories;
mod reverse_commune;
mod search_addresses;
mod search_communes;

use actix_web::http::header::EntityTag;
pub(crate) use contours::{commune_at, distance_from};
use gazetteer::Gazetteer;
pub use geocoder::Geocoder;
use http::register::ServiceConfig;

/// `max-age` of the responses, in seconds: one day; the table changes once a year.
const MAX_AGE_S: u32 = 86_400;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(search_communes::search_communes)
        .service(search_addresses::search_addresses)
        .service(get_commune::get_commune)
        .service(reverse_commune::reverse_commune)
        .service(list_territories::list_territories)
        .service(list_epci::list_epci)
        .service(get_epci::get_epci)
        .service(list_industrial_territories::list_industrial_territories)
        .service(get_industrial_territory::get_industrial_territory);
}

/// Entity tag of every response of this feature; changes only with the table or the code that reads it.
fn tag() -> EntityTag {
    EntityTag::new_strong(format!(
        "{}-{:016x}",
        env!("CARGO_PKG_VERSION"),
        Gazetteer::embedded().digest()
    ))
}
