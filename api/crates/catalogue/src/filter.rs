//! Which events answer a query.

use super::index::Catalogue;
use super::scope::{day, fault, weekend};
use super::text::Hits;
use super::value::Value;
use chrono::NaiveDate;
use roaring::{MultiOps as _, RoaringBitmap};
use shared::calendar::Window;
use shared::edition::{Edition, LocalDates, Term};
use shared::event::{EventQuery, When};
use shared::place::Territory;
use shared::problem::FieldProblem;
use std::borrow::Cow;
use std::sync::Arc;

/// A filter, as far as it can be left out alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    Text,
    Region,
    Department,
    Kind,
    Audience,
    Topic,
    Sector,
    Access,
    Attendance,
    Accessibility,
    Status,
    /// `from` and `to`.
    Days,
    When,
    Age,
    Bounds,
    Radius,
    Ids,
}

/// A query, worked out: each of its filters apart.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    /// All events of the editions.
    pub(super) base: RoaringBitmap,
    filters: Vec<(Filter, Cow<'a, RoaringBitmap>)>,
    /// What each word finds.
    pub(super) words: Vec<Hits>,
}

impl Asked<'_> {
    /// The events that answer all filters.
    pub(super) fn slots(&self) -> RoaringBitmap {
        self.through(|_| true)
    }

    /// The events that answer all filters but one.
    pub(super) fn without(&self, left_out: Filter) -> RoaringBitmap {
        self.through(|filter| filter != left_out)
    }

    /// Whether the filter narrows at all.
    pub(super) fn has(&self, filter: Filter) -> bool {
        self.filters.iter().any(|(known, _)| *known == filter)
    }

    fn through(&self, holds: impl Fn(Filter) -> bool) -> RoaringBitmap {
        let mut filters: Vec<_> = self
            .filters
            .iter()
            .filter(|(filter, _)| holds(*filter))
            .map(|(_, slots)| slots.as_ref())
            .collect();
        // The smallest first: what follows has less to look at.
        filters.sort_unstable_by_key(|slots| slots.len());
        let Some((first, rest)) = filters.split_first() else {
            return self.base.clone();
        };
        let mut slots = &self.base & *first;
        for filter in rest {
            slots &= *filter;
        }
        slots
    }
}

