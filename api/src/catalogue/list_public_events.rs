use super::Live;
use super::parameters::{Filters, ListQuery};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use catalogue::Catalogue;
use catalogue::Key;
use catalogue::Rank;
use ground::error::Error;
use http::API;
use http::Answer;
use http::ApiError;
use http::Services;
use http::paging::Pager;
use http::problems::{NotModified, PublicRefusals};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use shared::event::{EventContext, EventPage, ListedEvent};
use std::sync::Arc;

/// Position of the last event of a page, and the time that the order refers to.
#[derive(Debug, Serialize, Deserialize)]
struct Position {
    #[serde(rename = "t")]
    at: i64,
    #[serde(rename = "r")]
    rank: Rank,
}

/// A page of events that are serialised already.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListPage<'a> {
    items: Vec<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    did_you_mean: Option<String>,
}

/// List labelled events
///
/// Different filters are combined with AND, the values of one filter with OR. Upcoming events come first, by their next
/// occurrence, followed by past events, most recent first. Follow `nextCursor` or the `Link` header to the next page; all
/// pages keep the order of the first one. Where a search finds nothing because a word is misspelt, `didYouMean` has words that the
/// events have.
#[utoipa::path(
    tag = "catalogue",
    params(
        Filters,
        ("limit" = Option<u32>, Query, description = "Maximum number of events on the page, 1 to 100; 20 when absent", minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the previous page; the filters must be the same"),
        ("page" = Option<u32>, Query, description = "Number of a page of `limit` events, from 1 on, as the addresses of the site's lists have it. Not together with `cursor`, which is better for reading a whole list: it neither repeats nor skips events", minimum = 1, maximum = 10_000),
        ("count" = Option<bool>, Query, description = "Whether to return `total`"),
        ("fields" = Option<String>, Query, description = "Members that each event has, comma separated; all when absent. An event then lacks the others, required ones too", example = "id,title,url,nextBegin,city"),
        ("lang" = Option<String>, Query, description = "Language of the labels: `fr` or `en`; a label without English words stays French, and so does what organisers wrote. French when absent", example = "en"),
    ),
    responses(
        (status = 200, description = "A page of events", body = EventPage<ListedEvent>, headers(
            ("ETag" = String, description = "Entity tag of the response"),
            ("Link" = String, description = "`first`, and `next` when there is another page (RFC 8288)"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/catalogue/events")]
pub(super) async fn list_public_events(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let asked = ListQuery::parse(request.query_string())?;
    let moment = catalogue.moment_of(&asked.filters, services.clock.now());
    let key = Key {
        version: catalogue.version(),
        moment,
        address: format!(
            "events?{}#{}",
            asked.page(asked.cursor.as_deref()),
            asked.number
        ),
    };
    live.answer(key, || page(&services, &catalogue, &asked, moment))?
        .respond(&request)
        .await
}

fn page(
    services: &Services,
    catalogue: &Arc<Catalogue>,
    asked: &ListQuery,
    moment: i64,
) -> Result<Answer, Error> {
    let list = format!("catalogue/events?{}", asked.filters.to_search());
    let cursor = asked.cursor.as_deref();
    let pager = Pager::<Position>::new(&services.cursors, list, asked.limit, cursor)?;
    let at = pager.after().map_or(moment, |position| position.at);
    let found = catalogue.find_at(&asked.filters, at)?;
    let skipped = asked.skipped();
    let mut read = found.page(
        pager.after().map(|position| position.rank),
        skipped + pager.items_to_read() as usize,
    );
    read.drain(..skipped.min(read.len()));
    let (shown, next) = pager.cut(read, |(rank, _)| Position { at, rank: *rank })?;
    let items = shown.iter().map(|(_, entry)| {
        let edition = catalogue
            .edition(&entry.event.edition)
            .ok_or_else(Error::not_found)?;
        // The cursor carries the order of the first page, but the next occurrence is the current one.
        let next = entry.event.occurrences.next(moment);
        let context = EventContext::of(&entry.event, edition, &services.site.url)
            .with_next(next)
            .in_language(&entry.event, edition, asked.view.language());
        asked
            .view
            .narrow_item(joined(&entry.rendered.summary, &context)?)
    });
    let body = serde_json::to_string(&ListPage {
        items: items.collect::<Result<_, Error>>()?,
        next_cursor: next.as_deref(),
        total: asked.count.then(|| found.total()),
        did_you_mean: found.did_you_mean().and_then(|meant| meant.text),
    })?;

    let path = format!("{API}/catalogue/events");
    let mut link = format!("<{path}?{}>; rel=\"first\"", asked.page(None));
    if let Some(cursor) = &next {
        let page = asked.page(Some(cursor));
        link.extend([", <", &path, "?", &page, ">; rel=\"next\""]);
    }
    Answer::new("application/json", body).linked(&link)
}

/// A rendered object with the fields of another.
fn joined(rendered: &RawValue, more: &EventContext) -> Result<Box<RawValue>, Error> {
    let more = serde_json::to_string(more)?;
    let text = match (rendered.get().strip_suffix('}'), more.strip_prefix('{')) {
        (Some(begin), Some(end)) => format!("{begin},{end}"),
        _ => return Err(anyhow::anyhow!("a summary is not an object").into()),
    };
    Ok(RawValue::from_string(text)?)
}
