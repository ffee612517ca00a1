//! Queues for files that are expensive to render.
//!
//! Small and large files have queues of their own, so that the programme of a department does not wait for whole
//! editions. In a queue each client has one place: its files are rendered one after the other, and those of other
//! clients in between. Large files are limited per client as well, as each occupies a processor for seconds.

use ground::error::Error;
use moka::sync::Cache;
use shared::problem::Code;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Longest wait for a turn.
const WAIT: Duration = Duration::from_secs(10);
/// Maximum number of large files rendered for one client in [`LARGE_WINDOW`]; cached ones do not count.
const LARGE_PER_CLIENT: u32 = 12;
/// Window in which a client's large files are counted.
const LARGE_WINDOW: Duration = Duration::from_mins(10);
/// Maximum number of clients whose large files are counted.
const COUNTED_CLIENTS: u64 = 100_000;

/// Sizes of a kind of file, in events; four occurrences count as one event at least.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    /// Maximum size of a file that is rendered without waiting.
    pub(super) at_once: usize,
    /// Maximum size of a small file.
    pub(super) small: usize,
    /// Maximum size of any file; a larger one is rejected.
    pub(super) most: usize,
}

/// Rendering cost of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Costs no more than one or two pages of the list.
    Light,
    /// Takes a few tenths of a second.
    Small,
    /// Takes one second or more.
    Large,
}

impl Sizes {
    /// Number of occurrences that cost as much as an event.
    const OCCURRENCES: usize = 4;

    /// Rendering cost of a file with so many events and occurrences.
    ///
    /// # Errors
    ///
    /// `too_many` above the limit.
    pub(super) fn weigh(self, events: usize, occurrences: usize) -> Result<Weight, Error> {
        let size = events.max(occurrences.div_ceil(Self::OCCURRENCES));
        if size > self.most {
            return Err(Error::rejected(Code::TooMany).because(format!(
                "{events} events with {occurrences} occurrences exceed the limit of {} events and {} occurrences; request one region or department",
                self.most,
                self.most * Self::OCCURRENCES
            )));
        }
        Ok(if size <= self.at_once {
            Weight::Light
        } else if size <= self.small {
            Weight::Small
        } else {
            Weight::Large
        })
    }
}

/// Permit to render one file; dropping it ends the turn.
#[derive(Debug)]
pub(super) struct Turn {
    _place: OwnedSemaphorePermit,
    _lane: OwnedSemaphorePermit,
}

/// The queues of this instance.
#[derive(Debug)]
pub(super) struct Turns {
    small: Lane,
    large: Lane,
    /// Number of large files rendered, per client.
    rendered: Cache<String, Arc<AtomicU32>>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            small: Lane::default(),
            large: Lane::default(),
            rendered: Cache::builder()
                .max_capacity(COUNTED_CLIENTS)
                .time_to_live(LARGE_WINDOW)
                .build(),
        }
    }
}

impl Turns {
    /// Waits for the turn of a client; `None` for a file that needs none.
    ///
    /// # Errors
    ///
    /// `unavailable` after [`WAIT`], `too_many_requests` when the client exceeds its limit of large files.
    pub(super) async fn wait(&self, weight: Weight, client: &str) -> Result<Option<Turn>, Error> {
        let lane = match weight {
            Weight::Light => return Ok(None),
            Weight::Small => &self.small,
            Weight::Large => &self.large,
        };
        if weight == Weight::Large
            && self.count_of(client).load(Ordering::Relaxed) >= LARGE_PER_CLIENT
        {
            return Err(Error::rejected(Code::TooManyRequests)
                .because(
                    "too many large files; the same file again, or a smaller one, is not counted",
                )
                .header("Retry-After", LARGE_WINDOW.as_secs().to_string()));
        }
        match timeout(WAIT, lane.turn(client)).await {
            Ok(turn) => Ok(Some(turn?)),
            Err(_elapsed) => Err(Error::rejected(Code::Unavailable)
                .because("other files are being rendered")
                .header("Retry-After", "10")),
        }
    }

    /// Counts a large file that is rendered for this client.
    pub(super) fn count(&self, weight: Weight, client: &str) {
        if weight == Weight::Large {
            self.count_of(client).fetch_add(1, Ordering::Relaxed);
        }
    }

