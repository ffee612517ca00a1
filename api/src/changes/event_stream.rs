//! An open stream of Server-Sent Events.
//!
//! Its form is what common clients agree on: `retry` stands beside the data of the first event, since some of them pass over a block
//! without data; a position that moves without a change is an event of its own, since some of them pass over an `id` alone; and a sign
//! of life is a line without an empty one after it, since some of them make an event of that.

use super::page::{Most, Part};
use super::reader::Reader;
use super::streams::{PartKey, Seat, SentPart};
use crate::catalogue::{Live, Versions};
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use futures_util::stream;
use ground::error::Error;
use http::Services;
use http::accept::EVENT_STREAM;
use shared::event::EventQuery;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::time::{Instant, sleep_until};

/// Changes that are read at once: a client that is slow to take them keeps them in memory.
const PART: Most = Most {
    changes: 50,
    bytes: 128 << 10,
};
/// Size of what is passed to the connection at once, in bytes: it copies each piece into a buffer of its own.
const PIECE_BYTES: usize = 16 << 10;
/// Beginning of the first event: time after which a client connects again, in milliseconds.
const RETRY: &[u8] = b"retry: 3000\n";
/// Sign of life: a comment.
const COMMENT: &[u8] = b":\n";

/// Stream of changes that a client follows, restricted by its filters.
#[derive(Debug)]
pub(super) struct Followed {
    /// Name of the stream, for its cursors.
    pub(super) stream: Arc<str>,
    pub(super) filters: EventQuery,
}

/// The answer that goes on until the client leaves, the stream is old enough, or the server stops.
pub(super) fn open(
    services: Data<Services>,
    live: Data<Live>,
    seat: Seat,
    followed: Followed,
    reader: Reader,
) -> HttpResponse {
    let events = EventStream {
        versions: live.versions(),
        ends: Instant::now() + seat.streams.bounds.life,
        beat: Instant::now() + seat.streams.bounds.heartbeat,
        services,
        live,
        seat,
        followed,
        reader,
        complete: None,
        part: None,
        next: 0,
        rest: Bytes::new(),
        has_begun: false,
        was_complete: false,
        unsaid: None,
    };
    let body = stream::unfold(events, |mut events| async move {
        let piece = events.next().await?;
        Some((Ok::<_, Infallible>(piece), events))
    });
    HttpResponse::Ok()
        .content_type(EVENT_STREAM)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Set explicitly, so that no middleware keeps pieces back to compress them; the outermost one removes it.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        // nginx passes each piece on at once.
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(body)
}

struct EventStream {
    services: Data<Services>,
    live: Data<Live>,
    seat: Seat,
    followed: Followed,
    /// The client once it has received what was read so far.
    reader: Reader,
    versions: Versions,
    /// Version as of which everything was read.
    complete: Option<i64>,
    /// Part that is being sent, and the number of its events sent so far.
    part: Option<Arc<SentPart>>,
    next: usize,
    /// Rest of the event that is being sent.
    rest: Bytes,
    has_begun: bool,
    /// True once the client was told that it is complete.
    was_complete: bool,
    /// Event with a position that no event with a change told.
    unsaid: Option<Bytes>,
    /// Time of the next sign of life.
    beat: Instant,
    ends: Instant,
}

impl EventStream {
    /// The next piece of the body; `None` at the end, which is at the border of an event.
    async fn next(&mut self) -> Option<Bytes> {
        let piece = self.piece().await;
        self.beat = Instant::now() + self.seat.streams.bounds.heartbeat;
        piece
    }

    async fn piece(&mut self) -> Option<Bytes> {
        loop {
            if !self.rest.is_empty() {
                let length = self.rest.len().min(PIECE_BYTES);
                return Some(self.rest.split_to(length));
            }
            if self.seat.is_over() {
                return None;
            }
            if let Some(event) = self.event() {
                self.rest = self.opened(event);
                continue;
            }
            if Instant::now() >= self.ends {
                return None;
            }
            match self.read() {
                Ok(true) => continue,
                Ok(false) => {}
                // The edition of its filters is not public any more, for instance: opening the stream again tells.
                Err(error) => {
                    tracing::warn!(error = %error, "an event stream ends");
                    return None;
                }
            }
            tokio::select! {
                there = self.versions.next() => {
                    if !there {
                        return None;
                    }
                }
                () = self.seat.over() => return None,
                () = sleep_until(self.beat.min(self.ends)) => {
                    if Instant::now() < self.ends {
                        return Some(self.unsaid.take().unwrap_or(Bytes::from_static(COMMENT)));
                    }
                }
            }
        }
    }

    /// The next event of the part at hand; after it the position, when the client is complete for the first time.
    fn event(&mut self) -> Option<Bytes> {
        let part = self.part.as_ref()?;
        if let Some(event) = part.events.get(self.next) {
            self.next += 1;
            return Some(event.clone());
        }
        let is_first = !part.more && !self.was_complete;
        self.part = None;
        if !is_first {
            return None;
        }
        self.was_complete = true;
        self.unsaid.take()
    }

    /// The first event with the time after which to connect again.
    fn opened(&mut self, event: Bytes) -> Bytes {
        if self.has_begun {
            return event;
        }
        self.has_begun = true;
        [RETRY, event.as_ref()].concat().into()
    }

    /// Reads the next part; false when the client has everything.
    fn read(&mut self) -> Result<bool, Error> {
        let catalogue = self.live.get()?;
        if self.complete == Some(catalogue.version()) {
            return Ok(false);
        }
        let key = PartKey {
            stream: Arc::clone(&self.followed.stream),
            version: catalogue.version(),
            reader: self.reader,
        };
        let part = self.seat.streams.part(key, || {
            let Services { cursors, site, .. } = &**self.services;
            let filters = &self.followed.filters;
            let part = Part::read(&catalogue, filters, self.reader, PART, &site.url)?;
            SentPart::write(cursors, &self.followed.stream, &part)
        })?;
        if !part.more {
            self.complete = Some(catalogue.version());
        }
        self.reader = part.end;
        self.unsaid = (part.events.is_empty() || !self.was_complete).then(|| part.cursor.clone());
        self.next = 0;
        self.part = Some(part);
        Ok(true)
    }
}
