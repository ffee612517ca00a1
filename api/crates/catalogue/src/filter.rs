//! Evaluates the filters of a query to sets of events.

use super::index::Catalogue;
use super::scope::{day, fault, weekend};
use super::text::Hits;
use super::value::Value;
use chrono::NaiveDate;
use gazetteer::{Gazetteer, Group};
use roaring::{MultiOps as _, RoaringBitmap};
use shared::calendar::Window;
use shared::edition::{Edition, LocalDates};
use shared::event::{EventQuery, TermFilter, When};
use shared::place::{InseeCode, Territory};
use shared::problem::FieldProblem;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A filter of a query; facet counts leave out one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    Text,
    Region,
    Department,
    Commune,
    Epci,
    IndustrialTerritory,
    Organiser,
    Term(TermFilter),
    Access,
    Attendance,
    Accessibility,
    Status,
    Available,
    /// Parameters `from` and `to`.
    Days,
    When,
    Age,
    Bounds,
    Radius,
    Ids,
}

/// A query whose filters have been evaluated separately.
#[derive(Debug)]
pub(super) struct ResolvedQuery<'a> {
    /// All events of the editions in scope.
    pub(super) base: RoaringBitmap,
    filters: Vec<(Filter, Cow<'a, RoaringBitmap>)>,
    /// The matches of each word of the text.
    pub(super) words: Vec<Hits>,
}

