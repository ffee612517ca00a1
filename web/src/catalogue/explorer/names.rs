use crate::api::{Remote, catalogue, editions, places};
use leptos::prelude::*;
use shared::edition::{Edition, EditionSummary, Term};
use shared::event::{EventQuery, FacetCounts, TermFilter};
use shared::place::{Commune, DepartmentCode, Position, RegionCode, Territories};

/// Names of the values of a query, and the number of events for each.
#[derive(Clone, Copy)]
pub(super) struct Names {
    pub(super) editions: Remote<Vec<EditionSummary>>,
    /// The selected edition; none when the events belong to several.
    pub(super) edition: Memo<Option<Edition>>,
    pub(super) territories: Memo<Option<Territories>>,
    /// The commune nearest to the centre of the search.
    pub(super) commune: Memo<Option<Commune>>,
    counts: Memo<Option<FacetCounts>>,
}

impl Names {
    /// Loads the names that a query needs, when they are needed.
    pub(super) fn of(query: Memo<EventQuery>) -> Self {
        let config = Remote::new(editions::get_config);
        let slug = Memo::new(move |_| {
            query
                .read()
                .edition
                .clone()
                .or_else(|| config.value().and_then(|config| config.current_edition))
        });
        let edition = Remote::new(move || {
            let slug = slug.get();
            async move {
                match slug {
                    Some(slug) => editions::get_edition(&slug).await.map(Some),
                    None => Ok(None),
                }
            }
        });
        let territories = Remote::new(places::list_territories);
        let near = Memo::new(move |_| query.read().near);
        let commune = Remote::new(move || {
            let near = near.get();
            async move {
                match near {
                    Some(point) => places::reverse_commune(point)
                        .await
                        .map(|nearest| Some((point, nearest.commune))),
                    None => Ok(None),
                }
            }
        });
        let counts = Remote::new(move || {
            let query = query.get();
            async move { catalogue::count_facets(&query).await }
        });
        Self {
            editions: Remote::new(editions::list_editions),
            edition: Memo::new(move |_| edition.value().flatten()),
            territories: Memo::new(move |_| territories.value()),
            commune: Memo::new(move |_| {
                let (point, commune) = commune.value().flatten()?;
                (near.get() == Some(point)).then_some(commune)
            }),
            counts: Memo::new(move |_| counts.value()),
        }
    }

    /// Number of events that choosing a value would show; none until loaded.
    pub(super) fn count(self, parameter: &str, value: &str) -> Option<u64> {
        self.counts.with(|counts| {
            counts
                .as_ref()?
                .of(parameter)
                .iter()
                .find(|entry| entry.value == value)
                .map(|entry| entry.count)
        })
    }

    /// Days with events, in the format of `from` and `to`.
    pub(super) fn days(self) -> Vec<String> {
        self.counts.with(|counts| {
            let days = counts.as_ref().map_or(&[][..], |counts| counts.of("day"));
            days.iter().map(|day| day.value.clone()).collect()
        })
    }

    /// Name of a term of the edition; its id until loaded.
    pub(super) fn term(self, filter: TermFilter, id: &str) -> String {
        self.edition.with(|edition| {
            edition.as_ref().map_or_else(
                || id.to_owned(),
                |edition| Term::label_of(filter.terms(&edition.vocabularies), id).to_owned(),
            )
        })
    }

    pub(super) fn region(self, code: &RegionCode) -> String {
        self.territories.with(|territories| {
            territories
                .iter()
                .flat_map(|all| &all.regions)
                .find(|region| region.code == *code)
                .map_or_else(|| code.to_string(), |region| region.name.clone())
        })
    }

    pub(super) fn department(self, code: &DepartmentCode) -> String {
        self.territories.with(|territories| {
            territories
                .iter()
                .flat_map(|all| &all.departments)
                .find(|department| department.code == *code)
                .map_or_else(|| code.to_string(), |department| department.name.clone())
        })
    }

    /// Name of a point: the nearest commune, or the coordinates until loaded.
    pub(super) fn place(self, point: Position) -> String {
        self.commune.with(|commune| {
            commune.as_ref().map_or_else(
                || format!("{:.2}, {:.2}", point.lat(), point.lon()).replace('.', ","),
                Commune::label,
            )
        })
    }
}
