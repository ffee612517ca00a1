use super::Live;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use ground::error::Error;
use http::Answer;
use http::ApiError;
use http::problems::{NotModified, PublicRefusals};
use http::query;
use serde::Deserialize;
use shared::event::Figures;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FiguresQuery {
    edition: Option<String>,
}

/// Get the figures of an edition
///
/// Number of labelled events to date: in total, by region and by kind.
#[utoipa::path(
    tag = "catalogue",
    params(("edition" = Option<String>, Query, description = "Slug of the edition; the current one when absent", example = "2018")),
    responses(
        (status = 200, description = "The figures", body = Figures, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/catalogue/figures")]
pub(super) async fn get_figures(
    request: HttpRequest,
    live: Data<Live>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let asked: FiguresQuery = query::parse(request.query_string())?;
    let edition = match &asked.edition {
        Some(slug) => catalogue
            .edition(slug)
            .map(AsRef::as_ref)
            .ok_or_else(|| query::invalid("edition", "not an edition"))?,
        None => catalogue.current_edition().ok_or_else(Error::not_found)?,
    };
    let key = catalogue.timeless_key(format!("figures?{}", edition.slug));
    live.answer(key, || {
        let body = serde_json::to_string(&catalogue.figures(edition))?;
        Ok(Answer::new("application/json", body))
    })?
    .respond(&request)
    .await
}
