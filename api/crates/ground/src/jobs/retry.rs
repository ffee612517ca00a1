//! Delays between the attempts at a job.

use chrono::Duration;

/// Number of attempts at a job, and the delay between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// Maximum number of attempts; the job is dead after the last one.
    pub attempts: u32,
    /// Longest delay after the first attempt; it doubles after each further one.
    pub first: Duration,
    /// Upper bound of the delay.
    pub longest: Duration,
}

impl Retry {
    /// Ten attempts, 10 s, 20 s, 40 s … 43 minutes apart at most: 85 minutes in all.
    pub const DEFAULT: Self = Self {
        attempts: 10,
        first: Duration::seconds(10),
        longest: Duration::hours(1),
    };

    /// The delay after attempt number `attempt` (from 1), or `None` after the last one.
    ///
    /// `share`, from 0 to 1, is random: the delay lies between half of the backoff and all of it, so that jobs
    /// which failed together are not retried together.
    pub(super) fn wait(&self, attempt: u32, share: f64) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        let doublings = attempt.saturating_sub(1).min(31);
        let longest_ms = self.longest.num_milliseconds().max(0);
        let whole_ms = self
            .first
            .num_milliseconds()
            .max(0)
            .saturating_mul(1 << doublings)
            .min(longest_ms);
        let half_ms = whole_ms / 2;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a share of milliseconds, below 2^52 for any wait that makes sense"
        )]
        let jitter_ms = ((whole_ms - half_ms) as f64 * share.clamp(0.0, 1.0)) as i64;
        Some(Duration::milliseconds(half_ms + jitter_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_wait_doubles_up_to_its_bound_and_ends_with_the_last_attempt() {
        let retry = Retry {
            attempts: 6,
            first: Duration::seconds(10),
            longest: Duration::seconds(60),
        };

        let waits: Vec<_> = (1..=6).map(|attempt| retry.wait(attempt, 1.0)).collect();

        let seconds = [10, 20, 40, 60, 60].map(|s| Some(Duration::seconds(s)));
        assert_eq!(waits[..5], seconds);
        assert_eq!(waits[5], None);
    }

    proptest! {
        #[test]
        fn every_wait_lies_between_half_and_all_of_the_backoff(
            attempts in 1..=u32::MAX,
            attempt in 1..200_u32,
            first_s in 0..100_000_i64,
            longest_s in 0..10_000_000_i64,
            share in 0.0..=1.0,
        ) {
            let retry = Retry {
                attempts,
                first: Duration::seconds(first_s),
                longest: Duration::seconds(longest_s),
            };

            match retry.wait(attempt, share) {
                None => prop_assert!(attempt >= attempts),
                Some(wait) => {
                    let factor = 2_i64.saturating_pow(attempt - 1);
                    let whole_s = first_s.saturating_mul(factor).min(longest_s);
                    let whole = Duration::seconds(whole_s);
                    prop_assert!(attempt < attempts);
                    prop_assert!(whole / 2 <= wait && wait <= whole, "{wait} of {whole}");
                }
            }
        }
    }
}
