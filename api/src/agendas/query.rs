//! The filters of a list of events, in the words of OpenAgenda, as a query of the catalogue and what it cannot express.

use super::parameters::{Parameters, Stated};
use super::refusal::{Fault, Refusal};
use super::rest::{Rest, Wanted};
use super::terms::{AgendaField, AgendaFields};
use super::values::{Span, boolean, decimal, uids};
use super::{PUBLISHED, agenda};
use catalogue::{Catalogue, EditionRecord, Found};
use gazetteer::Gazetteer;
use shared::edition::Edition;
use shared::event::{AccessMode, AccessibilityFlag, AttendanceMode, EventQuery, LifeStatus, When};
use shared::id::EventId;
use shared::place::Bounds;
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// Maximum length of a search text, in characters.
const SEARCH_MAX_CHARS: usize = 200;
/// Maximum number of names in a filter.
const NAMES_MAX: usize = 120;

/// The events that a list is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Removed {
    /// Those that are public.
    #[default]
    Left,
    /// Those that were public and no longer are.
    Gone,
    /// Those that are public, and those that no longer are.
    Both,
}

/// The filters of a list of an agenda.
#[derive(Debug)]
pub(super) struct Filters {
    /// Number of the agenda.
    pub(super) agenda: i64,
    /// Filters that the sets of the catalogue answer.
    pub(super) query: EventQuery,
    /// Named times, any of which is enough; all events when empty.
    pub(super) relative: Vec<When>,
    /// Filters that are checked event by event.
    pub(super) rest: Vec<Rest>,
    /// The events that the list is about.
    pub(super) removed: Removed,
    /// Time of the last change.
    pub(super) updated: Option<Span>,
}

impl Filters {
    /// Those of all events of the agenda that match a named time.
    pub(super) fn at_time(&self, when: When) -> Self {
        Self {
            agenda: self.agenda,
            query: EventQuery {
                edition: self.query.edition.clone(),
                ..EventQuery::default()
            },
            relative: vec![when],
            rest: Vec::new(),
            removed: Removed::Left,
            updated: None,
        }
    }
}

/// Agenda that a query is read for, with what it is resolved against.
#[derive(Debug, Clone, Copy)]
pub(super) struct QueryTarget<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) edition: &'a Arc<Edition>,
    pub(super) record: &'a EditionRecord,
    pub(super) fields: &'a AgendaFields,
    /// True when no other agenda is asked: an option that it does not have is then no filter.
    pub(super) is_alone: bool,
}

/// Reads the filters of a list of an agenda.
///
/// # Errors
///
/// When a value has the wrong type.
pub(super) fn read(parameters: &Parameters, target: QueryTarget<'_>) -> Result<Filters, Refusal> {
    let mut reader = Reader {
        parameters,
        target,
        filters: Filters {
            agenda: target.record.uid,
            query: agenda::of_edition(target.edition),
            relative: Vec::new(),
            rest: Vec::new(),
            removed: removed(parameters)?,
            updated: Span::read(parameters, &["updatedAt"])?,
        },
        is_empty: false,
    };
    reader.words()?;
    reader.events()?;
    reader.places()?;
    reader.times()?;
    reader.codes();
    reader.people_and_ways()?;
    reader.fields()?;
    let mut filters = reader.filters;
    if reader.is_empty {
        // No event has this identifier.
        filters.query.ids = vec![EventId(Uuid::nil())];
    }
    Ok(filters)
}

fn removed(parameters: &Parameters) -> Result<Removed, Refusal> {
    Ok(match parameters.stated("removed") {
        Stated::Absent => Removed::Left,
        Stated::Null => Removed::Both,
        Stated::Value => match boolean(parameters, "removed")? {
            Some(true) => Removed::Gone,
            Some(false) | None => Removed::Left,
        },
    })
}

struct Reader<'a> {
    parameters: &'a Parameters,
    target: QueryTarget<'a>,
    filters: Filters,
    /// True when a filter leaves out every event.
    is_empty: bool,
}

