//! Which events answer a query.

use super::entry::{Entry, Facet, words};
use super::index::Catalogue;
use chrono::{NaiveDate, TimeDelta};
use roaring::{MultiOps as _, RoaringBitmap};
use shared::calendar::Occurrence;
use shared::edition::{Edition, Term};
use shared::event::EventQuery;
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;

impl Catalogue {
    /// The edition that the query asks about; `None` as long as there is none to see at all.
    ///
    /// # Errors
    ///
    /// A fault at `/edition` when it names one that the public does not see.
    pub(super) fn edition_of(
        &self,
        query: &EventQuery,
    ) -> Result<Option<Arc<Edition>>, FieldProblem> {
        let slug = match query.edition.as_deref() {
            Some(slug) => slug,
            None => match self.current_edition() {
                Some(edition) => edition.slug.as_str(),
                None => return Ok(None),
            },
        };
        self.edition(slug)
            .map(|edition| Some(Arc::clone(edition)))
            .ok_or_else(|| fault("edition", slug, "an edition"))
    }

    /// The slots of the events of `edition` that answer the query.
    ///
    /// # Errors
    ///
    /// Every word that is not in the edition's vocabularies, at its parameter.
    pub(super) fn select(
        &self,
        edition: &Edition,
        query: &EventQuery,
    ) -> Result<RoaringBitmap, Vec<FieldProblem>> {
        let EventQuery {
            text,
            edition: _,
            regions,
            departments,
            kinds,
            audiences,
            topics,
            sectors,
            access,
            attendance,
            accessibility,
            status,
            from,
            to,
            when: _,
            age,
            bounds,
            near,
            radius_m,
            ids,
            sort: _,
        } = query;
        let terms = &edition.vocabularies;
        let faults: Vec<_> = [
            ("kind", kinds, &terms.kinds),
            ("audience", audiences, &terms.audiences),
            ("topic", topics, &terms.topics),
            ("sector", sectors, &terms.sectors),
        ]
        .into_iter()
        .flat_map(|(name, asked, known)| unknown_words(name, asked, known))
        .collect();
        if !faults.is_empty() {
            return Err(faults);
        }

        let mut slots = self
            .facet(&Facet::Edition(edition.slug.clone()))
            .cloned()
            .unwrap_or_default();
        for alternatives in [
            facets(regions, Facet::Region),
            facets(departments, Facet::Department),
            facets(kinds, Facet::Kind),
            facets(audiences, Facet::Audience),
            facets(topics, Facet::Topic),
            facets(sectors, Facet::Sector),
            facets(access, Facet::Access),
            facets(attendance, Facet::Attendance),
            facets(status, Facet::Status),
        ] {
            if !alternatives.is_empty() {
                slots &= alternatives
                    .iter()
                    .filter_map(|facet| self.facet(facet))
                    .union();
            }
        }
        for flag in accessibility {
            match self.facet(&Facet::Accessibility(*flag)) {
                Some(with) => slots &= with,
                None => slots.clear(),
            }
        }
        for word in text.as_deref().map(words).unwrap_or_default() {
            slots &= self.beginning(&word);
        }
        if from.is_some() || to.is_some() {
            slots.retain(|slot| {
                self.entry(slot)
                    .is_some_and(|entry| takes_place(entry, *from, *to))
            });
        }
        if let Some(bounds) = bounds {
            slots.retain(|slot| {
                self.entry(slot)
                    .and_then(|entry| entry.event.venue.as_ref())
                    .is_some_and(|venue| bounds.contains(venue.position))
            });
        }
        if let Some((near, radius_m)) = near.zip(*radius_m) {
            slots.retain(|slot| {
                self.entry(slot)
                    .and_then(|entry| entry.event.venue.as_ref())
                    .is_some_and(|venue| near.distance_m(venue.position) <= f64::from(radius_m))
            });
        }
        if let Some(years) = age {
            slots.retain(|slot| {
                self.entry(slot)
                    .is_some_and(|entry| entry.event.age.is_none_or(|age| age.admits(*years)))
            });
        }
        if !ids.is_empty() {
            slots.retain(|slot| {
                self.entry(slot)
                    .is_some_and(|entry| ids.contains(&entry.id()))
            });
        }
        Ok(slots)
    }
}

fn facets<T: Clone>(values: &[T], facet: fn(T) -> Facet) -> Vec<Facet> {
    values.iter().cloned().map(facet).collect()
}

fn unknown_words(name: &str, asked: &[String], known: &[Term]) -> Vec<FieldProblem> {
    asked
        .iter()
        .filter(|word| known.iter().all(|term| term.id != **word))
        .map(|word| fault(name, word, "in the vocabulary of the edition"))
        .collect()
}

fn fault(name: &str, value: &str, what: &str) -> FieldProblem {
    FieldProblem::new(
        format!("/{name}"),
        Code::InvalidParameter,
        format!("`{value}` is not {what}"),
    )
}

/// Whether one of its occurrences has a day in the range.
fn takes_place(entry: &Entry, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
    let all = entry.event.occurrences.occurrences();
    // None overlap, so those that end before `from` come first.
    let start = from.map_or(0, |from| {
        all.partition_point(|occurrence| last_day(occurrence) < from)
    });
    all.get(start)
        .is_some_and(|next| to.is_none_or(|to| next.begin().date_naive() <= to))
}

/// Last day of an occurrence on the clocks of its place; midnight belongs to the evening before.
fn last_day(occurrence: &Occurrence) -> NaiveDate {
    (occurrence.end().naive_local() - TimeDelta::nanoseconds(1)).date()
}
