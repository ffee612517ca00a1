//! Current time: the only place that reads the system time.

use chrono::{DateTime, Duration, SubsecRound as _, Utc};
use std::sync::Arc;
use tokio::sync::watch;

/// The source of the current time: the system clock, or a clock set by a test.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    Fixed(Arc<watch::Sender<DateTime<Utc>>>),
}

impl Clock {
    /// Reads the time of the machine.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stays at `at` until it is advanced or set; clones share the same time.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self(Source::Fixed(Arc::new(watch::Sender::new(at))))
    }

    /// The current time, truncated to microseconds, the precision of both databases.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            #[expect(
                clippy::disallowed_methods,
                reason = "the only place that reads the system time"
            )]
            Source::System => Utc::now().trunc_subsecs(6),
            Source::Fixed(at) => *at.borrow(),
        }
    }

    /// Advances a fixed clock; has no effect on the system clock.
    pub fn advance(&self, by: Duration) {
        if let Source::Fixed(at) = &self.0 {
            at.send_modify(|at| *at += by);
        }
    }

    /// Sets a fixed clock; has no effect on the system clock.
    pub fn set(&self, to: DateTime<Utc>) {
        if let Source::Fixed(at) = &self.0 {
            at.send_replace(to);
        }
    }

    /// The jumps of a fixed clock from now on; the system clock makes none.
    pub fn jumps(&self) -> Jumps {
        Jumps(match &self.0 {
            Source::System => None,
            Source::Fixed(at) => Some(at.subscribe()),
        })
    }
}

/// Tells of the jumps of a fixed clock, so that a test does not wait for those who look at the time now and then.
#[derive(Debug)]
pub struct Jumps(Option<watch::Receiver<DateTime<Utc>>>);

impl Jumps {
    /// Waits for a jump, or returns at once if there was one since the last time.
    pub async fn wait(&mut self) {
        if let Some(jumps) = &mut self.0
            && jumps.changed().await.is_ok()
        {
            return;
        }
        std::future::pending().await
    }
}