impl ResolvedQuery<'_> {
    /// The events that match all filters.
    pub(super) fn slots(&self) -> RoaringBitmap {
        self.intersection(|_| true)
    }

    /// Those of `slots` that match all filters.
    pub(super) fn among(&self, slots: &RoaringBitmap) -> RoaringBitmap {
        let mut found = &self.base & slots;
        for (_, matching) in &self.filters {
            found &= matching.as_ref();
        }
        found
    }

    /// The events that match all filters except one.
    pub(super) fn without(&self, left_out: Filter) -> RoaringBitmap {
        self.intersection(|filter| filter != left_out)
    }

    /// True when the query has this filter.
    pub(super) fn has(&self, filter: Filter) -> bool {
        self.filters.iter().any(|(known, _)| *known == filter)
    }

    fn intersection(&self, includes: impl Fn(Filter) -> bool) -> RoaringBitmap {
        let mut filters: Vec<_> = self
            .filters
            .iter()
            .filter(|(filter, _)| includes(*filter))
            .map(|(_, slots)| slots.as_ref())
            .collect();
        // The smallest set first, so that the later intersections are cheap.
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
    /// Evaluates the filters of a query for the editions in scope, at a moment in microseconds since 1970.
    pub(super) fn resolve<'a>(
        &'a self,
        scope: &[Arc<Edition>],
        query: &EventQuery,
        at: i64,
    ) -> ResolvedQuery<'a> {
        let base = self.slots_of(scope);
        let mut filters: Vec<(Filter, Cow<'a, RoaringBitmap>)> = Vec::new();
        let q = query;
        for (filter, alternatives) in [
            (Filter::Region, values(&q.regions, Value::Region)),
            (
                Filter::Department,
                values(&q.departments, Value::Department),
            ),
            (Filter::Organiser, values(&q.organisers, Value::Organiser)),
            (Filter::Access, values(&q.access, Value::Access)),
            (Filter::Attendance, values(&q.attendance, Value::Attendance)),
            (Filter::Status, values(&q.status, Value::Status)),
        ]
        .into_iter()
        .chain(TermFilter::ALL.map(|filter| {
            let ids = values(filter.ids(q), |id| Value::Term(filter, id));
            (Filter::Term(filter), ids)
        })) {
            if !alternatives.is_empty() {
                let known = alternatives.iter().map(|value| self.values.of(value));
                filters.push((filter, union(known.flatten())));
            }
        }
        for (filter, communes) in communes(q) {
            let known = communes
                .into_iter()
                .filter_map(|code| self.values.of(&Value::Commune(code)));
            filters.push((filter, union(known)));
        }
        if !q.accessibility.is_empty() {
            let flags = values(&q.accessibility, Value::Accessibility);
            let known: Option<Vec<_>> = flags.iter().map(|flag| self.values.of(flag)).collect();
            // If no event has one of the flags, no event matches.
            let all = known.map(|known| known.into_iter().intersection());
            filters.push((Filter::Accessibility, Cow::Owned(all.unwrap_or_default())));
        }
        let text = q.text.as_deref();
        let words = text.map_or(Vec::new(), |text| self.words.find(text, &base));
        if text.is_some() {
            // Without any word, nothing is found.
            let found: Vec<_> = words.iter().map(Hits::all).collect();
            filters.push((Filter::Text, Cow::Owned(found.into_iter().intersection())));
        }
        if q.available {
            filters.push((Filter::Available, Cow::Owned(self.available(scope, at))));
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
            let inside = self
                .edition_indexes(scope)
                .map(|index| index.space.inside(bounds));
            filters.push((Filter::Bounds, Cow::Owned(inside.union())));
        }
        if let Some((point, radius_m)) = q.near.zip(q.radius_m) {
            let around = self
                .edition_indexes(scope)
                .map(|index| index.space.around(point, radius_m));
            filters.push((Filter::Radius, Cow::Owned(around.union())));
        }
        if !q.ids.is_empty() {
            let slots = q.ids.iter().filter_map(|id| self.slot(*id)).collect();
            filters.push((Filter::Ids, Cow::Owned(slots)));
        }
        ResolvedQuery {
            base,
            filters,
            words,
        }
    }

    /// The events with an occurrence on a day from `from` to `to`.
    fn on_days(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Cow<'_, RoaringBitmap> {
        union(self.values.days(from, to).map(|(_, slots)| slots))
    }

    /// The events of `base` that match a named time at a moment.
    fn at_time(
        &self,
        scope: &[Arc<Edition>],
        when: When,
        at: i64,
        base: &RoaringBitmap,
    ) -> RoaringBitmap {
        match when {
            When::Today => self.on_local_days(at, |today| (today, today)),
            When::Weekend => self.on_local_days(at, weekend),
            When::Week => self.in_windows(scope, |dates| dates.week),
            When::Window => self.in_windows(scope, |dates| dates.window),
            When::Past => self.past(scope, at),
            When::Current => self.current(scope, at),
            When::Upcoming => {
                let running = self.current(scope, at);
                // Events whose last occurrence is running are neither past nor upcoming.
                let last: RoaringBitmap = running
                    .iter()
                    .filter(|slot| {
                        self.entry(*slot).is_some_and(|entry| {
                            let last = entry.event.occurrences.held().next_back();
                            last.is_some_and(|last| last.begin().timestamp_micros() <= at)
                        })
                    })
                    .collect();
                base - self.past(scope, at) - last
            }
        }
    }

    /// The events on the days that `days` derives from the current local day of each time zone.
    fn on_local_days(
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

    /// The events within the window that the edition sets for their territory.
    fn in_windows(
        &self,
        scope: &[Arc<Edition>],
        window: impl Fn(LocalDates) -> Window,
    ) -> RoaringBitmap {
        let mut found = RoaringBitmap::new();
        for edition in scope {
            let Some(index) = self.edition_index(&edition.slug) else {
                continue;
            };
            let mut left = index.slots.clone();
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

    /// The events whose occurrences have all ended.
    fn past(&self, scope: &[Arc<Edition>], at: i64) -> RoaringBitmap {
        let of_editions = self.edition_indexes(scope).map(|index| {
            let order = index.order(at, |slot| self.entry(slot));
            let first = order.partition_point(|(rank, _)| !rank.is_past());
            let (coming, over) = order.split_at(first);
            if over.len() <= coming.len() {
                over.iter().map(|(_, slot)| *slot).collect()
            } else {
                let coming: RoaringBitmap = coming.iter().map(|(_, slot)| *slot).collect();
                &index.slots - coming
            }
        });
        of_editions.collect::<Vec<_>>().union()
    }

    /// The events in which one can still take part.
    pub(super) fn available(&self, scope: &[Arc<Edition>], at: i64) -> RoaringBitmap {
        self.edition_indexes(scope)
            .flat_map(|index| index.times.available(at))
            .collect()
    }

    /// The events with an occurrence under way.
    fn current(&self, scope: &[Arc<Edition>], at: i64) -> RoaringBitmap {
        self.edition_indexes(scope)
            .flat_map(|index| index.times.perhaps_running(at))
            .map(|(_, slot)| *slot)
            .filter(|slot| {
                self.entry(*slot).is_some_and(|entry| {
                    entry.event.occurrences.held().any(|occurrence| {
                        occurrence.begin().timestamp_micros() <= at
                            && at < occurrence.end().timestamp_micros()
                    })
                })
            })
            .collect()
    }

    /// The events of `base` that admit a person of this age.
    fn admitting(&self, years: u8, base: &RoaringBitmap) -> RoaringBitmap {
        let refusing = self
            .values
            .ages()
            .filter(|(ages, _)| !ages.admits(years))
            .map(|(_, slots)| slots);
        base - refusing.union()
    }
}

/// The communes of each filter by communes that the query has.
fn communes(query: &EventQuery) -> impl Iterator<Item = (Filter, BTreeSet<InseeCode>)> {
    let gazetteer = Gazetteer::embedded();
    let epci = query.epci.iter().filter_map(|code| gazetteer.epci(code));
    let industry = query.industrial_territories.iter();
    let industry = industry.filter_map(|code| gazetteer.industrial_territory(code));
    let of_groups = |groups: Vec<&Group>| {
        groups
            .into_iter()
            .flat_map(|group| group.communes.iter().cloned())
            .collect::<Vec<_>>()
    };
    [
        (
            Filter::Commune,
            !query.communes.is_empty(),
            query.communes.clone(),
        ),
        (
            Filter::Epci,
            !query.epci.is_empty(),
            of_groups(epci.collect()),
        ),
        (
            Filter::IndustrialTerritory,
            !query.industrial_territories.is_empty(),
            of_groups(industry.collect()),
        ),
    ]
    .into_iter()
    .filter(|(_, wanted, _)| *wanted)
    .map(move |(filter, _, codes)| {
        let all = codes
            .iter()
            .flat_map(|code| gazetteer.with_arrondissements(code))
            .collect();
        (filter, all)
    })
}

/// The places of a query that the gazetteer does not know, each as a problem of its parameter.
pub(super) fn unknown_places(query: &EventQuery) -> Vec<FieldProblem> {
    fn unknown<'q, T: ToString>(
        name: &'static str,
        what: &'static str,
        codes: &'q [T],
        known: impl Fn(&T) -> bool + 'q,
    ) -> impl Iterator<Item = FieldProblem> + 'q {
        let codes = codes.iter().filter(move |code| !known(code));
        codes.map(move |code| fault(name, &code.to_string(), what))
    }
    let all = Gazetteer::embedded();
    let regions = unknown("region", "a region", &query.regions, move |code| {
        all.region(code).is_some()
    });
    let departments = unknown(
        "department",
        "a department",
        &query.departments,
        move |code| all.department(code).is_some(),
    );
    let communes = unknown(
        "commune",
        "a commune of today",
        &query.communes,
        move |code| all.commune(code).is_some(),
    );
    let epci = unknown("epci", "an EPCI", &query.epci, move |code| {
        all.epci(code).is_some()
    });
    let industry = unknown(
        "industrialTerritory",
        "a Territoire d’industrie",
        &query.industrial_territories,
        move |code| all.industrial_territory(code).is_some(),
    );
    regions
        .chain(departments)
        .chain(communes)
        .chain(epci)
        .chain(industry)
        .collect()
}

