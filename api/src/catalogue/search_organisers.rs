use super::Live;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use ground::error::Error;
use http::problems::{NotModified, PublicRefusals};
use http::{Answer, ApiError, paging, query};
use serde::Deserialize;
use shared::event::OrganiserMatch;

/// Maximum length of the typed text, in characters.
const TEXT_MAX_CHARS: usize = 100;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OrganisersQuery {
    /// The beginnings of one or more words of a name, 1 to 100 characters; accents, case, elided articles and full stops between
    /// initials apart.
    #[param(max_length = 100, example = "fonderie")]
    q: String,
    /// Slug of the edition; the current one when absent.
    #[param(example = "2018")]
    edition: Option<String>,
    /// Maximum number of organisers in the response, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100, example = 5)]
    limit: Option<u32>,
}

/// Search organisers
///
/// For autocompletion: the organisers of labelled events of an edition, the companies on whose behalf events were submitted, and the
/// co-organisers, those with the most events first. Returns an empty list when no name matches. `value` is the value of the filter
/// `organiser`.
#[utoipa::path(
    tag = "catalogue",
    params(OrganisersQuery),
    responses(
        (status = 200, description = "The organisers, those with the most events first", body = Vec<OrganiserMatch>, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/catalogue/organisers")]
pub(super) async fn search_organisers(
    request: HttpRequest,
    live: Data<Live>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let asked: OrganisersQuery = query::parse(request.query_string())?;
    let limit = paging::limit(asked.limit)?;
    let typed = asked.q.trim();
    if typed.chars().count() > TEXT_MAX_CHARS {
        let detail = format!("must have {TEXT_MAX_CHARS} characters at most");
        return Err(query::invalid("q", &detail).into());
    }
    let edition = match &asked.edition {
        Some(slug) => catalogue
            .edition(slug)
            .map(AsRef::as_ref)
            .ok_or_else(|| query::invalid("edition", "not an edition"))?,
        None => catalogue.current_edition().ok_or_else(Error::not_found)?,
    };
    let key = catalogue.timeless_key(format!("organisers {} {limit}?{typed}", edition.slug));
    live.answer(key, || {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let found = catalogue.organisers(edition, typed, limit);
        Ok(Answer::new(
            "application/json",
            serde_json::to_string(&found)?,
        ))
    })?
    .respond(&request)
    .await
}
