use super::Live;
use super::answer::Answer;
use super::index::Catalogue;
use super::value::Value;
use crate::http::ApiError;
use crate::http::problems::PublicRefusals;
use crate::http::query;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use gazetteer::Gazetteer;
use ground::error::Error;
use serde::Deserialize;
use shared::edition::Edition;
use shared::event::{Figures, KindCount, RegionCount};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FiguresQuery {
    edition: Option<String>,
}

/// Figures of an edition to date
///
/// How many events are labelled, in all, by region and by kind.
#[utoipa::path(
    tag = "catalogue",
    params(("edition" = Option<String>, Query, description = "Slug of the edition; the current one when absent", example = "2018")),
    responses(
        (status = 200, description = "The figures", body = Figures, headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
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
    .give(&request)
    .await
}

impl Catalogue {
    /// How many events of the edition there are, in all and apart.
    pub(super) fn figures(&self, edition: &Edition) -> Figures {
        let labelled = self.shelf(&edition.slug).map(|shelf| &shelf.slots);
        let count = |value: &Value| {
            labelled
                .zip(self.values.of(value))
                .map_or(0, |(labelled, slots)| labelled.intersection_len(slots))
        };
        let gazetteer = Gazetteer::embedded();
        let mut by_region: Vec<_> = self
            .values
            .iter()
            .filter_map(|(value, _)| match value {
                Value::Region(code) => Some((code, count(value))),
                _ => None,
            })
            .filter(|(_, count)| *count > 0)
            .map(|(code, count)| RegionCount {
                name: gazetteer
                    .region(code)
                    .map_or_else(|| code.to_string(), |region| region.name.clone()),
                code: code.clone(),
                count,
            })
            .collect();
        by_region
            .sort_by_cached_key(|region| (shared::text::fold(&region.name), region.code.clone()));
        Figures {
            edition: edition.slug.clone(),
            labelled: self.labelled_events(&edition.slug),
            by_region,
            by_kind: edition
                .vocabularies
                .kinds
                .iter()
                .map(|term| KindCount {
                    id: term.id.clone(),
                    label: term.label.clone(),
                    count: count(&Value::Kind(term.id.clone())),
                })
                .collect(),
        }
    }
}