impl<'a> Reader<'a> {
    /// The values of a list, of which there are not too many.
    fn names(&self, names: &[&'a str]) -> Result<Vec<&'a str>, Refusal> {
        let given = self.parameters.many(names);
        if given.len() > NAMES_MAX {
            let name = names.first().copied().unwrap_or_default();
            return Err(Refusal::invalid(Fault::new(
                name,
                "list.tooLong",
                format!("has at most {NAMES_MAX} values"),
            )));
        }
        Ok(given)
    }

    /// Search text and keywords.
    fn words(&mut self) -> Result<(), Refusal> {
        if let Some(text) = self.parameters.one("search") {
            if text.chars().count() > SEARCH_MAX_CHARS {
                return Err(Refusal::invalid(Fault::new(
                    "search",
                    "string.tooLong",
                    format!("has at most {SEARCH_MAX_CHARS} characters"),
                )));
            }
            self.filters.query.text = Some(text.to_owned());
        }
        let keywords = self.names(&["keyword", "keywords"])?;
        let topics = &self.target.fields.topics.choices;
        let named = |keyword: &str| topics.all().iter().find(|topic| topic.label == keyword);
        let known: Vec<_> = keywords.iter().filter_map(|word| named(word)).collect();
        let known: Vec<String> = known.into_iter().map(|topic| topic.term.clone()).collect();
        self.is_empty |= known.len() < keywords.len();
        if let Some(first) = known.first() {
            self.filters.query.topics = vec![first.clone()];
        }
        if known.len() > 1 {
            self.filters.rest.push(Rest::Topics(known));
        }
        Ok(())
    }

    /// Events and agendas by their identifiers.
    fn events(&mut self) -> Result<(), Refusal> {
        if let Some(wanted) = uids(self.parameters, "uid")? {
            let known =
                wanted
                    .into_iter()
                    .filter_map(|uid| match self.target.catalogue.by_uid(uid) {
                        Some(Found::Event(entry)) => Some(entry.id()),
                        Some(Found::Gone) | None => None,
                    });
            self.filters.query.ids = known.collect();
            self.is_empty |= self.filters.query.ids.is_empty();
        }
        let slugs = self.names(&["slug"])?;
        if !slugs.is_empty() {
            let slugs = slugs.into_iter().map(str::to_owned).collect();
            self.filters.rest.push(Rest::Slugs(slugs));
        }
        if let Some(places) = uids(self.parameters, "locationUid")? {
            let places = places.into_iter().collect();
            self.filters.rest.push(Rest::Places(places));
        }
        if let Some(agendas) = uids(self.parameters, "originAgendaUid")? {
            self.is_empty |= !agendas.contains(&self.target.record.uid);
        }
        // No event comes from another agenda.
        self.is_empty |= uids(self.parameters, "sourceAgendaUid")?.is_some();
        Ok(())
    }

    /// Territories and the box.
    fn places(&mut self) -> Result<(), Refusal> {
        let territories = Gazetteer::embedded().territories();
        let regions = self.names(&["region", "adminLevel1"])?;
        let query = &mut self.filters.query;
        for name in &regions {
            let mut known = territories.regions.iter();
            let region = known.find(|it| it.name == *name || it.code.as_str() == *name);
            query
                .regions
                .extend(region.map(|region| region.code.clone()));
        }
        self.is_empty |= !regions.is_empty() && query.regions.is_empty();
        let departments = self.names(&["department", "adminLevel2"])?;
        let query = &mut self.filters.query;
        for name in &departments {
            let mut known = territories.departments.iter();
            let department = known.find(|it| it.name == *name || it.code.as_str() == *name);
            let code = department.map(|department| department.code.clone());
            query.departments.extend(code);
        }
        self.is_empty |= !departments.is_empty() && query.departments.is_empty();
        let cities = self.names(&["city", "adminLevel4"])?;
        let known: BTreeSet<_> = cities
            .iter()
            .flat_map(|name| self.target.catalogue.communes_named(name))
            .collect();
        self.is_empty |= !cities.is_empty() && known.is_empty();
        self.filters.query.communes = known.into_iter().collect();
        for name in ["adminLevel3", "district", "adminLevel5", "adminLevel6"] {
            // Places have none.
            self.is_empty |= !self.parameters.many(&[name]).is_empty();
        }
        let countries = self.names(&["countryCode"])?;
        if !countries.is_empty() {
            self.is_empty |= !countries.contains(&"FR");
            self.filters.rest.push(Rest::Place);
        }
        self.filters.query.bounds = self.bounds()?;
        Ok(())
    }

    fn bounds(&self) -> Result<Option<Bounds>, Refusal> {
        let edge = |corner, member| decimal(self.parameters, &["geo", corner, member]);
        let edges = [
            edge("southWest", "lng")?,
            edge("southWest", "lat")?,
            edge("northEast", "lng")?,
            edge("northEast", "lat")?,
        ];
        let [Some(west), Some(south), Some(east), Some(north)] = edges else {
            if edges.iter().all(Option::is_none) {
                return Ok(None);
            }
            return Err(wrong_box("needs both corners, each with lat and lng"));
        };
        // The map of a client may have been turned around the world.
        let turned = |lng: f64| (lng + 180.0).rem_euclid(360.0) - 180.0;
        let (west, east) = if east - west >= 360.0 {
            (-180.0, 180.0)
        } else if (-180.0..=180.0).contains(&west) && (-180.0..=180.0).contains(&east) {
            (west, east)
        } else {
            (turned(west), turned(east))
        };
        Bounds::new(west, south.max(-90.0), east, north.min(90.0))
            .map(Some)
            .map_err(|_out_of_range| wrong_box("must be a box on the globe, in degrees"))
    }

    fn times(&mut self) -> Result<(), Refusal> {
        let relative = self.names(&["relative"])?;
        for (word, when) in [
            ("passed", When::Past),
            ("current", When::Current),
            ("ongoing", When::Current),
            ("upcoming", When::Upcoming),
        ] {
            let is_new = !self.filters.relative.contains(&when);
            if relative.contains(&word) && is_new {
                self.filters.relative.push(when);
            }
        }
        if self.filters.relative.len() == 3 {
            self.filters.relative.clear();
        }
        let spans = [
            Span::read(self.parameters, &["timings", "date"])?.map(Rest::Timings),
            self.filters.updated.map(Rest::Updated),
            Span::read(self.parameters, &["createdAt"])?.map(Rest::Created),
        ];
        self.filters.rest.extend(spans.into_iter().flatten());
        Ok(())
    }

    /// Choices of OpenAgenda's own lists. Unknown values are left out.
    fn codes(&mut self) {
        let given = |name| self.parameters.many(&[name]);
        let status = given("status");
        let attendance = given("attendanceMode");
        let accessibility = given("accessibility");
        let query = &mut self.filters.query;
        query.status = of_codes(LifeStatus::ALL, &status, |it| {
            it.openagenda_code().to_string()
        });
        query.attendance = of_codes(AttendanceMode::ALL, &attendance, |it| {
            it.openagenda_code().to_string()
        });
        query.accessibility = of_codes(AccessibilityFlag::ALL, &accessibility, |it| {
            it.openagenda_code().to_owned()
        });
        // What every public event has in common: a filter that does not name it leaves out all.
        let common: [(&str, String, &[&str]); 3] = [
            ("state", PUBLISHED.to_string(), &["-2", "-1", "0", "1", "2"]),
            ("languages", super::event::LANGUAGE.to_owned(), &[]),
            (
                "addMethod",
                "contribution".to_owned(),
                &["contribution", "aggregation", "share"],
            ),
        ];
        for (name, own, known) in common {
            let mut given = self.parameters.many(&[name]);
            given.retain(|value| known.is_empty() || known.contains(value));
            self.is_empty |= !given.is_empty() && !given.contains(&own.as_str());
        }
    }

    /// Featured events, members and ages.
    fn people_and_ways(&mut self) -> Result<(), Refusal> {
        // No event is featured, every event is valid, and members are not public.
        self.is_empty |= boolean(self.parameters, "featured")? == Some(true);
        self.is_empty |= boolean(self.parameters, "valid")? == Some(false);
        self.is_empty |= uids(self.parameters, "memberUid")?.is_some();
        let years = |member| -> Result<Option<u8>, Refusal> {
            let Some(text) = self.parameters.at(&["age", member]) else {
                return Ok(None);
            };
            let years: u32 = text.parse().map_err(|_not_a_number| {
                let field = format!("age.{member}");
                let message = "must be a whole number of years";
                Refusal::invalid(Fault::new(&field, "number.invalid", message))
            })?;
            Ok(Some(u8::try_from(years).unwrap_or(u8::MAX)))
        };
        let (from, to) = (years("gte")?, years("lte")?);
        if from.is_some() || to.is_some() {
            self.filters.rest.push(Rest::Ages(from, to));
        }
        Ok(())
    }

    /// Reads the filters on choices: kinds, audiences, sectors, topics and the fields that the edition adds.
    fn fields(&mut self) -> Result<(), Refusal> {
        let fields = self.target.fields;
        self.filters.query.kinds = self.chosen(&fields.kinds);
        self.filters.query.audiences = self.chosen(&fields.audiences);
        self.filters.query.sectors = self.chosen(&fields.sectors);
        let topics = self.chosen(&fields.topics);
        if !topics.is_empty() {
            // A keyword may have taken the place.
            let keyword = std::mem::replace(&mut self.filters.query.topics, topics);
            self.filters.rest.push(Rest::Topics(keyword));
        }
        self.filters.query.access = self
            .chosen(&fields.access)
            .iter()
            .filter_map(|mode| AccessMode::parse(mode))
            .collect();
        for field in &fields.added {
            let Some(key) = field.key else { continue };
            let wanted = self.wanted(field)?;
            let edition = self.target.edition;
            let rest = wanted.map(|wanted| Rest::Answer(Arc::clone(edition), key, wanted));
            self.filters.rest.extend(rest);
        }
        Ok(())
    }

    /// The terms of a field whose options the request names.
    fn chosen(&mut self, field: &AgendaField) -> Vec<String> {
        let named = self.parameters.many(&[field.code.as_str()]);
        let terms: Vec<String> = named
            .iter()
            .filter_map(|id| field.choices.numbered(id.parse().ok()?))
            .map(|choice| choice.term.clone())
            .collect();
        self.is_empty |= terms.is_empty() && !named.is_empty() && !self.target.is_alone;
        terms
    }

    fn wanted(&mut self, field: &AgendaField) -> Result<Option<Wanted>, Refusal> {
        let code = field.code.as_str();
        if !field.choices.all().is_empty() {
            let terms = self.chosen(field);
            return Ok((!terms.is_empty()).then_some(Wanted::Terms(terms)));
        }
        let from = decimal(self.parameters, &[code, "gte"])?;
        let to = decimal(self.parameters, &[code, "lte"])?;
        if from.is_some() || to.is_some() {
            let all = (f64::NEG_INFINITY, f64::INFINITY);
            return Ok(Some(Wanted::Between(
                from.unwrap_or(all.0),
                to.unwrap_or(all.1),
            )));
        }
        Ok(match self.parameters.one(code) {
            Some("1" | "true") => Some(Wanted::YesNo(true)),
            Some("0" | "false") => Some(Wanted::YesNo(false)),
            Some(_) | None => None,
        })
    }
}

fn wrong_box(message: &str) -> Refusal {
    Refusal::invalid(Fault::new("geo", "geo.invalid", message))
}

/// The values of a list that a request names by their codes.
fn of_codes<T: Copy>(all: &[T], given: &[&str], code: impl Fn(T) -> String) -> Vec<T> {
    let named = |value: &T| given.contains(&code(*value).as_str());
    all.iter().copied().filter(named).collect()
}