    fn count_of(&self, client: &str) -> Arc<AtomicU32> {
        self.rendered.get_with_by_ref(client, Arc::default)
    }
}

/// Queue that renders one file at a time, so that other requests still find free threads.
#[derive(Debug)]
struct Lane {
    free: Arc<Semaphore>,
    /// Permit of each client that has a turn or waits for one.
    places: Mutex<HashMap<String, Weak<Semaphore>>>,
}

impl Default for Lane {
    fn default() -> Self {
        Self {
            free: Arc::new(Semaphore::new(1)),
            places: Mutex::default(),
        }
    }
}

impl Lane {
    async fn turn(&self, client: &str) -> anyhow::Result<Turn> {
        let place = self.place_of(client).acquire_owned().await?;
        let lane = Arc::clone(&self.free).acquire_owned().await?;
        Ok(Turn {
            _place: place,
            _lane: lane,
        })
    }

    fn place_of(&self, client: &str) -> Arc<Semaphore> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.retain(|_, place| place.strong_count() > 0);
        if let Some(place) = places.get(client).and_then(Weak::upgrade) {
            return place;
        }
        let place = Arc::new(Semaphore::new(1));
        places.insert(client.to_owned(), Arc::downgrade(&place));
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::future::poll_fn;
    use std::pin::{Pin, pin};
    use std::task::Poll;

    const SIZES: Sizes = Sizes {
        at_once: 10,
        small: 300,
        most: 3_000,
    };

    #[rstest]
    #[case(10, 40, Some(Weight::Light))]
    #[case(11, 11, Some(Weight::Small))]
    #[case(300, 1_200, Some(Weight::Small))]
    #[case(300, 1_201, Some(Weight::Large))]
    #[case(3_000, 12_000, Some(Weight::Large))]
    #[case(3_001, 3_001, None)]
    // A few events may have 800 occurrences each.
    #[case(20, 12_001, None)]
    fn a_file_is_weighed_by_its_events_and_occurrences(
        #[case] events: usize,
        #[case] occurrences: usize,
        #[case] weight: Option<Weight>,
    ) {
        let weighed = SIZES.weigh(events, occurrences);

        assert_eq!(weighed.as_ref().ok().copied(), weight);
        assert!(
            weighed
                .err()
                .is_none_or(|refusal| refusal.code() == Code::TooMany)
        );
    }

    /// Polls a future once; true when it is still pending.
    async fn waits<F: Future>(mut future: Pin<&mut F>) -> bool {
        poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx).is_pending())).await
    }

    #[tokio::test]
    async fn a_small_file_does_not_wait_for_large_ones_and_a_light_one_for_nothing() {
        let turns = Turns::default();
        let _held = turns.wait(Weight::Large, "a").await.unwrap();

        assert!(turns.wait(Weight::Small, "b").await.unwrap().is_some());
        assert!(turns.wait(Weight::Light, "a").await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_client_with_many_requests_lets_others_go_between() {
        let turns = Turns::default();
        let first = turns.wait(Weight::Small, "greedy").await.unwrap();
        let mut second = pin!(turns.wait(Weight::Small, "greedy"));
        let mut other = pin!(turns.wait(Weight::Small, "other"));
        assert!(waits(second.as_mut()).await);
        assert!(waits(other.as_mut()).await);

        drop(first);
        // Both are polled again, the one with many requests first.
        let still_waiting = waits(second.as_mut()).await;
        let turn = other.await.unwrap();
        drop(turn);

        assert!(still_waiting);
        assert!(second.await.unwrap().is_some());
    }

    #[tokio::test]
    async fn large_files_are_limited_by_client() {
        let turns = Turns::default();
        for _ in 0..LARGE_PER_CLIENT {
            drop(turns.wait(Weight::Large, "greedy").await.unwrap());
            turns.count(Weight::Large, "greedy");
        }

        let refused = turns.wait(Weight::Large, "greedy").await.unwrap_err();

        assert_eq!(refused.code(), Code::TooManyRequests);
        assert!(turns.wait(Weight::Small, "greedy").await.is_ok());
        assert!(turns.wait(Weight::Large, "other").await.is_ok());
    }
}