/// The terms of a query that are in no vocabulary of the editions, each as a problem of its parameter.
pub(super) fn unknown_terms(scope: &[Arc<Edition>], query: &EventQuery) -> Vec<FieldProblem> {
    if scope.is_empty() {
        return Vec::new();
    }
    let known = |filter: TermFilter, id: &str| {
        let mut all = scope
            .iter()
            .flat_map(|edition| filter.terms(&edition.vocabularies));
        all.any(|term| term.id == id)
    };
    TermFilter::ALL
        .into_iter()
        .flat_map(|filter| {
            let ids = filter.ids(query).iter();
            ids.filter(move |id| !known(filter, id))
                .map(move |id| fault(filter.parameter(), id, "in the vocabulary of the edition"))
        })
        .collect()
}

/// The territories with their own dates; departments before regions, the precedence of [`Edition::dates_for`].
fn own_territories(edition: &Edition) -> impl Iterator<Item = &Territory> {
    let all = || edition.territories.iter().map(|dates| &dates.territory);
    let is_department = |territory: &&Territory| matches!(territory, Territory::Department(_));
    all()
        .filter(is_department)
        .chain(all().filter(move |territory| !is_department(territory)))
}

fn values<T: Clone>(items: &[T], value: impl Fn(T) -> Value) -> Vec<Value> {
    items.iter().cloned().map(value).collect()
}

/// Union of the bitmaps; borrows it when there is only one.
fn union<'a>(bitmaps: impl Iterator<Item = &'a RoaringBitmap>) -> Cow<'a, RoaringBitmap> {
    let bitmaps: Vec<_> = bitmaps.collect();
    match bitmaps.as_slice() {
        [only] => Cow::Borrowed(only),
        many => Cow::Owned(many.iter().copied().union()),
    }
}
