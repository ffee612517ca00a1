use super::event_stream::{self, Followed};
use super::page::{Most, Page, Part, is_complete};
use super::parameters::{ChangesQuery, Form, StreamFilters};
use super::reader::{self, Reader};
use super::{PATH, Streams};
use crate::catalogue::Live;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use catalogue::Catalogue;
use ground::error::Error;
use http::problems::{AttemptsRefusal, NotModified, PublicRefusals};
use http::{API, Answer, ApiError, Services, accept, client};
use shared::change::ChangePage;
use std::sync::Arc;
use tokio::time::{Instant, timeout_at};

/// Size above which a page takes no further change, in bytes.
const PAGE_BYTES: usize = 1 << 20;
/// Header by which a client of an event stream tells what it received last.
const LAST_EVENT_ID: &str = "Last-Event-ID";

/// Follow the changes of the public events
///
/// Each event that was created, updated or removed after `since`, once, in the order of the log, with its state of now: store what comes,
/// delete what is removed, keep the cursor. Without `since`, the stream begins with nothing and tells of every public event; to begin with
/// a dump instead, follow its `Link` header (`rel="monitor"`). An event that no longer matches the filters is told as a removal; so is a
/// change of one that never matched, which means nothing to a reader without it. Filters that depend on the time are refused. The
/// cursor belongs to the filters.
///
/// A page that has no change after `since` yet waits for one up to `wait` seconds. With `Accept: text/event-stream`, the answer is a stream of
/// Server-Sent Events: `created`, `updated` and `removed` with a change as data, and `cursor` when everything was sent, and later when
/// only the position moved. Each has a cursor as its `id`, from which `Last-Event-ID` goes on. A stream ends after an hour, and when the
/// server stops: open it again.
#[utoipa::path(
    tag = "catalogue",
    params(
        StreamFilters,
        ("since" = Option<String>, Query, description = "`cursor` of the page before, or the `id` of an event; the filters must be the same"),
        ("limit" = Option<u32>, Query, description = "Maximum number of changes on the page, 1 to 100; 20 when absent. A page of long events may have fewer. Not for an event stream", minimum = 1, maximum = 100),
        ("wait" = Option<u32>, Query, description = "Seconds to wait for a change if there is none after `since` yet; none when absent. Not for an event stream", minimum = 0, maximum = 30),
        ("Last-Event-ID" = Option<String>, Header, description = "`id` of the last event that was received, of an event stream; counts instead of `since`"),
    ),
    responses(
        (status = 200, description = "A page of changes, or a stream of them", content((ChangePage<'_> = "application/json"), (String = "text/event-stream")), headers(
            ("ETag" = String, description = "Entity tag of a page"),
            ("Link" = String, description = "`next` when more changes follow at once (RFC 8288)"),
        )),
        NotModified,
        AttemptsRefusal,
        PublicRefusals,
    )
)]
#[get("/changes")]
pub(super) async fn list_changes(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    streams: Data<Streams>,
) -> Result<HttpResponse, ApiError> {
    let form = if accept::prefers_event_stream(&request) {
        Form::EventStream
    } else {
        Form::Page
    };
    let asked = ChangesQuery::parse(request.query_string(), form)?;
    let version = {
        let catalogue = live.get()?;
        // Reports faults before anybody waits.
        catalogue.watched(&asked.filters)?;
        catalogue.version()
    };
    let stream = asked.stream();
    let received: Vec<&str> = match form {
        Form::Page => Vec::new(),
        Form::EventStream => request
            .headers()
            .get_all(LAST_EVENT_ID)
            .filter_map(|value| value.to_str().ok())
            .filter(|cursor| !cursor.is_empty())
            .collect(),
    };
    let reader = match &asked.since {
        _ if !received.is_empty() => {
            reader::of_cursors(&services, &live, &stream, &received).await?
        }
        Some(cursor) => reader::of_cursor(&services, &live, &stream, cursor).await?,
        None => Reader::anew(version),
    };
    let streams = streams.into_inner();
    match form {
        Form::Page => page(&request, &services, &live, &streams, &asked, reader).await,
        Form::EventStream => {
            let seat = streams.seat(&client::address(&services, &request))?;
            let followed = Followed {
                stream: stream.into(),
                filters: asked.filters,
            };
            Ok(event_stream::open(services, live, seat, followed, reader))
        }
    }
}

/// Sends the next page, as soon as there is a change or the wait is over.
async fn page(
    request: &HttpRequest,
    services: &Services,
    live: &Live,
    streams: &Arc<Streams>,
    asked: &ChangesQuery,
    mut reader: Reader,
) -> Result<HttpResponse, ApiError> {
    // Who begins gets a cursor at once.
    let waits = !asked.wait.is_zero() && asked.since.is_some();
    let until = Instant::now() + asked.wait;
    let mut versions = live.versions();
    let mut seat = None;
    let mut seen = None;
    let catalogue = loop {
        let catalogue = live.get()?;
        let is_new = seen != Some(catalogue.version());
        if !waits || Instant::now() >= until {
            break catalogue;
        }
        if is_new {
            if !is_complete(&catalogue, &asked.filters, reader)? {
                break catalogue;
            }
            // Looked through once.
            reader = reader.at_the_end_of(catalogue.version());
        }
        seen = Some(catalogue.version());
        let held = match seat.take() {
            Some(held) => held,
            None => Arc::clone(streams).seat(&client::address(services, request))?,
        };
        if held.is_over() {
            break catalogue;
        }
        tokio::select! {
            // After a version, a timeout or the end, the loop goes on.
            _noticed = timeout_at(until, versions.next()) => {}
            () = held.over() => {}
        }
        seat = Some(held);
    };
    drop(seat);
    let key = catalogue.timeless_key(format!(
        "{}#{}#{}",
        asked.stream(),
        asked.limit,
        asked.since.as_deref().unwrap_or_default()
    ));
    let answer = live.answer(key, || render(services, &catalogue, asked, reader))?;
    let mut response = answer.respond(request).await?;
    if waits {
        // A cache would answer the next wait at once.
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}

fn render(
    services: &Services,
    catalogue: &Catalogue,
    asked: &ChangesQuery,
    reader: Reader,
) -> Result<Answer, Error> {
    let site = &services.site.url;
    let most = Most {
        changes: asked.limit as usize,
        bytes: PAGE_BYTES,
    };
    let part = Part::read(catalogue, &asked.filters, reader, most, site)?;
    let cursor = services.cursors.after(&asked.stream(), &part.end)?;
    let body = serde_json::to_string(&Page {
        items: part.changes.iter().map(|change| &*change.json).collect(),
        cursor: &cursor,
        more: part.more,
    })?;
    let answer = Answer::new("application/json", body)
        .seldom_unless(false)
        .with(header::VARY, "accept, accept-encoding")?;
    if part.more {
        let next = asked.page(&cursor);
        return answer.linked(&format!("<{API}{PATH}?{next}>; rel=\"next\""));
    }
    Ok(answer)
}
