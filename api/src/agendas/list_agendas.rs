use super::agenda::{listed, only};
use super::documented::AgendasParams;
use super::json::Fields;
use super::parameters::Parameters;
use super::place::PLACE_SET;
use super::refusal::{Fault, JSON, Refusal, Refusals};
use super::respond::{key, members};
use super::values::{Span, boolean, uids, whole};
use super::{Agendas, NETWORK};
use crate::catalogue::Live;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use catalogue::{Catalogue, EditionRecord};
use chrono::{DateTime, Utc};
use ground::error::Error;
use http::Answer;
use http::problems::NotModified;
use serde_json::json;
use shared::edition::Edition;
use shared::text::fold;
use std::cmp::Reverse;
use std::sync::Arc;

/// Number of agendas on a page, if the client names none, and at most.
const SIZE: usize = 20;
const SIZE_MAX: usize = 100;

/// OpenAgenda: list agendas
///
/// Each public edition of the programme is an agenda. The answer has the form of OpenAgenda v2, so that its clients read it.
#[utoipa::path(
    tag = "agendas",
    params(AgendasParams),
    responses(
        (status = 200, description = "A page of agendas", body = Object, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        Refusals,
    )
)]
#[get("/v2/agendas")]
pub(super) async fn list_agendas(
    request: HttpRequest,
    live: Data<Live>,
    agendas: Data<Agendas>,
) -> Result<HttpResponse, Refusal> {
    let parameters = Parameters::of_query(request.query_string())?;
    let catalogue = live.get()?;
    let size = whole(&parameters, "size", 0..=SIZE_MAX)?.unwrap_or(SIZE);
    let after = after(&parameters)?;
    let found = found(&parameters, &catalogue)?;
    let key = key(&catalogue, i64::MIN, "agendas", &parameters);
    let answer = live.answer(key, || {
        let total = found.len();
        let follows = |item: &&Found<'_>| after.is_none_or(|after| item.position() < after);
        let mut page: Vec<&Found<'_>> = found.iter().filter(follows).take(size + 1).collect();
        let has_more = page.len() > size;
        page.truncate(size);
        let last = page.last().filter(|_| has_more).map(|last| last.position());
        let members = members(&parameters);
        let fields = members.as_ref().map_or(Fields::All, Fields::Only);
        let shown: Vec<_> = page
            .iter()
            .map(|item| only(listed(item.edition, item.record, &agendas.site), fields))
            .collect();
        let body = serde_json::to_string(&json!({
            "success": true,
            "total": total,
            "agendas": shown,
            "after": last,
        }))?;
        Ok::<_, Error>(Answer::new(JSON, body))
    })?;
    Ok(answer.respond(&request).await?)
}

/// An agenda with the time that it is sorted by.
struct Found<'a> {
    edition: &'a Arc<Edition>,
    record: &'a EditionRecord,
    at: DateTime<Utc>,
}

impl Found<'_> {
    /// Its position in the list, and the value of `after` behind it.
    fn position(&self) -> (i64, i64) {
        (self.at.timestamp_millis(), self.record.uid)
    }
}

/// The position in `after`: two numbers.
fn after(parameters: &Parameters) -> Result<Option<(i64, i64)>, Refusal> {
    let numbers: Vec<_> = parameters
        .many(&["after"])
        .into_iter()
        .map(str::parse::<i64>)
        .collect();
    match numbers.as_slice() {
        [] => Ok(None),
        [Ok(at), Ok(uid)] => Ok(Some((*at, *uid))),
        _ => {
            let message = "must be the value of `after` in the previous answer";
            Err(Refusal::invalid(Fault::new(
                "after",
                "after.invalid",
                message,
            )))
        }
    }
}

/// The agendas that match, the newest first.
fn found<'a>(parameters: &Parameters, catalogue: &'a Catalogue) -> Result<Vec<Found<'a>>, Refusal> {
    let by_events = parameters.one("sort") == Some("recentlyAddedEvents.desc");
    let words = fold(parameters.one("search").unwrap_or_default());
    let uids_wanted = uids(parameters, "uid")?;
    let slugs = parameters.many(&["slug"]);
    let updated = Span::read(parameters, &["updatedAt"])?.unwrap_or_default();
    let networks = uids(parameters, "network")?;
    let sets = uids(parameters, "locationSet")?;
    let is_official = boolean(parameters, "official")?.unwrap_or(true);
    let mut found: Vec<_> = catalogue
        .recorded_editions()
        .filter(|(edition, record)| {
            is_official
                && networks.as_ref().is_none_or(|all| all.contains(&NETWORK))
                && sets.as_ref().is_none_or(|all| all.contains(&PLACE_SET))
                && uids_wanted
                    .as_ref()
                    .is_none_or(|all| all.contains(&record.uid))
                && (slugs.is_empty() || slugs.contains(&edition.slug.as_str()))
                && updated.has(record.updated_at)
                && fold(&edition.name).contains(&words)
        })
        .map(|(edition, record)| {
            let changed = || catalogue.last_change(&edition.slug);
            let at = if by_events { changed() } else { None };
            Found {
                edition,
                record,
                at: at.unwrap_or(record.created_at),
            }
        })
        .collect();
    found.sort_by_key(|item| Reverse(item.position()));
    Ok(found)
}
