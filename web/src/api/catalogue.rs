//! The public catalogue of labelled events.

use super::CallError;
use super::client::{get, text};
use crate::url::{self, encode};
use shared::event::{EventPage, EventQuery, EventSummary, FacetCounts, OrganiserMatch};
use shared::french::COPIED_EVENTS;
use shared::id::EventId;
use shared::paging::Page;

/// Number of events per page of the list.
const PAGE_SIZE: u32 = 24;

/// Returns one page of the list; the first page also has the total.
pub async fn list_public_events(
    query: &EventQuery,
    cursor: Option<&str>,
) -> Result<EventPage<EventSummary>, CallError> {
    let paging = match cursor {
        Some(cursor) => format!("limit={PAGE_SIZE}&cursor={}", encode(cursor)),
        None => format!("limit={PAGE_SIZE}&count=true"),
    };
    get(format!(
        "/catalogue/events?{paging}{}",
        url::to_search_suffix(query)
    ))
    .await
}

/// Returns the events of a list that is copied, and how many the list has.
pub async fn list_events_to_copy(query: &EventQuery) -> Result<Page<EventSummary>, CallError> {
    get(format!(
        "/catalogue/events?limit={COPIED_EVENTS}&count=true{}",
        url::to_search_suffix(query)
    ))
    .await
}

/// Returns the number of events that match a query.
pub async fn count_public_events(query: &EventQuery) -> Result<u64, CallError> {
    let page: Page<EventSummary> = get(format!(
        "/catalogue/events?limit=1&count=true{}",
        url::to_search_suffix(query)
    ))
    .await?;
    Ok(page.total.unwrap_or(page.items.len() as u64))
}

/// Returns the first events of a list, without counting them.
pub async fn first_public_events(
    query: &EventQuery,
    limit: u32,
) -> Result<Vec<EventSummary>, CallError> {
    let page: Page<EventSummary> = get(format!(
        "/catalogue/events?limit={limit}{}",
        url::to_search_suffix(query)
    ))
    .await?;
    Ok(page.items)
}

/// Returns the number of matching events for each value of each filter.
pub async fn count_facets(query: &EventQuery) -> Result<FacetCounts, CallError> {
    get(below("/catalogue/facets", query)).await
}

/// Searches the organisers of an edition, the current one without a slug, by the words of their names.
pub async fn search_organisers(
    text: &str,
    edition: Option<&str>,
    limit: u32,
) -> Result<Vec<OrganiserMatch>, CallError> {
    let edition = edition.map(|slug| format!("&edition={}", encode(slug)));
    get(format!(
        "/catalogue/organisers?q={}&limit={limit}{}",
        encode(text),
        edition.unwrap_or_default()
    ))
    .await
}

/// Returns an SVG map of the departments with their event counts; each department is a link.
pub async fn draw_departments(query: &EventQuery) -> Result<String, CallError> {
    let drawing = text(&below("/carte.svg", query)).await?;
    // A server without this route answers with the application's page.
    if drawing.trim_start().starts_with("<svg") {
        Ok(drawing)
    } else {
        Err(CallError::Unreadable)
    }
}

/// URL of the GeoJSON of the events that match a query.
pub fn points_address(query: &EventQuery) -> String {
    format!("/api/v1{}", below("/catalogue/points", query))
}

/// URL of the same events as clusters; the caller appends `zoom` and `bbox`.
pub fn clusters_address(query: &EventQuery) -> String {
    format!("/api/v1{}", below("/catalogue/clusters", query))
}

/// URL of the iCalendar file of these events.
pub fn calendar_address(ids: &[EventId]) -> String {
    let query = EventQuery {
        ids: ids.to_vec(),
        ..EventQuery::default()
    };
    format!("/api/v1{}", below("/catalogue/events.ics", &query))
}

fn below(path: &str, query: &EventQuery) -> String {
    let query = query.to_search();
    format!("{path}{}{query}", if query.is_empty() { "" } else { "?" })
}
