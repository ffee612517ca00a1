//! Rate limits of the API: how many requests a client makes in a window.
//!
//! The counts are in the database, for all instances together, and written in batches: an instance counts up to a tenth of a quota by
//! itself, then adds it to the common count and learns of that of the others. So all instances together admit at most, beyond the quota,
//! what the others have not written yet: for each of them a tenth of the quota, and what it admits during one write. Nothing waits for the
//! database; while it does not answer, each instance applies the quota to what it knows.
//!
//! The header fields are those of draft-ietf-httpapi-ratelimit-headers-10.

use super::Services;
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use ground::attempts;
use ground::error::Error;
use ground::hex::sha256;
use moka::sync::Cache;
use shared::problem::Code;
use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Batches in which an instance uses up a quota.
const BATCHES: u32 = 10;
/// Clients whose counts are held in memory; that of another begins anew, and learns what the database knows with its first batch.
const CLIENTS_MAX: u64 = 200_000;
/// Time after which the count of a client that makes no requests is forgotten.
const IDLE: Duration = Duration::from_mins(5);

/// Number of requests that one client may make in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Name in the header fields.
    pub name: &'static str,
    /// Whose requests are counted together.
    pub counted: &'static str,
    /// Requests in a window.
    pub quota: u32,
    /// Length of the window in seconds; windows start at multiples of it.
    pub window_s: u32,
}

/// The rate limits of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateTable {
    /// Requests without an API key.
    pub address: Rate,
    /// Requests with a secret key.
    pub key: Rate,
    /// Requests of one reader with a publishable key.
    pub reader: Rate,
    /// Requests of all readers with a publishable key.
    pub readers: Rate,
}

impl RateTable {
    /// The limits in force, which the documentation shows.
    pub const IN_FORCE: Self = Self {
        address: Rate {
            name: "address",
            counted: "requests without an API key from one address (IPv6: one /64 network)",
            quota: 3_000,
            window_s: 60,
        },
        key: Rate {
            name: "key",
            counted: "requests with one secret key",
            quota: 6_000,
            window_s: 60,
        },
        reader: Rate {
            name: "reader",
            counted: "requests with one publishable key from one address",
            quota: 600,
            window_s: 60,
        },
        readers: Rate {
            name: "readers",
            counted: "requests with one publishable key",
            quota: 30_000,
            window_s: 60,
        },
    };

    /// All limits, in the order of the documentation.
    pub const fn all(&self) -> [Rate; 4] {
        [self.address, self.key, self.reader, self.readers]
    }
}

impl Rate {
    /// The limit as a row of a table in Markdown.
    pub fn row(&self) -> String {
        format!(
            "| `{}` | {} | {} | {} s |",
            self.name,
            self.counted,
            grouped(self.quota),
            self.window_s
        )
    }

    const fn batch(self) -> u32 {
        let batch = self.quota / BATCHES;
        if batch == 0 { 1 } else { batch }
    }

    fn start(self, now: DateTime<Utc>) -> i64 {
        let seconds = now.timestamp();
        seconds - seconds.rem_euclid(i64::from(self.window_s.max(1)))
    }
}

/// A number with a comma between thousands.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Where a client stands with one limit after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Limit that was counted.
    pub rate: Rate,
    /// Requests that are left in the window.
    pub remaining: u32,
    /// Seconds until the next window.
    pub reset_s: u32,
    /// True when the request is one too many.
    pub exceeded: bool,
}

/// Value of the header field `RateLimit-Policy`: quota and window of each limit.
pub fn policy_field(standings: &[Standing]) -> String {
    let items = standings.iter().map(|it| {
        let Rate {
            name,
            quota,
            window_s,
            ..
        } = it.rate;
        format!("\"{name}\";q={quota};w={window_s}")
    });
    items.collect::<Vec<_>>().join(", ")
}

/// Value of the header field `RateLimit`: requests and seconds that are left.
pub fn limit_field(standings: &[Standing]) -> String {
    let items = standings.iter().map(|it| {
        let (name, remaining, reset) = (it.rate.name, it.remaining, it.reset_s);
        format!("\"{name}\";r={remaining};t={reset}")
    });
    items.collect::<Vec<_>>().join(", ")
}

/// The refusal of a request that is one too many; `None` when none of the limits is exceeded.
pub fn refusal(standings: &[Standing]) -> Option<Error> {
    let exceeded = standings.iter().filter(|it| it.exceeded);
    let longest = exceeded.max_by_key(|it| it.reset_s)?;
    let Rate {
        quota, window_s, ..
    } = longest.rate;
    Some(
        Error::rejected(Code::TooManyRequests)
            .because(format!("at most {quota} requests in {window_s} seconds"))
            .header("Retry-After", longest.reset_s.to_string()),
    )
}

/// Name under which the requests of an address are counted: the address, or its /64 network for IPv6.
pub fn client_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Requests of a client in one window.
#[derive(Debug, Default)]
struct Meter {
    /// Beginning of the window, in seconds since 1970.
    start: i64,
    /// Requests that the database knows of, on all instances.
    common: u32,
    /// Requests of this instance that are being written.
    in_flight: u32,
    /// Requests of this instance that are not written yet.
    own: u32,
    /// Those of them whose write failed, and for which a further batch is awaited.
    failed: u32,
}

impl Meter {
    fn used(&self) -> u32 {
        self.common
            .saturating_add(self.in_flight)
            .saturating_add(self.own)
    }

    /// Begins the write of a batch, and returns its number of requests; 0 when none is due.
    fn take(&mut self, rate: Rate) -> u32 {
        if self.in_flight > 0 || self.own < self.failed.saturating_add(rate.batch()) {
            return 0;
        }
        self.in_flight = self.own;
        (self.own, self.failed) = (0, 0);
        self.in_flight
    }

