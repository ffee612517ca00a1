use super::Live;
use super::parameters::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use ground::error::Error;
use http::Answer;
use http::ApiError;
use http::Services;
use http::problems::{NotModified, PublicRefusals};
use http::query::Split;
use shared::event::{EventQuery, FacetCounts, FacetName};

/// Count labelled events by filter value
///
/// For each of `edition`, `region`, `department`, `kind`, `audience`, `topic`, `sector`, `access`, `attendance`,
/// `accessibility`, `status` and `day`: the number of events for each value, with all *other* filters applied and its own
/// ignored. Values without events are included with a count of 0: all terms of the edition, all regions and departments of
/// France, all days of the edition's windows. `day` stands for `from` and `to` set to the same day.
///
/// `facet` names the facets that are wanted, and only so are `commune`, `epci` and `industrialTerritory` counted: the 50 values
/// with the most events, none without events. An event in an arrondissement counts for it, and for Paris, Lyon or Marseille.
#[utoipa::path(
    tag = "catalogue",
    params(
        ("facet" = Option<String>, Query, description = "Names of facets, comma separated; without it, all but `commune`, `epci` and `industrialTerritory`", example = "commune,kind"),
        Filters
    ),
    responses(
        (status = 200, description = "The counts", body = FacetCounts, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/catalogue/facets")]
pub(super) async fn get_facets(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let (query, wanted) = read(request.query_string())?;
    let now = services.clock.now();
    let form = format!("facets {}", names(&wanted));
    live.answer(catalogue.unordered_key(&form, &query, now), || {
        let counts = catalogue.facet_counts(&query, now, &wanted)?;
        Ok(Answer::new(
            "application/json",
            serde_json::to_string(&counts)?,
        ))
    })?
    .respond(&request)
    .await
}

/// Reads the filters and the wanted facets, in the order of [`FacetName::ALL`].
fn read(query: &str) -> Result<(EventQuery, Vec<FacetName>), Error> {
    let mut split = Split::of(query, &["facet"])?;
    let named = split.read(
        "facet",
        |text| {
            text.split(',')
                .map(|name| FacetName::parse(name.trim()))
                .collect()
        },
        &format!("must be some of {}, comma separated", names(FacetName::ALL)),
    );
    let mut wanted: Vec<FacetName> = named.unwrap_or_else(|| FacetName::usual().collect());
    wanted.sort_unstable();
    wanted.dedup();
    Ok((split.finish()?, wanted))
}

fn names(facets: &[FacetName]) -> String {
    let names: Vec<_> = facets.iter().map(|name| name.as_str()).collect();
    names.join(",")
}
