//! Facets: the number of events for each value of each filter.

use super::filter::{Filter, ResolvedQuery};
use super::index::Catalogue;
use super::value::Value;
use chrono::{DateTime, NaiveDate, Utc};
use gazetteer::Gazetteer;
use messages::t;
use roaring::RoaringBitmap;
use shared::edition::Edition;
use shared::event::{
    AccessMode, AccessibilityFlag, AttendanceMode, EventQuery, Facet, FacetCounts, FacetName,
    FacetValue, LifeStatus, QueryFaults, TermFilter,
};
use shared::french::dates;
use shared::place::{DepartmentCode, RegionCode};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Catalogue {
    /// The number of events that match a query, in total and for each value of the wanted facets, which come in their own order.
    ///
    /// # Errors
    ///
    /// As [`Catalogue::find`].
    pub fn facet_counts(
        &self,
        query: &EventQuery,
        now: DateTime<Utc>,
        wanted: &[FacetName],
    ) -> Result<FacetCounts, QueryFaults> {
        let scope = self.checked_scope(query)?;
        let at = self.moment(&scope, query, now, false);
        let resolved = self.resolve(&scope, query, at);
        let counter = FacetCounter {
            catalogue: self,
            query,
            now,
            at,
            slots: resolved.slots(),
            resolved,
        };
        let total = counter.slots.len();
        let all = FacetName::ALL.iter().copied();
        let facets = all
            .filter(|name| wanted.contains(name))
            .map(|name| counter.facet_of(name, &scope))
            .collect();
        Ok(FacetCounts { total, facets })
    }
}

/// Counts the events of a query by facet value.
pub(super) struct FacetCounter<'a> {
    pub(super) catalogue: &'a Catalogue,
    query: &'a EventQuery,
    now: DateTime<Utc>,
    /// Moment for which the query is evaluated, in microseconds since 1970.
    at: i64,
    resolved: ResolvedQuery<'a>,
    /// The events that match all filters.
    slots: RoaringBitmap,
}