    /// Ends the write of a batch; `total` is the common count after it, `None` when the database did not answer.
    fn wrote(&mut self, start: i64, batch: u32, total: Option<i32>) {
        if self.start != start {
            return;
        }
        self.in_flight = 0;
        if let Some(total) = total {
            self.common = self.common.max(u32::try_from(total).unwrap_or_default());
        } else {
            // Written with the next batch: a database that does not answer is not asked at every request.
            self.failed = self.own.saturating_add(batch);
            self.own = self.failed;
        }
    }
}

/// Counts requests; registered as `Data<Rates>`.
pub struct Rates {
    services: Data<Services>,
    /// The limits that it applies.
    pub table: RateTable,
    meters: Cache<String, Arc<Mutex<Meter>>>,
    writing: Arc<AtomicUsize>,
}

impl fmt::Debug for Rates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rates")
            .field("table", &self.table)
            .finish_non_exhaustive()
    }
}

fn held(meter: &Mutex<Meter>) -> MutexGuard<'_, Meter> {
    meter.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Rates {
    /// Applies the limits of `table`.
    pub fn new(services: Data<Services>, table: RateTable) -> Self {
        Self {
            services,
            table,
            meters: Cache::builder()
                .max_capacity(CLIENTS_MAX)
                .time_to_idle(IDLE)
                .build(),
            writing: Arc::default(),
        }
    }

    /// Number of batches that are being written.
    pub fn writes_under_way(&self) -> usize {
        self.writing.load(Ordering::Acquire)
    }

    /// Counts a request of a client for a limit, unless it is one too many.
    pub fn count(&self, rate: Rate, client: &str) -> Standing {
        let now = self.services.clock.now();
        let start = rate.start(now);
        let key = format!("{}:{client}", rate.name);
        let meter = match self.meters.get(&key) {
            Some(meter) => meter,
            None => self.meters.get_with(key, Arc::default),
        };
        let mut counted = held(&meter);
        if counted.start != start {
            *counted = Meter {
                start,
                ..Meter::default()
            };
        }
        let used = counted.used();
        let exceeded = used >= rate.quota;
        if !exceeded {
            counted.own += 1;
        }
        let batch = counted.take(rate);
        drop(counted);
        if batch > 0 {
            self.write(rate, client, meter, start, batch);
        }
        let left = start + i64::from(rate.window_s) - now.timestamp();
        Standing {
            rate,
            remaining: rate.quota.saturating_sub(used.saturating_add(1)),
            reset_s: u32::try_from(left.max(1)).unwrap_or(rate.window_s),
            exceeded,
        }
    }

    /// Adds a batch to the common count, and learns of that of all instances; nobody waits for it.
    fn write(&self, rate: Rate, client: &str, meter: Arc<Mutex<Meter>>, start: i64, batch: u32) {
        let (services, writing) = (self.services.clone(), Arc::clone(&self.writing));
        writing.fetch_add(1, Ordering::AcqRel);
        // A digest, so that no network address is stored.
        let key = format!("rate:{}:{}", rate.name, sha256(client));
        tokio::spawn(async move {
            let begin = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(start);
            let number = i32::try_from(batch).unwrap_or(i32::MAX);
            let added = services
                .db
                .write(move |conn| attempts::add_many(conn, &key, begin, number))
                .await;
            held(&meter).wrote(start, batch, added.ok());
            writing.fetch_sub(1, Ordering::AcqRel);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("192.0.2.7", "192.0.2.7")]
    #[case("::ffff:192.0.2.7", "192.0.2.7")]
    #[case("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    fn an_ipv6_client_is_its_network(#[case] address: &str, #[case] client: &str) {
        assert_eq!(client_of(address.parse().unwrap()), client);
    }

    #[test]
    fn a_batch_that_was_not_written_is_written_with_the_next_one() {
        let rate = RateTable::IN_FORCE.reader;
        let mut meter = Meter::default();
        let counted = |meter: &mut Meter, number: u32| {
            meter.own += number;
            meter.take(rate)
        };

        assert_eq!(counted(&mut meter, 59), 0);
        assert_eq!(counted(&mut meter, 1), 60);
        assert_eq!(counted(&mut meter, 5), 0);
        meter.wrote(0, 60, None);
        assert_eq!(meter.used(), 65);
        assert_eq!(counted(&mut meter, 59), 0);
        assert_eq!(counted(&mut meter, 1), 125);
        meter.wrote(0, 125, Some(200));
        assert_eq!(meter.used(), 200);
    }

    #[test]
    fn the_header_fields_name_every_limit() {
        let RateTable {
            reader, readers, ..
        } = RateTable::IN_FORCE;
        let standing = |rate, exceeded| Standing {
            rate,
            remaining: 7,
            reset_s: 12,
            exceeded,
        };
        let standings = [standing(reader, false), standing(readers, true)];

        assert_eq!(
            policy_field(&standings),
            "\"reader\";q=600;w=60, \"readers\";q=30000;w=60"
        );
        assert_eq!(
            limit_field(&standings),
            "\"reader\";r=7;t=12, \"readers\";r=7;t=12"
        );
        assert!(refusal(&standings[..1]).is_none());
        assert_eq!(refusal(&standings).unwrap().code(), Code::TooManyRequests);
    }

    #[test]
    fn numbers_are_grouped() {
        let numbers = [7, 600, 3_000, 30_000, 1_234_567].map(grouped);

        assert_eq!(numbers, ["7", "600", "3,000", "30,000", "1,234,567"]);
    }
}
