//! Reception of request bodies: each within a deadline, and all together within a memory limit.
//!
//! A client that announces a body and stops half-way would otherwise occupy that memory for as long as it likes.

use actix_web::error::PayloadError;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _};
use ground::error::Error;
use shared::problem::Code;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::timeout;

/// Time in which a JSON body must have arrived.
pub const JSON_DEADLINE: Duration = Duration::from_secs(30);
/// Time in which an uploaded file must have arrived: 8 MiB over a slow line.
pub const FILE_DEADLINE: Duration = Duration::from_mins(2);
/// Maximum size of all bodies that are being received at once on this instance, in bytes.
pub const RECEIVING_BYTES: usize = 128 << 20;
/// Connections that a worker serves at once in operation.
pub const CONNECTIONS_PER_WORKER: usize = 4_000;

/// Kind of body; it decides the deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A JSON document, due within [`JSON_DEADLINE`].
    Json,
    /// An uploaded file, due within [`FILE_DEADLINE`].
    File,
}

/// Receives bodies; one for all workers of an instance.
#[derive(Debug)]
pub struct Intake {
    json_deadline: Duration,
    file_deadline: Duration,
    room: usize,
    held: AtomicUsize,
}

impl Default for Intake {
    fn default() -> Self {
        Self::new(JSON_DEADLINE, FILE_DEADLINE, RECEIVING_BYTES)
    }
}

/// Part of one body in the total size of all.
struct Share<'a> {
    held: &'a AtomicUsize,
    bytes: usize,
}

impl Share<'_> {
    /// Adds bytes, and returns the new total.
    fn grow(&mut self, by: usize) -> usize {
        self.bytes += by;
        self.held.fetch_add(by, Ordering::Relaxed) + by
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.held.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

impl Intake {
    /// Receives JSON and files within these deadlines, and at most `room` bytes at once.
    pub const fn new(json_deadline: Duration, file_deadline: Duration, room: usize) -> Self {
        Self {
            json_deadline,
            file_deadline,
            room,
            held: AtomicUsize::new(0),
        }
    }

    /// Receives a body of at most `at_most` bytes.
    ///
    /// # Errors
    ///
    /// `payload_too_large`, `request_timeout`, `unavailable` when other bodies use up the memory limit, or
    /// `bad_request` when the client breaks off. Each closes the connection, since the rest of the body is not
    /// read.
    pub async fn receive(
        &self,
        kind: Kind,
        headers: &HeaderMap,
        body: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin,
        at_most: usize,
    ) -> Result<Bytes, Error> {
        let announced = headers
            .get(header::CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if announced.is_some_and(|length| length > at_most) {
            return Err(too_large(at_most));
        }
        let deadline = match kind {
            Kind::Json => self.json_deadline,
            Kind::File => self.file_deadline,
        };
        timeout(deadline, self.collect(body, at_most))
            .await
            .unwrap_or_else(|_elapsed| {
                Err(closing(Code::RequestTimeout).because(format!(
                    "a body must arrive within {} s",
                    deadline.as_secs_f32()
                )))
            })
    }

    async fn collect(
        &self,
        mut body: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin,
        at_most: usize,
    ) -> Result<Bytes, Error> {
        let mut share = Share {
            held: &self.held,
            bytes: 0,
        };
        let mut received = BytesMut::new();
        while let Some(part) = body.next().await {
            let part = part.map_err(|_broken_off| {
                Error::rejected(Code::BadRequest).because("the body could not be received")
            })?;
            if received.len() + part.len() > at_most {
                return Err(too_large(at_most));
            }
            if share.grow(part.len()) > self.room {
                return Err(closing(Code::Unavailable)
                    .because("the server is receiving too much at once")
                    .header("Retry-After", "5"));
            }
            received.extend_from_slice(&part);
        }
        Ok(received.freeze())
    }
}

fn too_large(at_most: usize) -> Error {
    closing(Code::PayloadTooLarge).because(format!("the limit is {at_most} bytes"))
}

fn closing(code: Code) -> Error {
    Error::rejected(code).header("Connection", "close")
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;

    const SOON: Duration = Duration::from_millis(50);

    fn parts(sizes: &[usize]) -> impl Stream<Item = Result<Bytes, PayloadError>> + Unpin + use<> {
        let parts: Vec<_> = sizes
            .iter()
            .map(|size| Ok(vec![b'x'; *size].into()))
            .collect();
        stream::iter(parts)
    }

    async fn received(
        intake: &Intake,
        body: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin,
    ) -> Result<usize, Code> {
        let body = intake
            .receive(Kind::Json, &HeaderMap::new(), body, 100)
            .await;
        body.map(|bytes| bytes.len()).map_err(|error| error.code())
    }

    #[tokio::test]
    async fn a_body_is_received_up_to_its_bound_and_leaves_the_room_empty() {
        let intake = Intake::new(SOON, SOON, 150);

        assert_eq!(received(&intake, parts(&[60, 40])).await, Ok(100));
        assert_eq!(
            received(&intake, parts(&[60, 41])).await,
            Err(Code::PayloadTooLarge)
        );
        assert_eq!(received(&intake, parts(&[100])).await, Ok(100));
        assert_eq!(intake.held.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_body_that_stops_short_ends_at_the_deadline_and_gives_its_room_back() {
        let intake = Intake::new(SOON, SOON, 150);
        let stopping = parts(&[90]).chain(stream::pending());
        let waiting = received(&intake, stopping);
        let beside = async {
            tokio::task::yield_now().await;
            received(&intake, parts(&[61])).await
        };

        let (stopped, beside) = tokio::join!(waiting, beside);

        assert_eq!(stopped, Err(Code::RequestTimeout));
        assert_eq!(beside, Err(Code::Unavailable), "60 bytes were left");
        assert_eq!(received(&intake, parts(&[100])).await, Ok(100));
    }
}
