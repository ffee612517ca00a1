//! Counts events, and writes the counts.

use super::super::PUBLISHED;
use super::super::event::LANGUAGE;
use super::super::find::{AgendaQuery, List, selection};
use super::super::json::{Fields, Object, list};
use super::super::terms::{self, AgendaField, AgendaFields};
use super::{Aggregation, Aggregations, Kind};
use catalogue::{Catalogue, Counted, Entry, Selection};
use gazetteer::Gazetteer;
use ground::error::Error;
use serde::Serialize;
use shared::event::{Answer, TermFilter, When};
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::Arc;

impl Aggregations {
    /// Writes the counts as a member of the answer, if any are asked for.
    ///
    /// # Errors
    ///
    /// When the catalogue cannot be searched.
    pub(in super::super) fn write(
        &self,
        answer: &mut Object<'_, '_>,
        catalogue: &Arc<Catalogue>,
        asked: &List,
        selections: &[Selection],
    ) -> Result<(), Error> {
        if self.0.is_empty() {
            return Ok(());
        }
        let counter = Counter {
            asked,
            selections,
            values: self.values(selections),
            total: selections.iter().map(Selection::total).sum(),
            relative: self.relative(catalogue, asked)?,
        };
        answer.with("aggregations", |out| {
            out.push(b'{');
            for (place, aggregation) in self.0.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                serde_json::to_writer(&mut *out, &aggregation.key)?;
                out.push(b':');
                counter.write(out, aggregation)?;
            }
            out.push(b'}');
            Ok(())
        })?;
        Ok(())
    }

    /// The values that an aggregation needs, with their counts.
    fn values<'a>(&self, selections: &'a [Selection]) -> Vec<(Counted<'a>, u64)> {
        let has = |kind: Kind| self.0.iter().any(|one| one.kind == kind);
        let field = |code: &str| {
            let mut fields = self
                .0
                .iter()
                .filter(|one| one.kind == Kind::AdditionalFields);
            fields.any(|one| one.field == code)
        };
        let (cities, regions, departments) = (
            has(Kind::Cities),
            has(Kind::Regions),
            has(Kind::Departments),
        );
        let (status, attendance, accessibility, place) = (
            has(Kind::Status),
            has(Kind::AttendanceModes),
            has(Kind::Accessibilities),
            has(Kind::CountryCodes),
        );
        let (kinds, audiences, sectors) = (
            field(terms::KIND),
            field(terms::AUDIENCES),
            field(terms::SECTORS),
        );
        let topics = has(Kind::Keywords) || field(terms::TOPICS);
        let is_wanted = |value: &Counted<'_>| match value {
            Counted::Region(_) => regions,
            Counted::Department(_) => departments,
            Counted::Commune(..) => cities,
            Counted::Term(TermFilter::Kind, _) => kinds,
            Counted::Term(TermFilter::Audience, _) => audiences,
            Counted::Term(TermFilter::Topic, _) => topics,
            Counted::Term(TermFilter::Sector, _) => sectors,
            Counted::Attendance(_) => attendance,
            Counted::Accessibility(_) => accessibility,
            Counted::Status(_) => status,
            Counted::Place => place,
        };
        selections
            .iter()
            .flat_map(|found| found.counts(|value| is_wanted(&value).then_some(value)))
            .collect()
    }

    /// The number of past, current and upcoming events, if they are asked for.
    fn relative(
        &self,
        catalogue: &Arc<Catalogue>,
        asked: &List,
    ) -> Result<Vec<(&'static str, u64)>, Error> {
        if self.0.iter().all(|one| one.kind != Kind::Relative) {
            return Ok(Vec::new());
        }
        let mut counts = Vec::new();
        let found = asked.select(catalogue)?;
        for (word, when) in [
            ("passed", When::Past),
            ("current", When::Current),
            ("upcoming", When::Upcoming),
        ] {
            let mut count = 0;
            for (part, found) in asked.parts.iter().zip(&found) {
                count += asked.among(catalogue, part, found, when)?;
            }
            counts.push((word, count));
        }
        Ok(counts)
    }
}

impl List {
    /// Number of the found events of an agenda that match a named time.
    fn among(
        &self,
        catalogue: &Arc<Catalogue>,
        part: &AgendaQuery,
        found: &Selection,
        when: When,
    ) -> Result<u64, Error> {
        let filters = part.filters.at_time(when);
        let named = selection(catalogue, &filters, &self.order, self.now)?;
        Ok(found.slots().intersection_len(named.slots()))
    }
}

#[derive(Serialize)]
struct Count<K> {
    key: K,
    #[serde(rename = "eventCount")]
    count: u64,
}

#[derive(Serialize)]
struct OptionCount<'a> {
    id: u32,
    label: French<'a>,
    #[serde(rename = "eventCount")]
    count: u64,
}

