//! Search for an organisation by name or number.

use super::SEARCH;
use super::companies::{Companies, MOST};
use super::people::commune;
use super::queries::records;
use super::rows::OrganisationRow;
use actix_web::get;
use actix_web::web::{Data, Json};
use ground::error::Error;
use http::limits::{self, Attempt};
use http::problems::Refusals;
use http::{Actor, ApiError, Query, Services, query};
use serde::Deserialize;
use shared::organisation::{CompanyMatch, CompanyMatches, OrganisationIdentifier};
use shared::text::typed;

/// Shortest and longest text of a search, in characters.
const SHORTEST: usize = 3;
const LONGEST: usize = 100;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CompanyQuery {
    /// A name, a SIRET or a UAI number, 3 to 100 characters.
    #[param(example = "fonderie du rhône", min_length = 3, max_length = 100)]
    q: String,
}

/// Search companies and schools
///
/// Proposes name and address of an organisation, at most 10, best first. The register of the configuration answers; `state` says
/// whether it has. An organisation that the server knows is found by its number in any case.
#[utoipa::path(
    tag = "organisations",
    params(CompanyQuery),
    responses((status = 200, description = "The organisations, best first", body = CompanyMatches), Refusals)
)]
#[get("/companies")]
pub(super) async fn search_companies(
    services: Data<Services>,
    companies: Data<Companies>,
    actor: Actor,
    Query(query): Query<CompanyQuery>,
) -> Result<Json<CompanyMatches>, ApiError> {
    let text = typed(&query.q);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(SHORTEST..=LONGEST).contains(&text.chars().count()) {
        let detail = format!("must have {SHORTEST} to {LONGEST} characters");
        return Err(query::invalid("q", &detail).into());
    }
    limits::count(&services, SEARCH, &Attempt::by(actor.account.id)).await?;
    let known = match OrganisationIdentifier::parse("", &text) {
        Ok(number) => {
            services
                .db
                .read(move |conn| {
                    let row = records::by_identifier(conn, &number)?;
                    row.map(proposed).transpose()
                })
                .await?
        }
        Err(_name) => None,
    };
    let (state, mut items) = companies.search(&text).await;
    if let Some(known) = known
        && !items.iter().any(|one| one.identifier == known.identifier)
    {
        items.insert(0, known);
        items.truncate(MOST);
    }
    Ok(Json(CompanyMatches { state, items }))
}

fn proposed(row: OrganisationRow) -> Result<CompanyMatch, Error> {
    Ok(CompanyMatch {
        identifier: row.identifier()?,
        commune: commune(&row.insee),
        name: row.name,
        address: row.address,
        postal_code: row.postal_code,
    })
}