impl Catalogue {
    /// Works the filters of a query out, for the editions of its scope and a moment in microseconds.
    pub(super) fn asked<'a>(
        &'a self,
        scope: &[Arc<Edition>],
        query: &EventQuery,
        at: i64,
    ) -> Asked<'a> {
        let base = self.slots_of(scope);
        let mut filters: Vec<(Filter, Cow<'a, RoaringBitmap>)> = Vec::new();
        let q = query;
        for (filter, alternatives) in [
            (Filter::Region, values(&q.regions, Value::Region)),
            (
                Filter::Department,
                values(&q.departments, Value::Department),
            ),
            (Filter::Kind, values(&q.kinds, Value::Kind)),
            (Filter::Audience, values(&q.audiences, Value::Audience)),
            (Filter::Topic, values(&q.topics, Value::Topic)),
            (Filter::Sector, values(&q.sectors, Value::Sector)),
            (Filter::Access, values(&q.access, Value::Access)),
            (Filter::Attendance, values(&q.attendance, Value::Attendance)),
            (Filter::Status, values(&q.status, Value::Status)),
        ] {
            if !alternatives.is_empty() {
                let known = alternatives.iter().map(|value| self.values.of(value));
                filters.push((filter, union(known.flatten())));
            }
        }
        if !q.accessibility.is_empty() {
            let flags = values(&q.accessibility, Value::Accessibility);
            let known: Option<Vec<_>> = flags.iter().map(|flag| self.values.of(flag)).collect();
            // One that no event has leaves none.
            let all = known.map(|known| known.into_iter().intersection());
            filters.push((Filter::Accessibility, Cow::Owned(all.unwrap_or_default())));
        }
        let text = q.text.as_deref();
        let words = text.map_or(Vec::new(), |text| self.words.find(text, &base));
        if !words.is_empty() {
            let found: Vec<_> = words.iter().map(Hits::all).collect();
            filters.push((Filter::Text, Cow::Owned(found.into_iter().intersection())));
        }
        if q.from.is_some() || q.to.is_some() {
            filters.push((Filter::Days, self.on_days(q.from, q.to)));
        }
        if let Some(when) = q.when {
            filters.push((
                Filter::When,
                Cow::Owned(self.at_time(scope, when, at, &base)),
            ));
        }
        if let Some(years) = q.age {
            filters.push((Filter::Age, Cow::Owned(self.admitting(years, &base))));
        }
        if let Some(bounds) = q.bounds {
            let inside = self.shelves(scope).map(|shelf| shelf.space.inside(bounds));
            filters.push((Filter::Bounds, Cow::Owned(inside.union())));
        }
        if let Some((point, radius_m)) = q.near.zip(q.radius_m) {
            let around = self
                .shelves(scope)
                .map(|shelf| shelf.space.around(point, radius_m));
            filters.push((Filter::Radius, Cow::Owned(around.union())));
        }
        if !q.ids.is_empty() {
            let slots = q.ids.iter().filter_map(|id| self.slot(*id)).collect();
            filters.push((Filter::Ids, Cow::Owned(slots)));
        }
        Asked {
            base,
            filters,
            words,
        }
    }

    /// The events with an occurrence on a day from `from` to `to`.
    fn on_days(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Cow<'_, RoaringBitmap> {
        union(self.values.days(from, to).map(|(_, slots)| slots))
    }

    /// The events of a time that is named, among `base`.
    fn at_time(
        &self,
        scope: &[Arc<Edition>],
        when: When,
        at: i64,
        base: &RoaringBitmap,
    ) -> RoaringBitmap {
        match when {
            When::Today => self.on_days_of_place(at, |today| (today, today)),
            When::Weekend => self.on_days_of_place(at, weekend),
            When::Week => self.in_windows(scope, |dates| dates.week),
            When::Window => self.in_windows(scope, |dates| dates.window),
            When::Past => self.past(scope, at),
            When::Current => self.current(scope, at),
            When::Upcoming => {
                let running = self.current(scope, at);
                // Under way for the last time: neither over nor still to begin.
                let last: RoaringBitmap = running
                    .iter()
                    .filter(|slot| {
                        self.entry(*slot).is_some_and(|entry| {
                            let all = entry.event.occurrences.occurrences();
                            all.last()
                                .is_some_and(|last| last.begin().timestamp_micros() <= at)
                        })
                    })
                    .collect();
                base - self.past(scope, at) - last
            }
        }
    }

    /// The events on the days that `days` makes of the present one on the clocks of each place.
    fn on_days_of_place(
        &self,
        at: i64,
        days: impl Fn(NaiveDate) -> (NaiveDate, NaiveDate),
    ) -> RoaringBitmap {
        let of_zones = self.values.zones().filter_map(|(zone, slots)| {
            let (from, to) = days(day(zone, at)?);
            Some(slots & self.on_days(Some(from), Some(to)).as_ref())
        });
        of_zones.union()
    }

    /// The events on the days that the edition sets for their territory.
    fn in_windows(
        &self,
        scope: &[Arc<Edition>],
        window: impl Fn(LocalDates) -> Window,
    ) -> RoaringBitmap {
        let mut found = RoaringBitmap::new();
        for edition in scope {
            let Some(there) = self.shelf(&edition.slug) else {
                continue;
            };
            let mut left = there.slots.clone();
            let mut found_on = |slots: &RoaringBitmap, dates: LocalDates| {
                let days = window(dates);
                found |= slots & self.on_days(Some(days.first()), Some(days.last())).as_ref();
            };
            for own in own_territories(edition) {
                let (department, region, value) = match own {
                    Territory::Department(code) => {
                        (Some(code), None, Value::Department(code.clone()))
                    }
                    Territory::Region(code) => (None, Some(code), Value::Region(code.clone())),
                    Territory::National => continue,
                };
                if let Some(slots) = self.values.of(&value) {
                    let here = &left & slots;
                    found_on(&here, edition.dates_for(department, region));
                    left -= here;
                }
            }
            found_on(&left, edition.dates_for(None, None));
        }
        found
    }

    /// The events of which all is over.
    fn past(&self, scope: &[Arc<Edition>], at: i64) -> RoaringBitmap {
        let of_shelves = self.shelves(scope).map(|shelf| {
            let order = shelf.order(at, |slot| self.entry(slot));
            let first = order.partition_point(|(standing, _)| !standing.is_past());
            let (coming, over) = order.split_at(first);
            if over.len() <= coming.len() {
                over.iter().map(|(_, slot)| *slot).collect()
            } else {
                let coming: RoaringBitmap = coming.iter().map(|(_, slot)| *slot).collect();
                &shelf.slots - coming
            }
        });
        of_shelves.collect::<Vec<_>>().union()
    }

    /// The events of which an occurrence is under way.
    fn current(&self, scope: &[Arc<Edition>], at: i64) -> RoaringBitmap {
        self.shelves(scope)
            .flat_map(|shelf| shelf.times.perhaps_running(at))
            .map(|(_, slot)| *slot)
            .filter(|slot| {
                self.entry(*slot).is_some_and(|entry| {
                    let all = entry.event.occurrences.occurrences();
                    all.iter().any(|occurrence| {
                        occurrence.begin().timestamp_micros() <= at
                            && at < occurrence.end().timestamp_micros()
                    })
                })
            })
            .collect()
    }

    /// The events of `base` that let somebody of that age in.
    fn admitting(&self, years: u8, base: &RoaringBitmap) -> RoaringBitmap {
        let refusing = self
            .values
            .ages()
            .filter(|(ages, _)| !ages.admits(years))
            .map(|(_, slots)| slots);
        base - refusing.union()
    }
}

