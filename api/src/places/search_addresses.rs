use super::geocoder::Geocoder;
use actix_web::get;
use actix_web::web::{Data, Json};
use gazetteer::MAX_QUERY_CHARS;
use http::ApiError;
use http::problems::Refusals;
use http::{Query, query};
use serde::Deserialize;
use shared::place::{AddressMatches, InseeCode};
use shared::text::typed;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AddressQuery {
    /// An address or its beginning, 3 to 100 characters.
    #[param(
        example = "12 rue de la république vénissieux",
        min_length = 3,
        max_length = 100
    )]
    q: String,
    /// INSEE code of the commune in which to search.
    #[param(value_type = Option<String>, example = "69259")]
    insee: Option<InseeCode>,
}

/// Search addresses
///
/// For autocompletion: best match first, at most 10. The geocoding service of the configuration answers, or else the gazetteer, which
/// knows communes only; `source` says which.
#[utoipa::path(
    tag = "places",
    params(AddressQuery),
    responses((status = 200, description = "The addresses, best first", body = AddressMatches), Refusals)
)]
#[get("/places/addresses")]
pub(super) async fn search_addresses(
    geocoder: Data<Geocoder>,
    Query(query): Query<AddressQuery>,
) -> Result<Json<AddressMatches>, ApiError> {
    const SHORTEST: usize = 3;
    let text = typed(&query.q);
    let text = text.trim();
    if !(SHORTEST..=MAX_QUERY_CHARS).contains(&text.chars().count()) {
        let detail = format!("must have {SHORTEST} to {MAX_QUERY_CHARS} characters");
        return Err(query::invalid("q", &detail).into());
    }
    Ok(Json(geocoder.search(text, query.insee.as_ref()).await))
}