#[derive(Serialize)]
struct French<'a> {
    fr: &'a str,
}

/// The events of a list, and the counts of their values.
pub(super) struct Counter<'a> {
    pub(super) asked: &'a List,
    pub(super) selections: &'a [Selection],
    values: Vec<(Counted<'a>, u64)>,
    total: u64,
    relative: Vec<(&'static str, u64)>,
}

pub(super) type Written = serde_json::Result<()>;

impl<'a> Counter<'a> {
    fn write(&self, out: &mut Vec<u8>, one: &Aggregation) -> Written {
        let all = self.total;
        match one.kind {
            Kind::Cities => self.summed(out, one, |value| match value {
                Counted::Commune(_, name) => Some(name),
                _ => None,
            }),
            Kind::Regions => self.summed(out, one, |value| match value {
                Counted::Region(code) => {
                    let known = Gazetteer::embedded().region(code);
                    Some(known.map_or(code.as_str(), |region| region.name.as_str()))
                }
                _ => None,
            }),
            Kind::Departments => self.summed(out, one, |value| match value {
                Counted::Department(code) => {
                    let known = Gazetteer::embedded().department(code);
                    Some(known.map_or(code.as_str(), |department| department.name.as_str()))
                }
                _ => None,
            }),
            Kind::CountryCodes => self.summed(out, one, |value| {
                matches!(value, Counted::Place).then_some("FR")
            }),
            Kind::Keywords => self.summed(out, one, |value| match value {
                Counted::Term(TermFilter::Topic, id) => self.label(id),
                _ => None,
            }),
            Kind::Accessibilities => self.summed(out, one, |value| match value {
                Counted::Accessibility(flag) => Some(flag.openagenda_code()),
                _ => None,
            }),
            Kind::Status => self.summed(out, one, |value| match value {
                Counted::Status(status) => Some(status.openagenda_code()),
                _ => None,
            }),
            Kind::AttendanceModes => self.summed(out, one, |value| match value {
                Counted::Attendance(mode) => Some(mode.openagenda_code()),
                _ => None,
            }),
            Kind::Languages => counts(out, vec![(LANGUAGE, all)], one, None),
            Kind::States => counts(out, vec![(PUBLISHED, all)], one, None),
            Kind::AddMethods => counts(out, vec![("contribution", all)], one, None),
            Kind::Valid => counts(out, vec![(true, all)], one, None),
            Kind::Relative => {
                let found = self.relative.iter().copied();
                counts(
                    out,
                    found.filter(|(_, count)| *count > 0).collect(),
                    one,
                    None,
                )
            }
            Kind::Nothing => counts::<&str>(out, Vec::new(), one, None),
            Kind::OriginAgendas => self.agendas(out),
            Kind::Locations => self.locations(out, one),
            Kind::AdditionalFields => self.options(out, one),
            Kind::Geohash => self.cells(out, one),
            Kind::Viewport => self.viewport(out),
            Kind::Timings => self.timings(out, one),
            Kind::Timespan => self.timespan(out),
        }
    }

    /// Every event of the selection, without a set of its own.
    pub(super) fn entries(&self) -> impl Iterator<Item = &'a Arc<Entry>> {
        self.selections.iter().flat_map(Selection::unordered)
    }

    /// The label of a topic in the first agenda that has it.
    fn label(&self, topic: &str) -> Option<&'a str> {
        let mut fields = self.asked.parts.iter().map(|part| &part.origin.fields);
        fields.find_map(|fields| Some(fields.topics.choices.of_term(topic)?.label.as_str()))
    }

    /// Writes the counts of the values that `key` picks; those with the same key are added up.
    fn summed<K: Serialize + Ord + Hash + Copy>(
        &self,
        out: &mut Vec<u8>,
        one: &Aggregation,
        key: impl Fn(Counted<'a>) -> Option<K>,
    ) -> Written {
        let mut found: HashMap<K, u64> = HashMap::new();
        for (value, count) in &self.values {
            if let Some(key) = key(*value) {
                *found.entry(key).or_default() += count;
            }
        }
        let has_one = matches!(
            one.kind,
            Kind::Cities | Kind::Regions | Kind::Departments | Kind::CountryCodes
        );
        let with = || found.values().sum::<u64>();
        let missing = has_one.then(|| self.total.saturating_sub(with()));
        counts(out, found.into_iter().collect(), one, missing)
    }

    fn agendas(&self, out: &mut Vec<u8>) -> Written {
        let parts = self.asked.parts.iter().zip(self.selections);
        let with = parts.filter(|(_, found)| found.total() > 0);
        list(out, with, |out, (part, found)| {
            let mut object = Object::begin(out, Fields::All);
            object.value("key", &part.filters.agenda)?;
            object.value("eventCount", &found.total())?;
            object.json("agenda", part.origin.short.get());
            object.end();
            Ok(())
        })
    }

    /// The options of an additional field.
    fn options(&self, out: &mut Vec<u8>, one: &Aggregation) -> Written {
        let mut found: BTreeMap<(u32, &str), u64> = BTreeMap::new();
        let mut without = 0;
        for (number, (part, selection)) in self.asked.parts.iter().zip(self.selections).enumerate()
        {
            let fields = &part.origin.fields;
            let Some(field) = fields.all().find(|field| field.code == one.field) else {
                continue;
            };
            let mut add = |term: &str, count: u64| {
                if let Some(choice) = field.choices.of_term(term).filter(|_| count > 0) {
                    *found.entry((choice.id, choice.label.as_str())).or_default() += count;
                }
            };
            match (filter_of(fields, field), field.key) {
                // The values are those of all agendas together.
                (Some(_), _) if number > 0 => {}
                (Some(filter), _) => {
                    for (value, count) in &self.values {
                        if let Counted::Term(of, term) = value
                            && *of == filter
                        {
                            add(term, *count);
                        }
                    }
                }
                (None, Some(key)) => {
                    for entry in selection.unordered() {
                        let mut answers = entry.event.answers.public(&part.origin.edition);
                        match answers.find(|(known, _)| known.key == key) {
                            Some((_, Answer::Text(term))) => add(term, 1),
                            Some((_, Answer::Terms(terms))) => {
                                for term in terms {
                                    add(term, 1);
                                }
                            }
                            Some(_) => {}
                            None => without += 1,
                        }
                    }
                }
                (None, None) if field.code == terms::ACCESS => {
                    for entry in selection.unordered() {
                        add(entry.event.access_mode.as_str(), 1);
                    }
                }
                (None, None) => {
                    for choice in field.choices.all() {
                        add(&choice.term, selection.total());
                    }
                }
            }
        }
        let most = most(found.into_iter().collect(), one.size);
        let missing = one.missing.as_deref().filter(|_| without > 0);
        out.push(b'[');
        let mut is_first = true;
        for ((id, label), count) in most {
            if !is_first {
                out.push(b',');
            }
            is_first = false;
            let label = French { fr: label };
            serde_json::to_writer(&mut *out, &OptionCount { id, label, count })?;
        }
        if let Some(key) = missing {
            if !is_first {
                out.push(b',');
            }
            let count = without;
            serde_json::to_writer(&mut *out, &Count { key, count })?;
        }
        out.push(b']');
        Ok(())
    }
}

