//! Queues for files that are expensive to render.
//!
//! Small files and large ones wait in lanes of their own, so that the programme of a department does not wait for whole editions.
//! In a lane each client has one place: whoever asks for many files gets them one after the other, and lets everybody else
//! go between. What is made for one client is limited as well, by the processor time that it takes, files and encodings together.

use ground::error::Error;
use moka::sync::Cache;
use shared::problem::Code;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Longest wait for a turn.
const WAIT: Duration = Duration::from_secs(10);
/// Period over which the time of a client is added up.
const WINDOW: Duration = Duration::from_mins(10);
/// Clients whose time is counted.
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
    /// Processor time that an event takes.
    pub(super) per_event: Duration,
}

/// Estimated cost of rendering a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) weight: Weight,
    /// Processor time, as estimated before the file is made.
    pub(super) time: Duration,
}

/// Rendering cost of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// A few hundredths of a second.
    Light,
    /// Takes a few tenths of a second.
    Small,
    /// Takes one second or more.
    Large,
}

impl Sizes {
    /// Number of occurrences that cost as much as an event.
    const OCCURRENCES: usize = 4;

    /// The cost of a file with so many events and occurrences.
    ///
    /// # Errors
    ///
    /// `too_many` above the limit.
    pub(super) fn weigh(self, events: usize, occurrences: usize) -> Result<Cost, Error> {
        let size = events.max(occurrences.div_ceil(Self::OCCURRENCES));
        if size > self.most {
            return Err(Error::rejected(Code::TooMany).because(format!(
                "{events} events with {occurrences} occurrences exceed the limit of {} events and {} occurrences; request one region or department",
                self.most,
                self.most * Self::OCCURRENCES
            )));
        }
        let weight = if size <= self.at_once {
            Weight::Light
        } else if size <= self.small {
            Weight::Small
        } else {
            Weight::Large
        };
        let times = u32::try_from(size).unwrap_or(u32::MAX);
        Ok(Cost {
            weight,
            time: self.per_event.saturating_mul(times),
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
    /// Processor time that one client may take in [`WINDOW`]; what is in the cache takes none.
    per_client: Duration,
    /// Processor time that each client took, in microseconds.
    taken: Cache<String, Arc<AtomicU64>>,
}

impl Turns {
    /// Queues in which each client may take so much processor time in ten minutes.
    pub(super) fn new(per_client: Duration) -> Self {
        Self {
            small: Lane::default(),
            large: Lane::default(),
            taken: Cache::builder()
                .max_capacity(COUNTED_CLIENTS)
                .time_to_live(WINDOW)
                .build(),
            per_client,
        }
    }

    /// Waits for the turn of a client; `None` for a file that needs none.
    ///
    /// # Errors
    ///
    /// `unavailable` when it does not come in time, `too_many_requests` when the client has had its time.
    pub(super) async fn wait(&self, weight: Weight, client: &str) -> Result<Option<Turn>, Error> {
        self.check(client)?;
        let lane = match weight {
            Weight::Light => return Ok(None),
            Weight::Small => &self.small,
            Weight::Large => &self.large,
        };
        let turn = timeout(WAIT, lane.turn(client))
            .await
            .map_err(|_elapsed| {
                Error::rejected(Code::Unavailable)
                    .because("other files are being rendered")
                    .header("Retry-After", "10")
            })??;
        // Its requests that waited before this one took time too.
        self.check(client)?;
        Ok(Some(turn))
    }

    fn check(&self, client: &str) -> Result<(), Error> {
        if self.has_time(client) {
            return Ok(());
        }
        Err(Error::rejected(Code::TooManyRequests)
            .because("too many files; the same file again is not counted")
            .header("Retry-After", WINDOW.as_secs().to_string()))
    }

    /// True while the client has processor time left in the window.
    pub(super) fn has_time(&self, client: &str) -> bool {
        let taken = self.taken_by(client).load(Ordering::Relaxed);
        Duration::from_micros(taken) < self.per_client
    }

    /// Counts time that is taken for this client.
    pub(super) fn take(&self, time: Duration, client: &str) {
        let time = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        self.taken_by(client).fetch_add(time, Ordering::Relaxed);
    }

    fn taken_by(&self, client: &str) -> Arc<AtomicU64> {
        self.taken.get_with_by_ref(client, Arc::default)
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

    const TIME_PER_CLIENT: Duration = Duration::from_secs(36);

    const SIZES: Sizes = Sizes {
        at_once: 10,
        small: 300,
        most: 3_000,
        per_event: Duration::from_millis(1),
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

        assert_eq!(weighed.as_ref().ok().map(|cost| cost.weight), weight);
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
        let turns = Turns::new(TIME_PER_CLIENT);
        let _held = turns.wait(Weight::Large, "a").await.unwrap();

        assert!(turns.wait(Weight::Small, "b").await.unwrap().is_some());
        assert!(turns.wait(Weight::Light, "a").await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_client_with_many_requests_lets_others_go_between() {
        let turns = Turns::new(TIME_PER_CLIENT);
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

    #[test]
    fn a_file_takes_time_by_its_size() {
        assert_eq!(
            SIZES.weigh(20, 1_000).unwrap().time,
            Duration::from_millis(250)
        );
    }

    #[rstest]
    #[case(Weight::Light)]
    #[case(Weight::Small)]
    #[case(Weight::Large)]
    #[tokio::test]
    async fn a_client_has_so_much_time_for_files_of_any_size(#[case] weight: Weight) {
        let turns = Turns::new(TIME_PER_CLIENT);
        let once = TIME_PER_CLIENT / 12;
        for _ in 0..12 {
            drop(turns.wait(weight, "greedy").await.unwrap());
            turns.take(once, "greedy");
        }

        let refused = turns.wait(weight, "greedy").await.unwrap_err();

        assert_eq!(refused.code(), Code::TooManyRequests);
        assert!(!turns.has_time("greedy"));
        assert!(turns.wait(weight, "other").await.is_ok());
    }

    #[tokio::test]
    async fn requests_that_wait_are_checked_when_their_turn_comes() {
        let turns = Turns::new(TIME_PER_CLIENT);
        let first = turns.wait(Weight::Small, "greedy").await.unwrap();
        let mut second = pin!(turns.wait(Weight::Small, "greedy"));
        assert!(waits(second.as_mut()).await);

        turns.take(TIME_PER_CLIENT, "greedy");
        drop(first);

        assert_eq!(second.await.unwrap_err().code(), Code::TooManyRequests);
    }
}
