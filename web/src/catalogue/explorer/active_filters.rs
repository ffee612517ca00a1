use super::names::Names;
use super::place;
use crate::dates;
use crate::messages::{plural, t, t_args, t_of, tied};
use shared::event::{EventQuery, Organiser, TermFilter};

/// An active filter: its description, and the query without it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ActiveFilter {
    /// Description in French, such as `Visite d’entreprise` or `à moins de 20 km de Lyon (69)`.
    pub(super) text: String,
    /// The query after removing this filter.
    pub(super) without: EventQuery,
}

/// Every active filter of a query, in the order of the parameters; edition and sort order are left out.
pub(super) fn active_filters(query: &EventQuery, names: Names) -> Vec<ActiveFilter> {
    let mut active_filters = Collector {
        query,
        active_filters: Vec::new(),
    };
    active_filters.add_text();
    active_filters.add_territories(names);
    active_filters.add_organisers(names);
    active_filters.add_terms(names);
    active_filters.add_words();
    active_filters.add_times();
    active_filters.add_space(names);
    active_filters.active_filters
}

struct Collector<'q> {
    query: &'q EventQuery,
    active_filters: Vec<ActiveFilter>,
}

impl Collector<'_> {
    fn add(&mut self, text: String, remove: impl FnOnce(&mut EventQuery)) {
        let mut without = self.query.clone();
        remove(&mut without);
        self.active_filters.push(ActiveFilter { text, without });
    }

    fn add_text(&mut self) {
        if let Some(text) = &self.query.text {
            self.add(tied(&format!("« {text} »")), |query| query.text = None);
        }
        if !self.query.ids.is_empty() {
            let count = self.query.ids.len() as u64;
            self.add(plural("explorer.selection", count), |query| {
                query.ids.clear();
            });
        }
    }

    fn add_territories(&mut self, names: Names) {
        for code in &self.query.regions {
            self.add(names.region(code), |query| {
                query.regions.retain(|other| other != code);
            });
        }
        for code in &self.query.departments {
            self.add(names.department(code), |query| {
                query.departments.retain(|other| other != code);
            });
        }
        for code in &self.query.communes {
            self.add(names.commune_label(code), |query| {
                query.communes.retain(|other| other != code);
            });
        }
        for code in &self.query.epci {
            self.add(names.epci(code), |query| {
                query.epci.retain(|other| other != code);
            });
        }
        for code in &self.query.industrial_territories {
            self.add(names.industrial_territory(code), |query| {
                query.industrial_territories.retain(|other| other != code);
            });
        }
    }

    fn add_organisers(&mut self, names: Names) {
        for slug in &self.query.organisers {
            let words = if Organiser::is_number(slug) {
                t("explorer.organiser.one").to_owned()
            } else {
                t_args("explorer.organiser", &[("name", &names.organiser(slug))])
            };
            self.add(words, |query| {
                query.organisers.retain(|other| other != slug);
            });
        }
    }

    fn add_terms(&mut self, names: Names) {
        for filter in TermFilter::ALL {
            for id in filter.ids(self.query) {
                self.add(names.term(filter, id), |query| {
                    filter.ids_mut(query).retain(|other| other != id);
                });
            }
        }
    }

    fn add_words(&mut self) {
        for mode in &self.query.access {
            let name = t_of("access_mode", mode.as_str());
            self.add(name, |query| query.access.retain(|other| other != mode));
        }
        for mode in &self.query.attendance {
            let name = t_of("attendance_mode", mode.as_str());
            self.add(name, |query| query.attendance.retain(|other| other != mode));
        }
        for flag in &self.query.accessibility {
            let name = t_of("accessibility", flag.as_str());
            self.add(name, |query| {
                query.accessibility.retain(|other| other != flag);
            });
        }
        for status in &self.query.status {
            let name = t_of("life_status", status.as_str());
            self.add(name, |query| query.status.retain(|other| other != status));
        }
        if self.query.available {
            self.add(t("explorer.available").to_owned(), |query| {
                query.available = false;
            });
        }
    }

    fn add_times(&mut self) {
        if let Some(when) = self.query.when {
            self.add(t_of("when", when.as_str()), |query| query.when = None);
        }
        match (self.query.from, self.query.to) {
            (Some(from), Some(to)) => self.add(dates::days(from, to), |query| {
                (query.from, query.to) = (None, None);
            }),
            (Some(from), None) => {
                let text = t_args("explorer.since", &[("day", &dates::day(from))]);
                self.add(text, |query| query.from = None);
            }
            (None, Some(to)) => {
                let text = t_args("explorer.until", &[("day", &dates::day(to))]);
                self.add(text, |query| query.to = None);
            }
            (None, None) => {}
        }
        if let Some(years) = self.query.age {
            self.add(plural("explorer.aged", years.into()), |query| {
                query.age = None;
            });
        }
    }

    fn add_space(&mut self, names: Names) {
        if self.query.bounds.is_some() {
            self.add(t("explorer.area").to_owned(), |query| query.bounds = None);
        }
        if let Some(point) = self.query.near {
            let place = names.place(point);
            let text = match self.query.radius_m {
                Some(metres) => t_args(
                    "explorer.within",
                    &[("distance", &place::distance(metres)), ("place", &place)],
                ),
                None => t_args("explorer.from_place", &[("place", &place)]),
            };
            self.add(text, EventQuery::leave_point);
        }
    }
}
