//! The doors of the home page: searches that the edition offers its visitors.

use super::faults::Faults;
use super::{Edition, Vocabularies};
use crate::event::{EventQuery, TermFilter};
use crate::problem::Code;
use crate::text::Limits;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Maximum number of doors.
const DOORS_MAX: usize = 6;
/// Words of a door.
const TITLE: Limits = Limits::line(2, 40);
/// Maximum length of the query string of a door, in bytes.
const SEARCH_MAX_BYTES: usize = 500;

/// A saved search that the home page offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Door {
    /// Words of the link, in French, 2 to 40 characters.
    #[cfg_attr(feature = "openapi", schema(example = "En famille"))]
    pub title: String,
    /// Query string of the list of events, without `edition` and `id`, at most 500 bytes.
    #[cfg_attr(feature = "openapi", schema(example = "audience=pupils"))]
    pub search: String,
}

impl Door {
    /// The search, in the edition of that slug; `None` when the query string cannot be read.
    pub fn query(&self, edition: &str) -> Option<EventQuery> {
        let query = self.read()?;
        Some(EventQuery {
            edition: Some(edition.to_owned()),
            ..query
        })
    }

    fn read(&self) -> Option<EventQuery> {
        if self.search.len() > SEARCH_MAX_BYTES {
            return None;
        }
        let pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> =
            form_urlencoded::parse(self.search.as_bytes()).collect();
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_ref()));
        EventQuery::parse(pairs).ok()
    }

    /// Whether every term of the search is in these vocabularies.
    pub(super) fn is_defined_in(&self, vocabularies: &Vocabularies) -> bool {
        self.read().is_some_and(|query| {
            TermFilter::ALL.iter().all(|filter| {
                let terms = filter.terms(vocabularies);
                let mut ids = filter.ids(&query).iter();
                ids.all(|id| terms.iter().any(|term| term.id == *id))
            })
        })
    }
}

impl Edition {
    /// Adds a fault for each title and each search that cannot be shown.
    pub(super) fn check_doors(&self, faults: &mut Faults) {
        faults.check_count("/doors", self.doors.len(), DOORS_MAX);
        for (at, door) in self.doors.iter().enumerate().take(DOORS_MAX) {
            faults.check_text(&format!("/doors/{at}/title"), TITLE, &door.title, true);
            let place = format!("/doors/{at}/search");
            match door.read() {
                None => {
                    let detail = "must be what follows the question mark in the address of a list";
                    faults.add(&place, Code::InvalidFormat, detail);
                }
                Some(query) if query == EventQuery::default() => {
                    faults.add(&place, Code::Required, "needs a filter");
                }
                Some(query) if query.edition.is_some() || !query.ids.is_empty() => {
                    let detail = "may not name the edition or single events";
                    faults.add(&place, Code::NotAllowed, detail);
                }
                Some(_) if !door.is_defined_in(&self.vocabularies) => {
                    let detail = "names a term that the edition does not define";
                    faults.add(&place, Code::UnknownValue, detail);
                }
                Some(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use rstest::rstest;

    fn edition(search: &str) -> Edition {
        let text = include_str!("../../../data/editions/2018.json");
        let mut edition: Edition = serde_json::from_str(text).unwrap();
        edition.doors = vec![Door {
            title: "Depuis chez moi".to_owned(),
            search: search.to_owned(),
        }];
        edition
    }

    fn faults(edition: &Edition) -> Vec<(String, Code)> {
        let found = edition.general_faults().into_iter();
        found.map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn a_door_is_a_search_in_its_edition() {
        let edition = edition("attendance=online,mixed&audience=pupils&q=m%C3%A9tal");

        let query = edition.doors[0].query(&edition.slug).unwrap();

        assert_eq!(faults(&edition), []);
        assert_eq!(
            query.to_search(),
            "q=m%C3%A9tal&edition=2018&audience=pupils&attendance=mixed,online"
        );
    }

    #[rstest]
    #[case::nothing("", Code::Required)]
    #[case::unknown_parameter("publics=tous", Code::InvalidFormat)]
    #[case::address("/evenements?audience=pupils", Code::InvalidFormat)]
    #[case::unknown_term("audience=martians", Code::UnknownValue)]
    #[case::of_an_edition("audience=pupils&edition=2018", Code::NotAllowed)]
    fn a_search_that_leads_nowhere_is_refused(#[case] search: &str, #[case] code: Code) {
        let edition = edition(search);

        assert_eq!(faults(&edition), [("/doors/0/search".to_owned(), code)]);
    }

    #[test]
    fn doors_are_few_and_short() {
        let mut many = edition("attendance=online");
        many.doors = vec![many.doors[0].clone(); DOORS_MAX + 1];
        let mut long = edition("attendance=online");
        long.doors[0].title = "x".repeat(41);
        long.doors[0].search = format!("q={}", "x".repeat(SEARCH_MAX_BYTES));

        assert_eq!(faults(&many), [("/doors".to_owned(), Code::TooMany)]);
        let pointers: Vec<_> = faults(&long).into_iter().map(|(at, _)| at).collect();
        assert_eq!(pointers, ["/doors/0/title", "/doors/0/search"]);
    }

    #[test]
    fn the_next_edition_has_no_door_to_a_term_that_it_lost() {
        let mut edition = edition("audience=pupils");
        for term in &mut edition.vocabularies.audiences {
            term.ended = term.id == "pupils";
        }
        let week = NaiveDate::from_ymd_opt(2019, 3, 18).unwrap();

        assert_eq!(edition.following("2019", week).doors, []);
        edition.doors[0].search = "attendance=online".to_owned();
        assert_eq!(edition.following("2019", week).doors, edition.doors);
    }
}
