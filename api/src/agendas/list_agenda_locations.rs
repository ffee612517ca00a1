use super::call::Call;
use super::documented::LocationsParams;
use super::find::{SIZE_MAX, agenda_of};
use super::json::{Fields, Object, list};
use super::locations::Location;
use super::parameters::Parameters;
use super::place::CHECKED;
use super::refusal::{Fault, JSON, Refusal, Refusals};
use super::respond::{Context, key};
use super::values::{Span, uids, whole, yes};
use actix_web::web::Path;
use actix_web::{HttpResponse, get};
use http::Answer;
use http::problems::NotModified;
use shared::text::fold;
use std::cmp::Reverse;

/// Number of places on a page, if the client names none.
const SIZE: usize = 20;
/// Bytes of a place, for the size of buffers.
const PLACE_BYTES: usize = 600;

/// OpenAgenda: list the locations of an agenda
///
/// The places of the labelled events of an edition, by number unless `order` says otherwise.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        LocationsParams,
    ),
    responses(
        (status = 200, description = "A page of places", body = Object, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        Refusals,
    )
)]
#[get("/v2/agendas/{agenda}/locations")]
pub(super) async fn list_agenda_locations(
    call: Call,
    uid: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let Context {
        request,
        live,
        agendas,
        ..
    } = call.context();
    let parameters = Parameters::of_query(request.query_string())?;
    let catalogue = live.get()?;
    let (origin, record) = agenda_of(agendas, &catalogue, &uid)?;
    let is_detailed = yes(&parameters, "detailed")?;
    let size = whole(&parameters, "size", 0..=SIZE_MAX)?.unwrap_or(SIZE);
    let key = key(
        &catalogue,
        i64::MIN,
        &format!("agendas/{}/locations", record.uid),
        &parameters,
    );
    if let Some(answer) = live.cached(&key) {
        return Ok(answer.respond(request).await?);
    }
    let found = Location::all(&catalogue, &origin.edition)?;
    let found = matching(&parameters, found.into_values().collect())?;
    let start = match after(&parameters)? {
        None => 0,
        Some(last) => {
            let place = found.iter().position(|location| location.uid == last);
            place.map(|place| place + 1).ok_or_else(wrong_after)?
        }
    };
    let page: Vec<_> = found.iter().skip(start).take(size).collect();
    let has_more = found.len() > start + page.len() && size > 0;
    let last = page.last().filter(|_| has_more).map(|last| last.uid);
    let mut out = Vec::with_capacity(100 + page.len() * PLACE_BYTES);
    let mut answer = Object::begin(&mut out, Fields::All);
    answer.value("success", &true)?;
    answer.value("total", &found.len())?;
    answer.with("locations", |out| {
        list(out, page, |out, location| location.write(out, is_detailed))
    })?;
    answer.value("after", &last)?;
    answer.end();
    let answer = live.cache(key, Answer::new(JSON, out));
    Ok(answer.respond(request).await?)
}

fn wrong_after() -> Refusal {
    let message = "must be the value of `after` in the previous answer";
    Refusal::invalid(Fault::new("after", "after.invalid", message))
}

/// The number of the last place of the previous page.
fn after(parameters: &Parameters) -> Result<Option<i64>, Refusal> {
    let text = parameters.one("after");
    text.map(|text| text.parse().map_err(|_not_a_number| wrong_after()))
        .transpose()
}

/// The places that match, in their order.
fn matching(parameters: &Parameters, mut places: Vec<Location>) -> Result<Vec<Location>, Refusal> {
    let words = fold(parameters.one("search").unwrap_or_default());
    let states = uids(parameters, "state")?;
    let updated = Span::read(parameters, &["updatedAt"])?.unwrap_or_default();
    let created = Span::read(parameters, &["createdAt"])?.unwrap_or_default();
    let is_named = |location: &Location| {
        location.venue().is_some_and(|venue| {
            [&venue.name, &venue.address, &venue.city]
                .into_iter()
                .any(|text| fold(text).contains(&words))
        })
    };
    places.retain(|location| {
        states
            .as_ref()
            .is_none_or(|all| all.contains(&i64::from(CHECKED)))
            && updated.has(location.updated_at)
            && created.has(location.created_at)
            && (words.is_empty() || is_named(location))
    });
    let name = |location: &Location| location.venue().map(|venue| fold(&venue.name));
    match parameters.one("order") {
        Some("name.asc") => places.sort_by_cached_key(name),
        Some("name.desc") => places.sort_by_cached_key(|location| Reverse(name(location))),
        Some("createdAt.asc") => places.sort_by_key(|location| location.created_at),
        Some("createdAt.desc") => places.sort_by_key(|location| Reverse(location.created_at)),
        Some(_) | None => {}
    }
    Ok(places)
}