/// The vocabulary whose terms are the options of a field, if the catalogue has sets of them.
fn filter_of(fields: &AgendaFields, field: &AgendaField) -> Option<TermFilter> {
    [
        (&fields.kinds, TermFilter::Kind),
        (&fields.audiences, TermFilter::Audience),
        (&fields.topics, TermFilter::Topic),
        (&fields.sectors, TermFilter::Sector),
    ]
    .into_iter()
    .find(|(known, _)| known.code == field.code)
    .map(|(_, filter)| filter)
}

/// The values with the most events, the most first; of equals, by value.
pub(super) fn most<K: Ord>(mut counts: Vec<(K, u64)>, size: usize) -> Vec<(K, u64)> {
    let by_count = |(one, count): &(K, u64), (other, other_count): &(K, u64)| {
        other_count.cmp(count).then_with(|| one.cmp(other))
    };
    if size < counts.len() {
        counts.select_nth_unstable_by(size, by_count);
        counts.truncate(size);
    }
    counts.sort_unstable_by(by_count);
    counts
}

/// Writes counts, and the number of events without a value if the client asks for it.
fn counts<K: Serialize + Ord>(
    out: &mut Vec<u8>,
    found: Vec<(K, u64)>,
    one: &Aggregation,
    without: Option<u64>,
) -> Written {
    let most = most(found, one.size);
    let missing = one
        .missing
        .as_deref()
        .zip(without.filter(|count| *count > 0));
    out.push(b'[');
    let mut is_first = true;
    for (key, count) in most {
        if !is_first {
            out.push(b',');
        }
        is_first = false;
        serde_json::to_writer(&mut *out, &Count { key, count })?;
    }
    if let Some((key, count)) = missing {
        if !is_first {
            out.push(b',');
        }
        serde_json::to_writer(&mut *out, &Count { key, count })?;
    }
    out.push(b']');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_come_first() {
        let counts = vec![("b", 1), ("a", 1), ("c", 3), ("d", 2)];
        assert_eq!(most(counts.clone(), 3), [("c", 3), ("d", 2), ("a", 1)]);
        assert!(most(counts, 0).is_empty());
    }
}
