//! Another service of the administration that answers searches: asked within bounds of time, size and rate.
//!
//! Such services refuse all requests for some time after too many; this client stays below their limit and waits as long as a
//! refusal says. Who asks says what answers instead.

use moka::sync::Cache;
use reqwest::header::RETRY_AFTER;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use serde::de::DeserializeOwned;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// Longest wait for an answer.
const WAIT: Duration = Duration::from_secs(2);
/// Pause after a refusal that names none, and the longest that is believed.
const PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// Maximum size of an answer.
const ANSWER_BYTES: usize = 256 << 10;

/// Time for which the results of searches are remembered.
const REMEMBERED_FOR: Duration = Duration::from_hours(24);
const REMEMBERED: u64 = 10_000;

/// Client of one service.
#[derive(Debug)]
pub(crate) struct Remote {
    client: Client,
    address: Url,
    pace: Mutex<Pace>,
}

/// Reason why the service has not answered. It never contains the search, which may name a person's address.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("asked more often than the service allows")]
    Busy,
    #[error("no answer within {} seconds", WAIT.as_secs())]
    Late,
    #[error("answered with status {0}")]
    Status(StatusCode),
    #[error("answered with more than {ANSWER_BYTES} bytes")]
    Large,
    #[error("answered with something else than expected")]
    Malformed,
    #[error("cannot be reached")]
    Unreachable,
}

impl Remote {
    /// The operation `path` of a service at an address, asked at most so often in a second.
    ///
    /// # Errors
    ///
    /// When the address is no web address, or the system gives no resources for connections.
    pub(crate) fn at(url: &str, path: &str, per_second: usize) -> anyhow::Result<Self> {
        let address = format!("{}/{path}", url.trim_end_matches('/'));
        Ok(Self {
            client: Client::builder()
                .redirect(Policy::none())
                .connect_timeout(WAIT)
                .build()?,
            address: Url::parse(&address)?,
            pace: Mutex::new(Pace::new(per_second)),
        })
    }

    /// Asks with these query parameters.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        query: &[(&str, &str)],
    ) -> Result<T, Failure> {
        self.pace(|pace| pace.may_ask(Instant::now()).then_some(()))
            .ok_or(Failure::Busy)?;
        let request = self.client.get(self.address.clone()).query(query);
        let body = timeout(WAIT, self.ask(request))
            .await
            .map_err(|_elapsed| Failure::Late)??;
        serde_json::from_slice(&body).map_err(|_error| Failure::Malformed)
    }

    async fn ask(&self, request: RequestBuilder) -> Result<Vec<u8>, Failure> {
        let mut response = request
            .send()
            .await
            .map_err(|_error| Failure::Unreachable)?;
        let status = response.status();
        if status == StatusCode::TOO_MANY_REQUESTS {
            let pause = response
                .headers()
                .get(RETRY_AFTER)
                .and_then(|value| value.to_str().ok()?.trim().parse().ok())
                .map_or(PAUSE, Duration::from_secs);
            self.pace(|pace| pace.pause(Instant::now(), pause.min(LONGEST_PAUSE)));
        }
        if status != StatusCode::OK {
            return Err(Failure::Status(status));
        }
        let mut body = Vec::new();
        while let Some(part) = response
            .chunk()
            .await
            .map_err(|_error| Failure::Unreachable)?
        {
            if body.len() + part.len() > ANSWER_BYTES {
                return Err(Failure::Large);
            }
            body.extend_from_slice(&part);
        }
        Ok(body)
    }

    fn pace<T>(&self, change: impl FnOnce(&mut Pace) -> T) -> T {
        change(&mut self.pace.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Searches with a service, whose results are remembered.
#[derive(Debug)]
pub(crate) struct Searches<T: Send + Sync + 'static> {
    service: Option<Remote>,
    found: Cache<String, Arc<[T]>>,
}

impl<T: Clone + Send + Sync + 'static> Searches<T> {
    /// Searches with the service at an address, asked at most so often in a second; nothing is asked without one.
    ///
    /// # Errors
    ///
    /// As [`Remote::at`].
    pub(crate) fn at(url: Option<&str>, per_second: usize) -> anyhow::Result<Self> {
        let service = url
            .map(|url| Remote::at(url, "search", per_second))
            .transpose()?;
        let found = Cache::builder()
            .max_capacity(REMEMBERED)
            .time_to_live(REMEMBERED_FOR)
            .build();
        Ok(Self { service, found })
    }

    /// The results remembered under `key`, or those of `ask`; `None` without a service.
    pub(crate) async fn find(
        &self,
        key: String,
        ask: impl AsyncFnOnce(&Remote) -> Result<Vec<T>, Failure>,
    ) -> Option<Result<Vec<T>, Failure>> {
        let service = self.service.as_ref()?;
        if let Some(found) = self.found.get(&key) {
            return Some(Ok(found.to_vec()));
        }
        let found = ask(service).await;
        if let Ok(found) = &found {
            self.found.insert(key, found.as_slice().into());
        }
        Some(found)
    }
}

/// Times of the requests of the last second, and the time until which the service accepts no others.
#[derive(Debug)]
struct Pace {
    per_second: usize,
    asked: VecDeque<Instant>,
    closed_until: Option<Instant>,
}

impl Pace {
    const fn new(per_second: usize) -> Self {
        Self {
            per_second,
            asked: VecDeque::new(),
            closed_until: None,
        }
    }

    /// True when the service may be asked now; then it counts as asked.
    fn may_ask(&mut self, now: Instant) -> bool {
        if self.closed_until.is_some_and(|until| now < until) {
            return false;
        }
        self.closed_until = None;
        let is_past = |asked: &Instant| now.duration_since(*asked) >= Duration::from_secs(1);
        while self.asked.front().is_some_and(is_past) {
            self.asked.pop_front();
        }
        let may = self.asked.len() < self.per_second;
        if may {
            self.asked.push_back(now);
        }
        may
    }

    fn pause(&mut self, now: Instant, pause: Duration) {
        self.closed_until = now.checked_add(pause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PER_SECOND: usize = 40;

    #[test]
    fn the_service_is_asked_so_often_in_a_second() {
        let mut pace = Pace::new(PER_SECOND);
        let start = Instant::now();

        let first: Vec<bool> = (0..=PER_SECOND).map(|_| pace.may_ask(start)).collect();

        assert_eq!(first.iter().filter(|may| **may).count(), PER_SECOND);
        assert!(!pace.may_ask(start + Duration::from_millis(999)));
        assert!(pace.may_ask(start + Duration::from_secs(1)));
    }

    #[test]
    fn a_refusal_is_respected() {
        let mut pace = Pace::new(PER_SECOND);
        let start = Instant::now();
        assert!(pace.may_ask(start));

        pace.pause(start, PAUSE);

        assert!(!pace.may_ask(start + PAUSE - Duration::from_millis(1)));
        assert!(pace.may_ask(start + PAUSE));
    }
}
