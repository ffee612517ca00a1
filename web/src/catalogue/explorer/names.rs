use crate::api::{CallError, Remote, catalogue, editions, places};
use chrono::NaiveDate;
use futures_util::future::join_all;
use leptos::prelude::*;
use shared::edition::{Edition, EditionSummary, LocalDates, Term};
use shared::event::{EventQuery, FacetCounts, Organiser, OrganiserMatch, TermFilter};
use shared::place::{
    Commune, CommuneGroupSummary, DepartmentCode, EpciCode, IndustryCode, InseeCode, Position,
    RegionCode, Territories,
};
use std::collections::BTreeMap;

/// Number of communes or organisers whose names are requested at once.
const REQUESTS_AT_ONCE: usize = 12;
/// Maximum number of organisers with the words of a slug among which it is looked for.
const ORGANISERS_MAX: u32 = 100;

/// Names of the values of a query, and the number of events for each.
#[derive(Clone, Copy)]
pub(super) struct Names {
    pub(super) editions: Remote<Vec<EditionSummary>>,
    /// The selected edition; none when the events belong to several.
    pub(super) edition: Memo<Option<Edition>>,
    /// Slug of the current edition.
    pub(super) current: Memo<Option<String>>,
    pub(super) territories: Memo<Option<Territories>>,
    /// The commune nearest to the centre of the search.
    pub(super) commune: Memo<Option<Commune>>,
    /// The communes of the filter.
    communes: Memo<Vec<Commune>>,
    /// The organisers of the filter whose names were found.
    organisers: Memo<Vec<OrganiserMatch>>,
    /// The EPCI and Territoires d'industrie, once the query names one or all were asked for.
    pub(super) epci: Memo<Vec<CommuneGroupSummary>>,
    pub(super) industrial_territories: Memo<Vec<CommuneGroupSummary>>,
    needs_groups: RwSignal<bool>,
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
        let codes = Memo::new(move |_| query.read().communes.clone());
        let communes = Remote::new(move || {
            let codes = codes.get();
            async move {
                let mut communes = Vec::with_capacity(codes.len());
                for some in codes.chunks(REQUESTS_AT_ONCE) {
                    let calls = some.iter().map(|code| places::get_commune(code.as_str()));
                    communes.extend(join_all(calls).await.into_iter().filter_map(Result::ok));
                }
                Ok::<_, CallError>(communes)
            }
        });
        let by = Memo::new(move |_| {
            let query = query.read();
            (query.organisers.clone(), query.edition.clone())
        });
        let organisers = Remote::new(move || {
            let (slugs, edition) = by.get();
            async move {
                let named = slugs.iter().filter(|slug| !Organiser::is_number(slug));
                let calls = named
                    .take(REQUESTS_AT_ONCE)
                    .map(|slug| organiser_of(slug, edition.as_deref()));
                let found = join_all(calls).await.into_iter().flatten();
                Ok::<_, CallError>(found.collect::<Vec<_>>())
            }
        });
        let needs_groups = RwSignal::new(false);
        let has_epci = Memo::new(move |_| needs_groups.get() || !query.read().epci.is_empty());
        let epci = Remote::new(move || {
            let wanted = has_epci.get();
            async move {
                if wanted {
                    places::list_epci().await
                } else {
                    Ok(Vec::new())
                }
            }
        });
        let has_industrial = Memo::new(move |_| {
            needs_groups.get() || !query.read().industrial_territories.is_empty()
        });
        let industrial_territories = Remote::new(move || {
            let wanted = has_industrial.get();
            async move {
                if wanted {
                    places::list_industrial_territories().await
                } else {
                    Ok(Vec::new())
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
            current: Memo::new(move |_| config.value().and_then(|config| config.current_edition)),
            territories: Memo::new(move |_| territories.value()),
            commune: Memo::new(move |_| {
                let (point, commune) = commune.value().flatten()?;
                (near.get() == Some(point)).then_some(commune)
            }),
            communes: Memo::new(move |_| communes.value().unwrap_or_default()),
            organisers: Memo::new(move |_| organisers.value().unwrap_or_default()),
            epci: Memo::new(move |_| epci.value().unwrap_or_default()),
            industrial_territories: Memo::new(move |_| {
                industrial_territories.value().unwrap_or_default()
            }),
            needs_groups,
            counts: Memo::new(move |_| counts.value()),
        }
    }

    /// Loads all groups of communes, to propose them.
    pub(super) fn ask_groups(self) {
        self.needs_groups.set(true);
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

    /// The days of the events of the edition, and the number that choosing each would show.
    pub(super) fn days(self) -> BTreeMap<NaiveDate, u64> {
        self.counts.with(|counts| {
            let days = counts.as_ref().map_or(&[][..], |counts| counts.of("day"));
            days.iter()
                .filter_map(|day| Some((day.value.parse().ok()?, day.count)))
                .collect()
        })
    }

    /// Departments of the events of the search; none until loaded.
    fn departments_with_events(self) -> Vec<DepartmentCode> {
        self.counts.with(|counts| {
            let counted = counts
                .as_ref()
                .map_or(&[][..], |counts| counts.of("department"));
            let found = counted.iter().filter(|entry| entry.count > 0);
            found
                .filter_map(|entry| DepartmentCode::parse(&entry.value).ok())
                .collect()
        })
    }

    /// Dates of the edition in the territories and communes of a query, at the centre of its circle, or in the departments of the
    /// events in its box, which may differ from the national ones; these until the territories are loaded.
    pub(super) fn dates(self, edition: &Edition, query: &EventQuery) -> LocalDates {
        let of = |groups: Memo<Vec<CommuneGroupSummary>>, wanted: &dyn Fn(&str) -> bool| {
            groups.with(|groups| {
                let wanted = groups.iter().filter(|group| wanted(&group.code));
                wanted
                    .flat_map(|group| group.departments.clone())
                    .collect::<Vec<_>>()
            })
        };
        let mut departments = query.departments.clone();
        departments.extend(query.communes.iter().map(InseeCode::department));
        departments.extend(of(self.epci, &|code| {
            query.epci.iter().any(|it| it.as_str() == code)
        }));
        departments.extend(of(self.industrial_territories, &|code| {
            let mut wanted = query.industrial_territories.iter();
            wanted.any(|it| it.as_str() == code)
        }));
        if query.radius_m.is_some() {
            let centre = self.commune.get();
            departments.extend(centre.map(|commune| commune.department));
        }
        if query.bounds.is_some() && query.regions.is_empty() && departments.is_empty() {
            departments = self.departments_with_events();
        }
        self.territories.with(|territories| match territories {
            Some(all) => edition.dates_in(&query.regions, &departments, all),
            None => edition.dates_for(None, None),
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

    /// A commune of the filter; none until loaded.
    pub(super) fn filtered_commune(self, code: &InseeCode) -> Option<Commune> {
        self.communes.with(|communes| {
            communes
                .iter()
                .find(|commune| commune.insee == *code)
                .cloned()
        })
    }

    /// Name of a commune of the filter; its code until loaded.
    pub(super) fn commune_label(self, code: &InseeCode) -> String {
        self.filtered_commune(code)
            .map_or_else(|| code.to_string(), |commune| commune.label())
    }

    /// Name of an organiser of the filter; the words of its slug until loaded.
    pub(super) fn organiser(self, slug: &str) -> String {
        self.organisers.with(|found| {
            found
                .iter()
                .find(|organiser| organiser.value == slug)
                .map_or_else(|| slug.replace('-', " "), |it| it.name.clone())
        })
    }

    pub(super) fn epci(self, code: &EpciCode) -> String {
        name_of(self.epci, code.as_str())
    }

    pub(super) fn industrial_territory(self, code: &IndustryCode) -> String {
        name_of(self.industrial_territories, code.as_str())
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

/// The organiser with this slug, which is looked for by the words of its name.
async fn organiser_of(slug: &str, edition: Option<&str>) -> Option<OrganiserMatch> {
    let words = slug.replace('-', " ");
    let found = catalogue::search_organisers(&words, edition, ORGANISERS_MAX).await;
    found.ok()?.into_iter().find(|it| it.value == slug)
}

/// Name of a group of communes; its code until loaded.
fn name_of(groups: Memo<Vec<CommuneGroupSummary>>, code: &str) -> String {
    groups.with(|groups| {
        groups
            .iter()
            .find(|group| group.code == code)
            .map_or_else(|| code.to_owned(), |group| group.name.clone())
    })
}