/// What is wrong with the words of a query: every one that is in no vocabulary of the editions, at its parameter.
pub(super) fn unknown_words(scope: &[Arc<Edition>], query: &EventQuery) -> Vec<FieldProblem> {
    type Terms = fn(&Edition) -> &[Term];

    if scope.is_empty() {
        return Vec::new();
    }
    let known = |terms: Terms, word: &str| {
        let mut all = scope.iter().flat_map(|edition| terms(edition));
        all.any(|term| term.id == word)
    };
    let of_edition: [Terms; 4] = [
        |edition| &edition.vocabularies.kinds,
        |edition| &edition.vocabularies.audiences,
        |edition| &edition.vocabularies.topics,
        |edition| &edition.vocabularies.sectors,
    ];
    let asked = [
        ("kind", &query.kinds),
        ("audience", &query.audiences),
        ("topic", &query.topics),
        ("sector", &query.sectors),
    ];
    asked
        .into_iter()
        .zip(of_edition)
        .flat_map(|((name, words), terms)| {
            words
                .iter()
                .filter(move |word| !known(terms, word))
                .map(move |word| fault(name, word, "in the vocabulary of the edition"))
        })
        .collect()
}

/// The parts of the country that have dates of their own, a department before its region, as [`Edition::dates_for`] asks.
fn own_territories(edition: &Edition) -> impl Iterator<Item = &Territory> {
    let all = || edition.territories.iter().map(|dates| &dates.territory);
    let is_department = |territory: &&Territory| matches!(territory, Territory::Department(_));
    all()
        .filter(is_department)
        .chain(all().filter(move |territory| !is_department(territory)))
}

fn values<T: Clone>(asked: &[T], value: fn(T) -> Value) -> Vec<Value> {
    asked.iter().cloned().map(value).collect()
}

/// All of them in one; the only one as it is.
fn union<'a>(bitmaps: impl Iterator<Item = &'a RoaringBitmap>) -> Cow<'a, RoaringBitmap> {
    let bitmaps: Vec<_> = bitmaps.collect();
    match bitmaps.as_slice() {
        [one] => Cow::Borrowed(one),
        many => Cow::Owned(many.iter().copied().union()),
    }
}
