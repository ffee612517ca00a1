//! Public configuration of the server.

use crate::catalogue::Live;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::auth::Gate;
use http::register::ServiceConfig;
use http::{ApiError, Services, etag, problems};
use shared::account::Operation;
use shared::platform::{Licence, PlatformConfig, Streets};

/// Time for which the configuration may be cached, in seconds.
const MAX_AGE_S: u32 = 60;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_config);
}

/// Licence under which the public data may be reused.
pub(crate) fn data_licence() -> Licence {
    Licence {
        name: "Licence Ouverte / Open Licence 2.0".to_owned(),
        url: "https://www.etalab.gouv.fr/licence-ouverte-open-licence/".to_owned(),
    }
}

/// Get the public configuration
///
/// Version of the server, current edition, licence of the data, and map of streets.
#[utoipa::path(
    tag = "platform",
    responses((status = 200, description = "Public configuration", body = PlatformConfig), problems::PublicRefusals)
)]
#[get("/config")]
async fn get_config(
    request: HttpRequest,
    live: Data<Live>,
    gate: Data<Gate>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let streets = services.site.streets.as_ref();
    let config = PlatformConfig {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        current_edition: catalogue
            .current_edition()
            .map(|edition| edition.slug.clone()),
        open_outbox: gate.opens(Operation::ListMails),
        data_licence: data_licence(),
        streets: streets.map(|streets| Streets {
            tiles: streets.tiles.clone(),
            attribution: streets.attribution.clone(),
        }),
    };
    etag::public_json(&request, MAX_AGE_S, &config)
}
