//! Figures of keys: how requests are told apart, their rows, and the job that forgets them.

use actix_web::http::StatusCode;
use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{api_key_usage, api_keys};
use ground::db::types::SqlUuid;
use ground::error::Error;
use ground::jobs::{Jobs, Kind, Schedule};
use ground::on;
use http::Services;
use serde::{Deserialize, Serialize};
use shared::id::{ApiKeyId, PartnerSpaceId};
use shared::partner::{
    KeyDay, KeyRequests, KeyUsage, USAGE_DAYS_MAX, USAGE_KEPT_DAYS, USAGE_KEYS_MAX, UsagePeriod,
};

/// Maximum number of rows that are read at once: all those of as many keys as are shown.
const ROWS_MAX: usize = USAGE_KEYS_MAX * USAGE_DAYS_MAX * Class::ALL.len();

/// The day on which a request counts.
pub(crate) fn day_of(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&Tz::Europe__Paris).date_naive()
}

/// Outcome of a request with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    Read,
    Write,
    /// Refused by a limit.
    Refused,
    Failed,
}

impl Class {
    const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Refused, Self::Failed];

    /// The class of a request that only reads (`is_read`), or not, with the status of its answer.
    pub(super) fn of(is_read: bool, status: StatusCode) -> Self {
        if status == StatusCode::TOO_MANY_REQUESTS {
            Self::Refused
        } else if status.is_client_error() || status.is_server_error() {
            Self::Failed
        } else if is_read {
            Self::Read
        } else {
            Self::Write
        }
    }

    /// Word in the column `class`.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// Requests that are counted together: a row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cell {
    pub(super) key: ApiKeyId,
    pub(super) day: NaiveDate,
    pub(super) class: Class,
}

/// Job that forgets old figures.
#[derive(Debug, Serialize, Deserialize)]
struct ForgetUsage {}

impl Kind for ForgetUsage {
    const NAME: &'static str = "api_keys.forget_usage";
    const BATCH: u16 = 1;
}

/// Removes the figures of days past the retention, every night.
pub(crate) fn jobs(jobs: Jobs, services: &Services) -> Jobs {
    let clock = services.clock.clone();
    jobs.on(move |conn, ForgetUsage {}| {
        let kept = Days::new(USAGE_KEPT_DAYS.into());
        let first = day_of(clock.now()).checked_sub_days(kept);
        forget(conn, first.unwrap_or(NaiveDate::MIN))
    })
    .every(Schedule::daily_at(3, 55), ForgetUsage {})
}

/// Adds to the requests of each row.
pub(super) fn add(conn: &mut Conn, counted: &[(Cell, u32)]) -> Result<(), Error> {
    for (cell, number) in counted {
        let more = i64::from(*number);
        let row = (
            api_key_usage::key_id.eq(SqlUuid::from(cell.key)),
            api_key_usage::day.eq(cell.day.to_string()),
            api_key_usage::class.eq(cell.class.as_str()),
            api_key_usage::requests.eq(more),
        );
        let key = (
            api_key_usage::key_id,
            api_key_usage::day,
            api_key_usage::class,
        );
        let _one: usize = on!(&mut *conn, c => diesel::insert_into(api_key_usage::table)
            .values(row)
            .on_conflict(key)
            .do_update()
            .set(api_key_usage::requests.eq(api_key_usage::requests + more))
            .execute(c)?);
    }
    Ok(())
}

/// The keys of a space with requests on some days, the newest first.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn of_keys(
    conn: &mut Conn,
    space: PartnerSpaceId,
    period: UsagePeriod,
) -> Result<Vec<KeyUsage>, Error> {
    let rows: Vec<(SqlUuid, String, String, String, String, i64)> = api_key_usage::table
        .inner_join(api_keys::table)
        .filter(api_keys::partner_id.eq(SqlUuid::from(space)))
        .filter(api_key_usage::day.ge(period.first.to_string()))
        .filter(api_key_usage::day.le(period.last.to_string()))
        .order((
            api_keys::created_at.desc(),
            api_keys::id.desc(),
            api_key_usage::day,
        ))
        .limit(i64::try_from(ROWS_MAX).unwrap_or(i64::MAX))
        .select((
            api_keys::id,
            api_keys::name,
            api_keys::hint,
            api_key_usage::day,
            api_key_usage::class,
            api_key_usage::requests,
        ))
        .load(conn)?;
    let mut keys: Vec<KeyUsage> = Vec::new();
    for (id, name, hint, day, class, number) in rows {
        let key = ApiKeyId::from(id);
        let Ok(day) = day.parse::<NaiveDate>() else {
            continue;
        };
        let requests = of_class(&class, number.unsigned_abs());
        if keys.last().is_none_or(|last| last.key != key) {
            keys.push(KeyUsage {
                key,
                name,
                hint,
                total: KeyRequests::default(),
                days: Vec::new(),
            });
        }
        let Some(usage) = keys.last_mut() else {
            continue;
        };
        usage.total += requests;
        match usage.days.last_mut() {
            Some(last) if last.day == day => last.requests += requests,
            _ => usage.days.push(KeyDay { day, requests }),
        }
    }
    keys.truncate(USAGE_KEYS_MAX);
    Ok(keys)
}

/// So many requests of a class; nothing for a class that a later release counts.
fn of_class(class: &str, number: u64) -> KeyRequests {
    let mut requests = KeyRequests::default();
    let known = Class::ALL.into_iter().find(|it| it.as_str() == class);
    match known {
        Some(Class::Read) => requests.read = number,
        Some(Class::Write) => requests.write = number,
        Some(Class::Refused) => requests.refused = number,
        Some(Class::Failed) => requests.failed = number,
        None => {}
    }
    requests
}

/// Deletes the figures of the days before one.
fn forget(conn: &mut Conn, first: NaiveDate) -> Result<(), Error> {
    let old = api_key_usage::table.filter(api_key_usage::day.lt(first.to_string()));
    diesel::delete(old).execute(conn)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(true, 200, Class::Read)]
    #[case(true, 304, Class::Read)]
    #[case(false, 201, Class::Write)]
    #[case(true, 404, Class::Failed)]
    #[case(false, 422, Class::Failed)]
    #[case(false, 503, Class::Failed)]
    #[case(true, 429, Class::Refused)]
    #[case(false, 429, Class::Refused)]
    fn a_request_counts_once_by_its_outcome(
        #[case] is_read: bool,
        #[case] status: u16,
        #[case] class: Class,
    ) {
        let status = StatusCode::from_u16(status).unwrap();

        assert_eq!(Class::of(is_read, status), class);
    }

    #[rstest]
    #[case("2018-02-05T22:59:59Z", "2018-02-05")]
    #[case("2018-02-05T23:00:00Z", "2018-02-06")]
    #[case("2018-07-05T22:00:00Z", "2018-07-06")]
    fn a_day_begins_at_midnight_in_paris(#[case] time: &str, #[case] day: &str) {
        let time: DateTime<Utc> = time.parse().unwrap();

        assert_eq!(day_of(time).to_string(), day);
    }
}
