use super::{MAX_AGE_S, commune_at, tag};
use actix_web::{HttpRequest, HttpResponse, get};
use ground::error::Error;
use http::ApiError;
use http::problems::{FixedRefusals, NotModified};
use http::{Query, etag, query};
use serde::Deserialize;
use shared::place::{NearestCommune, Position};

/// Largest accepted distance to a town hall, in metres; the largest communes of French Guiana need most of it.
const FARTHEST_M: f64 = 200_000.0;

/// A position (WGS 84).
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Point {
    /// Latitude in degrees, north positive.
    #[param(minimum = -90, maximum = 90, example = 45.6977)]
    lat: f64,
    /// Longitude in degrees, east positive.
    #[param(minimum = -180, maximum = 180, example = 4.8869)]
    lon: f64,
}

/// Find the commune of a position
///
/// Returns the commune whose contour contains the position, or else the one with the nearest town hall; in Paris, Lyon and
/// Marseille, the arrondissement. Contours are simplified: within 50 m of a border it may be the neighbouring commune.
/// `distanceM` is the distance to its town hall. 404 when it is more than 200 km.
#[utoipa::path(
    tag = "places",
    params(Point),
    responses(
        (status = 200, description = "The commune", body = NearestCommune),
        NotModified,
        FixedRefusals
    )
)]
#[get("/places/reverse")]
pub(super) async fn reverse_commune(
    request: HttpRequest,
    Query(point): Query<Point>,
) -> Result<HttpResponse, ApiError> {
    if !(-90.0..=90.0).contains(&point.lat) {
        return Err(query::invalid("lat", "must be between -90 and 90").into());
    }
    let position = Position::new(point.lon, point.lat)
        .map_err(|_off_the_earth| query::invalid("lon", "must be between -180 and 180"))?;

    let (commune, distance_m) = commune_at(position);
    if distance_m > FARTHEST_M {
        return Err(Error::not_found()
            .because("no commune of France is within 200 km")
            .into());
    }
    etag::public(&request, tag(), MAX_AGE_S, || {
        Ok(HttpResponse::Ok().json(NearestCommune {
            commune,
            distance_m: distance_m.round(),
        }))
    })
}
