//! How many events stand behind each value of each filter.

use super::filter::{Asked, Filter};
use super::index::Catalogue;
use super::value::Value;
use chrono::{DateTime, NaiveDate, Utc};
use gazetteer::Gazetteer;
use messages::t;
use roaring::RoaringBitmap;
use shared::edition::{Edition, Term};
use shared::event::{
    AccessMode, AccessibilityFlag, AttendanceMode, EventQuery, Facet, FacetCounts, FacetValue,
    LifeStatus, QueryFaults,
};
use shared::french::dates;
use shared::place::{DepartmentCode, RegionCode};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Catalogue {
    /// What a query finds, counted by the values of the filters.
    ///
    /// # Errors
    ///
    /// As [`Catalogue::find`].
    pub fn facet_counts(
        &self,
        query: &EventQuery,
        now: DateTime<Utc>,
    ) -> Result<FacetCounts, QueryFaults> {
        let scope = self.checked_scope(query)?;
        let at = self.moment(&scope, query, now, false);
        let asked = self.asked(&scope, query, at);
        let counting = Counting {
            catalogue: self,
            slots: asked.slots(),
            asked,
        };
        Ok(FacetCounts {
            total: counting.slots.len(),
            facets: vec![
                self.by_edition(query, now, &scope, counting.slots.len()),
                counting.regions(),
                counting.departments(),
                counting.terms("kind", Filter::Kind, Value::Kind, &scope, |e| {
                    &e.vocabularies.kinds
                }),
                counting.terms("audience", Filter::Audience, Value::Audience, &scope, |e| {
                    &e.vocabularies.audiences
                }),
                counting.terms("topic", Filter::Topic, Value::Topic, &scope, |e| {
                    &e.vocabularies.topics
                }),
                counting.terms("sector", Filter::Sector, Value::Sector, &scope, |e| {
                    &e.vocabularies.sectors
                }),
                counting.words("access", Filter::Access, AccessMode::ALL, |mode| {
                    (format!("access_mode.{mode}"), Value::Access(mode))
                }),
                counting.words(
                    "attendance",
                    Filter::Attendance,
                    AttendanceMode::ALL,
                    |mode| (format!("attendance_mode.{mode}"), Value::Attendance(mode)),
                ),
                counting.words(
                    "accessibility",
                    Filter::Accessibility,
                    AccessibilityFlag::ALL,
                    |flag| (format!("accessibility.{flag}"), Value::Accessibility(flag)),
                ),
                counting.words("status", Filter::Status, LifeStatus::ALL, |status| {
                    (format!("life_status.{status}"), Value::Status(status))
                }),
                counting.days(&scope),
            ],
        })
    }

    /// The editions, the newest first, each with what the other filters find in it.
    fn by_edition(
        &self,
        query: &EventQuery,
        now: DateTime<Utc>,
        asked: &[Arc<Edition>],
        total: u64,
    ) -> Facet {
        let mut editions: Vec<_> = self.editions().cloned().collect();
        editions.sort_by(|a, b| (b.week.first(), &b.slug).cmp(&(a.week.first(), &a.slug)));
        let values = editions.into_iter().map(|edition| {
            let (value, label) = (edition.slug.clone(), edition.name.clone());
            let scope = [edition];
            let count = match asked {
                [one] if one.slug == value => total,
                _ => {
                    let at = self.moment(&scope, query, now, false);
                    self.asked(&scope, query, at).slots().len()
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
}

/// A query that is being counted.
struct Counting<'a> {
    catalogue: &'a Catalogue,
    asked: Asked<'a>,
    /// What answers all filters.
    slots: RoaringBitmap,
}

impl Counting<'_> {
    /// What answers all filters but this one.
    fn others(&self, filter: Filter) -> Cow<'_, RoaringBitmap> {
        if self.asked.has(filter) {
            Cow::Owned(self.asked.without(filter))
        } else {
            Cow::Borrowed(&self.slots)
        }
    }

    /// A facet of values with what people read.
    fn facet(
        &self,
        parameter: &str,
        filter: Filter,
        values: impl Iterator<Item = (String, String, Value)>,
    ) -> Facet {
        let others = self.others(filter);
        let values = values.map(|(word, label, value)| FacetValue {
            value: word,
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

    /// The words that every edition has; `told` gives the key of the message.
    fn words<T: Copy + std::fmt::Display>(
        &self,
        parameter: &str,
        filter: Filter,
        all: &[T],
        told: impl Fn(T) -> (String, Value),
    ) -> Facet {
        let values = all.iter().map(|word| {
            let (key, value) = told(*word);
            (word.to_string(), t(&key).to_owned(), value)
        });
        self.facet(parameter, filter, values)
    }

    /// The terms of the vocabularies of the editions, in their order.
    fn terms(
        &self,
        parameter: &str,
        filter: Filter,
        value: fn(String) -> Value,
        scope: &[Arc<Edition>],
        terms: impl Fn(&Edition) -> &[Term],
    ) -> Facet {
        let mut seen = BTreeSet::new();
        let all = scope
            .iter()
            .flat_map(|edition| terms(edition))
            .filter(|term| seen.insert(&term.id))
            .map(|term| (term.id.clone(), term.label.clone(), value(term.id.clone())));
        self.facet(parameter, filter, all)
    }

    /// The regions of France by name, and what else answers for an event.
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
            .map(|(code, name)| named(code.as_str(), name, Value::Region(code.clone())))
            .collect();
        values.sort_by_cached_key(|(code, name, _)| (shared::text::fold(name), code.clone()));
        self.facet("region", Filter::Region, values.into_iter())
    }

    /// The departments of France by code, and what else answers for an event.
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
            .map(|(code, name)| named(code.as_str(), name, Value::Department(code.clone())));
        self.facet("department", Filter::Department, values)
    }

    /// Values that an event of the editions has.
    fn present<T>(&self, pick: impl Fn(&Value) -> Option<T>) -> impl Iterator<Item = T> {
        self.catalogue
            .values
            .iter()
            .filter(|(_, slots)| !slots.is_disjoint(&self.asked.base))
            .filter_map(move |(value, _)| pick(value))
    }

    /// The days of all windows of the editions, and those on which something else takes place.
    fn days(&self, scope: &[Arc<Edition>]) -> Facet {
        let others = self.others(Filter::Days);
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
            if counts.contains_key(&day) || !slots.is_disjoint(&self.asked.base) {
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

/// A value with its name; its code where it has none.
fn named(code: &str, name: &str, value: Value) -> (String, String, Value) {
    let label = if name.is_empty() { code } else { name };
    (code.to_owned(), label.to_owned(), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_its_message() {
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
