//! The open event streams and waiting requests of this instance: their number, what they share, and their end.

use super::page::Part;
use super::reader::Reader;
use actix_web::web::Bytes;
use ground::error::Error;
use http::paging::Cursors;
use moka::sync::Cache;
use serde_json::json;
use serde_json::value::to_raw_value;
use shared::change::limits::{HEARTBEAT_S, OPEN_MOST, OPEN_PER_CLIENT, STREAM_S};
use shared::problem::Code;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Memory for parts of streams, in bytes.
const PARTS_BYTES: u64 = 16 << 20;
/// Seconds after which a client that was refused may try again.
const RETRY_S: &str = "30";

/// Bounds of open streams and waiting requests.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Number that this instance holds open at once.
    pub open: usize,
    /// Number that one client address may hold.
    pub per_client: usize,
    /// Time between two signs of life on a stream.
    pub heartbeat: Duration,
    /// Time after which a stream ends.
    pub life: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            open: OPEN_MOST as usize,
            per_client: OPEN_PER_CLIENT as usize,
            heartbeat: Duration::from_secs(HEARTBEAT_S.into()),
            life: Duration::from_secs(STREAM_S.into()),
        }
    }
}

/// Identifies a part of a stream: equal keys have equal parts.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct PartKey {
    /// Name of the stream.
    pub(super) stream: Arc<str>,
    /// Version of the catalogue.
    pub(super) version: i64,
    /// The reader before the part.
    pub(super) reader: Reader,
}

/// A part of an event stream, as it is sent.
#[derive(Debug)]
pub(super) struct SentPart {
    /// The changes, each one event of the stream.
    pub(super) events: Vec<Bytes>,
    /// Event that tells the position after the part.
    pub(super) cursor: Bytes,
    /// The reader after the part.
    pub(super) end: Reader,
    /// True when more changes follow.
    pub(super) more: bool,
}

impl SentPart {
    /// Writes a part of the stream with that name.
    ///
    /// # Errors
    ///
    /// When a position has no JSON form, which its type rules out.
    pub(super) fn write(cursors: &Cursors, stream: &str, part: &Part) -> Result<Self, Error> {
        let event = |name: &str, reader: Reader, data: &str| {
            let id = cursors.after(stream, &reader)?;
            Ok::<_, Error>(Bytes::from(format!(
                "event: {name}\nid: {id}\ndata: {data}\n\n"
            )))
        };
        let cursor = cursors.after(stream, &part.end)?;
        let data = to_raw_value(&json!({ "cursor": cursor }))?;
        Ok(Self {
            events: part
                .changes
                .iter()
                .map(|change| event(change.kind.as_str(), change.reader, change.json.get()))
                .collect::<Result<_, _>>()?,
            cursor: event("cursor", part.end, data.get())?,
            end: part.end,
            more: part.more,
        })
    }

    /// Size in memory, in bytes.
    fn weight(&self) -> usize {
        let events: usize = self.events.iter().map(Bytes::len).sum();
        events + self.cursor.len()
    }
}

/// Number of places that clients hold.
#[derive(Debug, Default)]
struct Held {
    all: usize,
    by_client: HashMap<String, usize>,
}

/// The streams of this instance, for all workers.
#[derive(Debug)]
pub struct Streams {
    pub(super) bounds: Bounds,
    held: Mutex<Held>,
    parts: Cache<PartKey, Arc<SentPart>>,
    over: watch::Sender<bool>,
}

impl Default for Streams {
    fn default() -> Self {
        Self::within(Bounds::default())
    }
}

impl Streams {
    /// Streams within these bounds.
    pub fn within(bounds: Bounds) -> Self {
        Self {
            bounds,
            held: Mutex::default(),
            parts: Cache::builder()
                .max_capacity(PARTS_BYTES)
                .weigher(|_, part: &Arc<SentPart>| u32::try_from(part.weight()).unwrap_or(u32::MAX))
                .build(),
            over: watch::Sender::new(false),
        }
    }

    /// Ends every open stream at the border of an event, and every wait. Streams that are opened later end at once.
    pub fn end(&self) {
        self.over.send_replace(true);
    }