impl FacetCounter<'_> {
    /// The facet of a query about the editions in scope.
    fn facet_of(&self, name: FacetName, scope: &[Arc<Edition>]) -> Facet {
        match name {
            FacetName::Edition => self.editions(scope),
            FacetName::Region => self.regions(),
            FacetName::Department => self.departments(),
            FacetName::Commune => self.communes(),
            FacetName::Epci => self.epci(),
            FacetName::IndustrialTerritory => self.industrial_territories(),
            FacetName::Kind => self.terms(TermFilter::Kind, scope),
            FacetName::Audience => self.terms(TermFilter::Audience, scope),
            FacetName::Topic => self.terms(TermFilter::Topic, scope),
            FacetName::Sector => self.terms(TermFilter::Sector, scope),
            FacetName::Access => self.variants("access", Filter::Access, AccessMode::ALL, |mode| {
                (format!("access_mode.{mode}"), Value::Access(mode))
            }),
            FacetName::Attendance => self.variants(
                "attendance",
                Filter::Attendance,
                AttendanceMode::ALL,
                |mode| (format!("attendance_mode.{mode}"), Value::Attendance(mode)),
            ),
            FacetName::Accessibility => self.variants(
                "accessibility",
                Filter::Accessibility,
                AccessibilityFlag::ALL,
                |flag| (format!("accessibility.{flag}"), Value::Accessibility(flag)),
            ),
            FacetName::Status => {
                self.variants("status", Filter::Status, LifeStatus::ALL, |status| {
                    (format!("life_status.{status}"), Value::Status(status))
                })
            }
            FacetName::Available => self.available(scope),
            FacetName::Day => self.days(scope),
        }
    }

    /// The events that match all filters except this one.
    pub(super) fn without(&self, filter: Filter) -> Cow<'_, RoaringBitmap> {
        if self.resolved.has(filter) {
            Cow::Owned(self.resolved.without(filter))
        } else {
            Cow::Borrowed(&self.slots)
        }
    }

    /// A facet from values with their labels: (parameter value, label, filter value).
    fn facet(
        &self,
        parameter: &str,
        filter: Filter,
        values: impl Iterator<Item = (String, String, Value)>,
    ) -> Facet {
        let others = self.without(filter);
        let values = values.map(|(name, label, value)| FacetValue {
            value: name,
            label,
            count: self
                .catalogue
                .values
                .of(&value)
                .map_or(0, |slots| others.intersection_len(slots)),
        });
        Facet {
            parameter: parameter.to_owned(),
            values: values.collect(),
        }
    }

    /// A facet over an enumeration; `describe` returns the message key and the filter value of a variant.
    fn variants<T: Copy + std::fmt::Display>(
        &self,
        parameter: &str,
        filter: Filter,
        all: &[T],
        describe: impl Fn(T) -> (String, Value),
    ) -> Facet {
        let values = all.iter().map(|variant| {
            let (key, value) = describe(*variant);
            (variant.to_string(), t(&key).to_owned(), value)
        });
        self.facet(parameter, filter, values)
    }

    /// A facet over a vocabulary: the terms of all editions in scope, in the order of the vocabularies.
    fn terms(&self, filter: TermFilter, scope: &[Arc<Edition>]) -> Facet {
        let mut seen = BTreeSet::new();
        let all = scope
            .iter()
            .flat_map(|edition| filter.terms(&edition.vocabularies))
            .filter(|term| seen.insert(&term.id))
            .map(|term| {
                let value = Value::Term(filter, term.id.clone());
                (term.id.clone(), term.label.clone(), value)
            });
        self.facet(filter.parameter(), Filter::Term(filter), all)
    }

    /// The public editions, newest first, each with the number of events that match the other filters.
    fn editions(&self, selected: &[Arc<Edition>]) -> Facet {
        let catalogue = self.catalogue;
        let mut editions: Vec<_> = catalogue.editions().cloned().collect();
        editions.sort_by(|a, b| (b.week.first(), &b.slug).cmp(&(a.week.first(), &a.slug)));
        let values = editions.into_iter().map(|edition| {
            let (value, label) = (edition.slug.clone(), edition.name.clone());
            let scope = [edition];
            let count = match selected {
                [only] if only.slug == value => self.slots.len(),
                _ => {
                    let at = catalogue.moment(&scope, self.query, self.now, false);
                    catalogue.resolve(&scope, self.query, at).slots().len()
                }
            };
            FacetValue {
                value,
                label,
                count,
            }
        });
        Facet {
            parameter: "edition".to_owned(),
            values: values.collect(),
        }
    }

    /// The regions of France by name, and any other region code that an event has.
    fn regions(&self) -> Facet {
        let known = &Gazetteer::embedded().territories().regions;
        let mut names: BTreeMap<RegionCode, &str> = self
            .present(|value| match value {
                Value::Region(code) => Some(code.clone()),
                _ => None,
            })
            .map(|code| (code, ""))
            .collect();
        names.extend(known.iter().map(|it| (it.code.clone(), it.name.as_str())));
        let mut values: Vec<_> = names
            .into_iter()
            .map(|(code, name)| labelled(code.as_str(), name, Value::Region(code.clone())))
            .collect();
        values.sort_by_cached_key(|(code, name, _)| (shared::text::fold(name), code.clone()));
        self.facet("region", Filter::Region, values.into_iter())
    }

    /// The departments of France by code, and any other department code that an event has.
    fn departments(&self) -> Facet {
        let known = &Gazetteer::embedded().territories().departments;
        let mut names: BTreeMap<DepartmentCode, &str> = self
            .present(|value| match value {
                Value::Department(code) => Some(code.clone()),
                _ => None,
            })
            .map(|code| (code, ""))
            .collect();
        names.extend(known.iter().map(|it| (it.code.clone(), it.name.as_str())));
        let values = names
            .into_iter()
            .map(|(code, name)| labelled(code.as_str(), name, Value::Department(code.clone())));
        self.facet("department", Filter::Department, values)
    }

    /// The values that at least one event of the editions has.
    fn present<T>(&self, pick: impl Fn(&Value) -> Option<T>) -> impl Iterator<Item = T> {
        self.catalogue
            .values
            .iter()
            .filter(|(_, slots)| !slots.is_disjoint(&self.resolved.base))
            .filter_map(move |(value, _)| pick(value))
    }

    /// The events in which one can still take part.
    fn available(&self, scope: &[Arc<Edition>]) -> Facet {
        let others = self.without(Filter::Available);
        let available = self.catalogue.available(scope, self.at);
        Facet {
            parameter: "available".to_owned(),
            values: vec![FacetValue {
                value: true.to_string(),
                label: t("explorer.available").to_owned(),
                count: others.intersection_len(&available),
            }],
        }
    }

    /// The days of all windows of the editions, and any other day on which an event takes place.
    fn days(&self, scope: &[Arc<Edition>]) -> Facet {
        let others = self.without(Filter::Days);
        let mut counts: BTreeMap<NaiveDate, u64> = BTreeMap::new();
        for edition in scope {
            let own = edition.territories.iter().map(|dates| dates.window);
            for window in own.chain([edition.window]) {
                let days = window.first().iter_days();
                counts.extend(
                    days.take_while(|day| *day <= window.last())
                        .map(|day| (day, 0)),
                );
            }
        }
        for (day, slots) in self.catalogue.values.days(None, None) {
            if counts.contains_key(&day) || !slots.is_disjoint(&self.resolved.base) {
                counts.insert(day, others.intersection_len(slots));
            }
        }
        let values = counts.into_iter().map(|(day, count)| FacetValue {
            value: day.to_string(),
            label: dates::long_day(day),
            count,
        });
        Facet {
            parameter: "day".to_owned(),
            values: values.collect(),
        }
    }
}

/// A value labelled with its name, or with its code if the name is empty.
fn labelled(code: &str, name: &str, value: Value) -> (String, String, Value) {
    let label = if name.is_empty() { code } else { name };
    (code.to_owned(), label.to_owned(), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variant_has_a_message() {
        let keys = [
            AccessMode::ALL
                .iter()
                .map(|it| format!("access_mode.{it}"))
                .collect::<Vec<_>>(),
            AttendanceMode::ALL
                .iter()
                .map(|it| format!("attendance_mode.{it}"))
                .collect(),
            AccessibilityFlag::ALL
                .iter()
                .map(|it| format!("accessibility.{it}"))
                .collect(),
            LifeStatus::ALL
                .iter()
                .map(|it| format!("life_status.{it}"))
                .collect(),
        ];
        for key in keys.into_iter().flatten() {
            assert!(messages::all().get(&key).is_some(), "{key}");
        }
    }
}
