//! The labelled events, as anybody reads them.

use super::CallError;
use super::client::get;
use crate::url::{self, encode};
use shared::event::{EventQuery, EventSummary, Figures, PublicEvent};
use shared::paging::Page;

/// Events of one page of the list.
const PAGE_SIZE: u32 = 24;

/// A page of the list; the first one counts the whole list.
pub async fn list_public_events(
    query: &EventQuery,
    cursor: Option<&str>,
) -> Result<Page<EventSummary>, CallError> {
    let paging = match cursor {
        Some(cursor) => format!("limit={PAGE_SIZE}&cursor={}", encode(cursor)),
        None => format!("limit={PAGE_SIZE}&count=true"),
    };
    get(format!(
        "/catalogue/events?{paging}{}",
        url::continued(query)
    ))
    .await
}

/// How many events answer to a query.
pub async fn count_public_events(query: &EventQuery) -> Result<u64, CallError> {
    let page: Page<EventSummary> = get(format!(
        "/catalogue/events?limit=1&count=true{}",
        url::continued(query)
    ))
    .await?;
    Ok(page.total.unwrap_or(page.items.len() as u64))
}

/// How many events of an edition are labelled, in all, by region and by kind.
pub async fn get_figures(edition: &str) -> Result<Figures, CallError> {
    get(format!("/catalogue/figures?edition={}", encode(edition))).await
}

/// One event by its address.
pub async fn get_public_event(edition: &str, slug: &str) -> Result<PublicEvent, CallError> {
    get(format!(
        "/catalogue/editions/{}/events/{}",
        encode(edition),
        encode(slug)
    ))
    .await
}

/// Address of the GeoJSON of the events that answer to a query.
pub fn points_address(query: &EventQuery) -> String {
    let query = url::to_search(query);
    format!(
        "/api/v1/catalogue/points{}{query}",
        if query.is_empty() { "" } else { "?" }
    )
}