    /// Takes a seat for one stream or one waiting request of a client.
    ///
    /// # Errors
    ///
    /// `unavailable` when all are taken, `too_many_requests` when the client has as many as it may have.
    pub(super) fn seat(self: Arc<Self>, client: &str) -> Result<Seat, Error> {
        let client = network(client);
        {
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            let own = held.by_client.get(&client).copied().unwrap_or_default();
            if own >= self.bounds.per_client {
                return Err(Error::rejected(Code::TooManyRequests)
                    .because(format!(
                        "one address may have {} open streams and waiting requests",
                        self.bounds.per_client
                    ))
                    .header("Retry-After", RETRY_S));
            }
            if held.all >= self.bounds.open {
                return Err(Error::rejected(Code::Unavailable)
                    .because("as many streams are open as this server holds")
                    .header("Retry-After", RETRY_S));
            }
            held.all += 1;
            held.by_client.insert(client.clone(), own + 1);
        }
        Ok(Seat {
            over: self.over.subscribe(),
            streams: self,
            client,
        })
    }

    /// The part with this key; written once for all streams that want it at the same time or a little later.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub(super) fn part(
        &self,
        key: PartKey,
        write: impl FnOnce() -> Result<SentPart, Error>,
    ) -> Result<Arc<SentPart>, Error> {
        self.parts
            .try_get_with(key, || write().map(Arc::new))
            .map_err(|error| {
                anyhow::anyhow!("{error}")
                    .context("a part of the changes")
                    .into()
            })
    }
}

/// Right to hold one stream or one waiting request open, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) streams: Arc<Streams>,
    client: String,
    over: watch::Receiver<bool>,
}

impl Seat {
    /// True once everything open has to end.
    pub(super) fn is_over(&self) -> bool {
        *self.over.borrow()
    }

    /// Waits until everything open has to end.
    pub(super) async fn over(&self) {
        let mut over = self.over.clone();
        // Fails only when the sender is dropped, which the streams of the seat own.
        let _ended = over.wait_for(|over| *over).await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let held = self.streams.held.lock();
        let mut held = held.unwrap_or_else(PoisonError::into_inner);
        held.all = held.all.saturating_sub(1);
        let own = held.by_client.get(&self.client).copied();
        match own {
            Some(own) if own > 1 => {
                held.by_client.insert(self.client.clone(), own - 1);
            }
            Some(_) | None => {
                held.by_client.remove(&self.client);
            }
        }
    }
}

/// The client that an address counts for: a network of 64 bits, of which a client of IPv6 has all addresses.
fn network(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(_)) | Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn streams(open: usize, per_client: usize) -> Arc<Streams> {
        Arc::new(Streams::within(Bounds {
            open,
            per_client,
            ..Bounds::default()
        }))
    }

    fn refusal(streams: &Arc<Streams>, client: &str) -> Option<Code> {
        let refused = Arc::clone(streams).seat(client).err()?;
        Some(refused.code())
    }

    #[test]
    fn seats_are_bounded_for_all_and_for_one_and_given_back() {
        let streams = streams(3, 2);
        let one = Arc::clone(&streams).seat("192.0.2.1").unwrap();
        let _other = Arc::clone(&streams).seat("192.0.2.1").unwrap();

        assert_eq!(refusal(&streams, "192.0.2.1"), Some(Code::TooManyRequests));
        let _third = Arc::clone(&streams).seat("192.0.2.2").unwrap();
        assert_eq!(refusal(&streams, "192.0.2.3"), Some(Code::Unavailable));

        drop(one);
        assert_eq!(refusal(&streams, "192.0.2.1"), None);
    }

    #[test]
    fn the_addresses_of_one_network_are_one_client() {
        let streams = streams(3, 1);
        let _held = Arc::clone(&streams).seat("2001:db8:0:1::1").unwrap();

        assert_eq!(
            refusal(&streams, "2001:db8:0:1:ffff::2"),
            Some(Code::TooManyRequests)
        );
        assert_eq!(refusal(&streams, "2001:db8:0:2::1"), None);
    }

    #[tokio::test]
    async fn the_end_is_noticed_by_all_that_are_open() {
        let streams = streams(3, 3);
        let before = Arc::clone(&streams).seat("a").unwrap();
        assert!(!before.is_over());

        streams.end();

        before.over().await;
        let after = Arc::clone(&streams).seat("a").unwrap();
        assert!(before.is_over() && after.is_over());
    }
}
