//! The editions that a query covers, and the moment for which it is evaluated.

use super::edition_index::EditionIndex;
use super::index::Catalogue;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use roaring::{MultiOps as _, RoaringBitmap};
use shared::edition::Edition;
use shared::event::{EventQuery, When};
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;

impl Catalogue {
    /// The editions that a query covers: the one that it names or else the current one; all public ones if it names events by
    /// id without an edition; none if no edition is public.
    ///
    /// # Errors
    ///
    /// A problem at `/edition` when it names an edition that is not public.
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

    /// The indexes of editions; an edition without events has none.
    pub(super) fn edition_indexes(
        &self,
        scope: &[Arc<Edition>],
    ) -> impl Iterator<Item = &EditionIndex> {
        scope
            .iter()
            .filter_map(|edition| self.edition_index(&edition.slug))
    }

    /// All events of the editions.
    pub(super) fn slots_of(&self, scope: &[Arc<Edition>]) -> RoaringBitmap {
        self.edition_indexes(scope)
            .map(|index| &index.slots)
            .union()
    }

    /// The moment for which a query is evaluated, in microseconds since 1970: the last one up to now at which the
    /// result may have changed with the time. The order (if `ordered`) and the available events change when an occurrence ends;
    /// current events also when one begins; the events of today at midnight in the time zone of each place.
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
        let ended = if ordered || by_time || query.available {
            let ends = self
                .edition_indexes(scope)
                .map(|index| index.times.last_end(at));
            ends.flatten().max()
        } else {
            None
        };
        let begun = if by_time {
            let begins = self
                .edition_indexes(scope)
                .map(|index| index.times.last_begin(at));
            begins.flatten().max()
        } else {
            None
        };
        let day_start = if matches!(query.when, Some(When::Today | When::Weekend)) {
            self.values
                .zones()
                .map(|(zone, _)| midnight(zone, now))
                .max()
        } else {
            None
        };
        ended.max(begun).max(day_start).unwrap_or(i64::MIN)
    }
}

impl Catalogue {
    /// Builds the orders of the current edition in advance, so that no reader waits for them.
    pub fn prepare(&self, now: DateTime<Utc>) {
        let query = EventQuery::default();
        let scope = self.scope(&query).unwrap_or_default();
        let at = self.moment(&scope, &query, now, true);
        for index in self.edition_indexes(&scope) {
            for at in [at, i64::MIN] {
                index.order(at, |slot| self.entry(slot));
            }
        }
    }
}

/// The last midnight in a time zone, in microseconds since 1970.
fn midnight(zone: Tz, now: DateTime<Utc>) -> i64 {
    let today = now.with_timezone(&zone).date_naive();
    // If midnight does not exist on this day, the current moment serves instead: the response is then rendered again.
    zone.from_local_datetime(&today.and_time(NaiveTime::MIN))
        .earliest()
        .map_or(now, |midnight| midnight.to_utc())
        .timestamp_micros()
}

/// The local day of a moment in a time zone; `None` for a moment before the range of dates.
pub(super) fn day(zone: Tz, at: i64) -> Option<NaiveDate> {
    DateTime::from_timestamp_micros(at).map(|at| at.with_timezone(&zone).date_naive())
}

/// The current weekend on a Saturday or Sunday, else the next one.
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

/// The problem of a parameter whose value is not `what`.
pub(super) fn fault(name: &str, value: &str, what: &str) -> FieldProblem {
    FieldProblem::new(
        format!("/{name}"),
        Code::InvalidParameter,
        format!("`{value}` is not {what}"),
    )
}
