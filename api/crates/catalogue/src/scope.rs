//! What a query asks of, and of which moment.

use super::index::Catalogue;
use super::shelf::Shelf;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use roaring::{MultiOps as _, RoaringBitmap};
use shared::edition::Edition;
use shared::event::{EventQuery, When};
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;

impl Catalogue {
    /// The editions that the query asks about: one; or all, where events are named by their ids alone; or none, as long as
    /// there is none to see.
    ///
    /// # Errors
    ///
    /// A fault at `/edition` when it names one that the public does not see.
    pub(super) fn scope(&self, query: &EventQuery) -> Result<Vec<Arc<Edition>>, FieldProblem> {
        match query.edition.as_deref() {
            Some(slug) => self
                .edition(slug)
                .map(|edition| vec![Arc::clone(edition)])
                .ok_or_else(|| fault("edition", slug, "an edition")),
            None if query.ids.is_empty() => {
                let current = self.current_edition().map(|edition| edition.slug.as_str());
                Ok(current
                    .and_then(|slug| self.edition(slug))
                    .cloned()
                    .into_iter()
                    .collect())
            }
            None => Ok(self.editions().cloned().collect()),
        }
    }

    /// The shelves of editions; one that has no events has none.
    pub(super) fn shelves(&self, scope: &[Arc<Edition>]) -> impl Iterator<Item = &Shelf> {
        scope.iter().filter_map(|edition| self.shelf(&edition.slug))
    }

    /// All events of the editions.
    pub(super) fn slots_of(&self, scope: &[Arc<Edition>]) -> RoaringBitmap {
        self.shelves(scope).map(|shelf| &shelf.slots).union()
    }

    /// The moment for which the query is answered, in microseconds: the last one up to now at which the answer may have
    /// changed by itself. It changes when an occurrence ends, for the order (if `ordered`); when one begins, for what is
    /// under way; at midnight on the clocks of each place, for what is today.
    pub(super) fn moment(
        &self,
        scope: &[Arc<Edition>],
        query: &EventQuery,
        now: DateTime<Utc>,
        ordered: bool,
    ) -> i64 {
        let at = now.timestamp_micros();
        let by_time = matches!(
            query.when,
            Some(When::Past | When::Current | When::Upcoming)
        );
        let ended = if ordered || by_time {
            let ends = self.shelves(scope).map(|shelf| shelf.times.last_end(at));
            ends.flatten().max()
        } else {
            None
        };
        let begun = if by_time {
            let begins = self.shelves(scope).map(|shelf| shelf.times.last_begin(at));
            begins.flatten().max()
        } else {
            None
        };
        let woken = if matches!(query.when, Some(When::Today | When::Weekend)) {
            self.values
                .zones()
                .map(|(zone, _)| midnight(zone, now))
                .max()
        } else {
            None
        };
        ended.max(begun).max(woken).unwrap_or(i64::MIN)
    }
}

impl Catalogue {
    /// Makes the orders of the current edition, so that no reader waits for them.
    pub fn prepare(&self, now: DateTime<Utc>) {
        let query = EventQuery::default();
        let scope = self.scope(&query).unwrap_or_default();
        let at = self.moment(&scope, &query, now, true);
        for shelf in self.shelves(&scope) {
            for at in [at, i64::MIN] {
                shelf.order(at, |slot| self.entry(slot));
            }
        }
    }
}

/// The last midnight on the clocks of the zone, in microseconds.
fn midnight(zone: Tz, now: DateTime<Utc>) -> i64 {
    let today = now.with_timezone(&zone).date_naive();
    // Where no clock shows midnight, the moment itself will do: the answer is made anew.
    zone.from_local_datetime(&today.and_time(NaiveTime::MIN))
        .earliest()
        .map_or(now, |midnight| midnight.to_utc())
        .timestamp_micros()
}

/// The day on the clocks of the zone; `None` before all days.
pub(super) fn day(zone: Tz, at: i64) -> Option<NaiveDate> {
    DateTime::from_timestamp_micros(at).map(|at| at.with_timezone(&zone).date_naive())
}

/// The Saturday and Sunday that run on that day, or else come next.
pub(super) fn weekend(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    use chrono::Datelike as _;

    // Monday is 0.
    let past_monday = u64::from(day.weekday().num_days_from_monday());
    let saturday = if past_monday == 6 {
        day - Days::new(1)
    } else {
        day + Days::new(5 - past_monday)
    };
    (saturday, saturday + Days::new(1))
}

/// A fault of a parameter's value.
pub(super) fn fault(name: &str, value: &str, what: &str) -> FieldProblem {
    FieldProblem::new(
        format!("/{name}"),
        Code::InvalidParameter,
        format!("`{value}` is not {what}"),
    )
}
