//! The filters of the list, as a form that works without JavaScript.

use super::context::PageContext;
use super::explorer_query::address;
use super::texts::{t, t_args, t_of};
use super::view::rendered;
use crate::search_words::{self, distance};
use askama::Template;
use gazetteer::{Gazetteer, Group};
use ground::error::Error;
use shared::edition::Edition;
use shared::event::{
    AccessMode, AccessibilityFlag, AttendanceMode, EventQuery, FacetName, FacetValue, LifeStatus,
    TermFilter,
};
use shared::french::number;
use shared::text::fold;

/// A group of filters under one heading.
pub(super) struct Filter {
    pub(super) title: &'static str,
    /// Number of selected values.
    pub(super) used: usize,
    /// HTML of the controls.
    pub(super) controls: Vec<String>,
}

/// An active filter, with the URL of the list without it.
pub(super) struct Chip {
    pub(super) text: String,
    pub(super) label: String,
    pub(super) href: String,
}

/// Id of the form.
pub(super) const FORM: &str = "lecture-filtres";

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "site/select.html")]
struct Select {
    name: &'static str,
    label: &'static str,
    /// Id of the form, for a control outside of it.
    form: Option<&'static str>,
    any: Option<&'static str>,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "site/choices.html")]
struct Boxes {
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "site/days.html")]
struct Days {
    from: String,
    to: String,
}

/// The public editions, latest first.
///
/// # Errors
///
/// When the template cannot be rendered; the same applies to the functions below.
pub(super) fn edition_choice(
    context: &PageContext<'_>,
    shown: Option<&Edition>,
) -> Result<String, Error> {
    let mut editions: Vec<_> = context.catalogue.editions().collect();
    editions.sort_by_key(|edition| std::cmp::Reverse(edition.week.first()));
    rendered(&Select {
        name: "edition",
        label: t("explorer.edition"),
        form: None,
        any: None,
        choices: editions
            .into_iter()
            .map(|edition| Choice {
                value: edition.slug.clone(),
                label: edition.name.clone(),
                chosen: shown.is_some_and(|shown| shown.slug == edition.slug),
            })
            .collect(),
    })
}

/// The sort order; the default order is left out of the URL.
///
/// # Errors
///
/// When the template cannot be rendered.
pub(super) fn order_choice(query: &EventQuery) -> Result<String, Error> {
    let usual = query.usual_order();
    rendered(&Select {
        name: "sort",
        label: t("explorer.sort"),
        form: Some(FORM),
        any: None,
        choices: query
            .orders()
            .into_iter()
            .map(|order| Choice {
                value: if order == usual {
                    String::new()
                } else {
                    order.to_string()
                },
                label: t_of("sort", order).to_owned(),
                chosen: order == query.order(),
            })
            .collect(),
    })
}

/// The choice between the commune and a radius around it.
///
/// # Errors
///
/// When the template cannot be rendered.
pub(super) fn radius_choice(query: &EventQuery) -> Result<String, Error> {
    let chosen = query.near.and(query.radius_m);
    let mut radii: Vec<u32> = EventQuery::RADII_M.into_iter().chain(chosen).collect();
    radii.sort_unstable();
    radii.dedup();
    rendered(&Select {
        name: "radius",
        label: t("explorer.radius"),
        form: None,
        any: Some(t("explorer.radius.commune")),
        choices: radii
            .into_iter()
            .map(|metres| Choice {
                value: metres.to_string(),
                label: distance(metres),
                chosen: chosen == Some(metres),
            })
            .collect(),
    })
}

/// The filters with the selected values, in the order and with the names of the application.
///
/// # Errors
///
/// When the catalogue cannot run the query, or a template cannot be rendered.
pub(super) fn filters(
    context: &PageContext<'_>,
    query: &EventQuery,
    edition: Option<&Edition>,
) -> Result<Vec<Filter>, Error> {
    let filter = |title, used, controls| Filter {
        title,
        used,
        controls,
    };
    let terms = |filter: TermFilter| terms(filter, query, edition);
    let days = Days {
        from: query.from.map(|day| day.to_string()).unwrap_or_default(),
        to: query.to.map(|day| day.to_string()).unwrap_or_default(),
    };
    let mut filters = vec![
        filter(
            t("explorer.when"),
            usize::from(query.from.is_some()) + usize::from(query.to.is_some()),
            vec![rendered(&days)?],
        ),
        filter(
            t("explorer.kind"),
            query.kinds.len(),
            vec![terms(TermFilter::Kind)?],
        ),
        filter(
            t("explorer.audience"),
            query.audiences.len(),
            vec![terms(TermFilter::Audience)?],
        ),
        filter(
            t("explorer.territory"),
            query.regions.len()
                + query.departments.len()
                + query.epci.len()
                + query.industrial_territories.len(),
            places(context, query)?,
        ),
        filter(
            t("explorer.theme"),
            query.topics.len() + query.sectors.len(),
            vec![terms(TermFilter::Topic)?, terms(TermFilter::Sector)?],
        ),
        filter(
            t("explorer.format"),
            usize::from(!query.attendance.is_empty())
                + query.access.len()
                + query.accessibility.len()
                + query.status.len()
                + usize::from(query.available),
            ways_in(query)?,
        ),
    ];
    // Without an edition there are no terms to choose from.
    filters.retain(|filter| filter.controls.iter().any(|control| !control.is_empty()));
    Ok(filters)
}

fn terms(
    filter: TermFilter,
    query: &EventQuery,
    edition: Option<&Edition>,
) -> Result<String, Error> {
    let terms = edition.map_or(&[][..], |edition| filter.terms(&edition.vocabularies));
    let chosen = filter.ids(query);
    let choices = terms.iter().map(|term| Choice {
        value: term.id.clone(),
        label: term.label.clone(),
        chosen: chosen.contains(&term.id),
    });
    let name = filter.parameter();
    boxes(name, t_of("explorer", name), choices.collect())
}

fn places(context: &PageContext<'_>, query: &EventQuery) -> Result<Vec<String>, Error> {
    let gazetteer = Gazetteer::embedded();
    let territories = gazetteer.territories();
    let regions = Select {
        name: "region",
        label: t("reading.region"),
        form: None,
        any: Some(t("reading.any_region")),
        choices: territories
            .regions
            .iter()
            .map(|region| Choice {
                value: region.code.to_string(),
                label: region.name.clone(),
                chosen: query.regions.first() == Some(&region.code),
            })
            .collect(),
    };
    let departments = Select {
        name: "department",
        label: t("reading.department"),
        form: None,
        any: Some(t("reading.any_department")),
        choices: territories
            .departments
            .iter()
            .map(|department| Choice {
                value: department.code.to_string(),
                label: format!("{} – {}", department.code, department.name),
                chosen: query.departments.first() == Some(&department.code),
            })
            .collect(),
    };
    let wanted = [FacetName::Epci, FacetName::IndustrialTerritory];
    let counts = context
        .catalogue
        .facet_counts(query, context.now, &wanted)?;
    let epci = query.epci.first().and_then(|code| gazetteer.epci(code));
    let industrial = query.industrial_territories.first();
    let industrial = industrial.and_then(|code| gazetteer.industrial_territory(code));
    let epci = Select {
        name: "epci",
        label: t("explorer.epci"),
        form: None,
        any: Some(t("reading.any_epci")),
        choices: groups(counts.of("epci"), epci),
    };
    let industrial = Select {
        name: "industrialTerritory",
        label: t("explorer.industrialTerritory"),
        form: None,
        any: Some(t("reading.any_industrial_territory")),
        choices: groups(counts.of("industrialTerritory"), industrial),
    };
    Ok(vec![
        rendered(&regions)?,
        rendered(&departments)?,
        rendered(&epci)?,
        rendered(&industrial)?,
    ])
}

/// The groups of communes with the most events, and the chosen one, by name; each with the number of events that choosing it finds.
fn groups(counted: &[FacetValue], chosen: Option<&Group>) -> Vec<Choice> {
    let is_chosen = |value: &FacetValue| chosen.is_some_and(|group| group.code == value.value);
    let mut choices: Vec<Choice> = counted
        .iter()
        .map(|value| Choice {
            value: value.value.clone(),
            label: format!("{} ({})", value.label, number(value.count)),
            chosen: is_chosen(value),
        })
        .collect();
    if let Some(group) = chosen.filter(|_| !counted.iter().any(is_chosen)) {
        choices.push(Choice {
            value: group.code.to_owned(),
            label: group.name.to_owned(),
            chosen: true,
        });
    }
    choices.sort_by_cached_key(|choice| (fold(&choice.label), choice.value.clone()));
    choices
}

fn ways_in(query: &EventQuery) -> Result<Vec<String>, Error> {
    let on_site = query.attendance.contains(&AttendanceMode::OnSite);
    let choice = |value: &str, label: &str, chosen| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen,
    };
    let attendance = Boxes {
        name: "attendance",
        label: t("explorer.attendance"),
        kind: "radio",
        choices: vec![
            choice("", t("reading.attendance.any"), query.attendance.is_empty()),
            choice("on_site,mixed", t("reading.attendance.on_site"), on_site),
            choice(
                "online,mixed",
                t("reading.attendance.online"),
                !on_site && !query.attendance.is_empty(),
            ),
        ],
    };
    let status = LifeStatus::ALL.iter().map(|status| {
        choice(
            status.as_str(),
            t_of("life_status", status),
            query.status.contains(status),
        )
    });
    let access = AccessMode::ALL.iter().map(|mode| {
        choice(
            mode.as_str(),
            t_of("access_mode", mode),
            query.access.contains(mode),
        )
    });
    let accessibility = AccessibilityFlag::ALL.iter().map(|flag| {
        choice(
            flag.as_str(),
            t_of("accessibility", flag),
            query.accessibility.contains(flag),
        )
    });
    let available = choice("true", t("explorer.available"), query.available);
    Ok(vec![
        boxes("available", t("explorer.available.legend"), vec![available])?,
        rendered(&attendance)?,
        boxes("access", t("explorer.access"), access.collect())?,
        boxes(
            "accessibility",
            t("explorer.accessibility"),
            accessibility.collect(),
        )?,
        boxes("status", t("explorer.status"), status.collect())?,
    ])
}

fn boxes(name: &'static str, label: &'static str, choices: Vec<Choice>) -> Result<String, Error> {
    if choices.is_empty() {
        return Ok(String::new());
    }
    rendered(&Boxes {
        name,
        label,
        kind: "checkbox",
        choices,
    })
}

/// Filters without a control, passed on as hidden fields.
pub(super) fn hidden_fields(query: &EventQuery) -> Vec<(&'static str, String)> {
    let rest = EventQuery {
        text: None,
        edition: None,
        regions: query.regions.get(1..).unwrap_or_default().to_vec(),
        departments: query.departments.get(1..).unwrap_or_default().to_vec(),
        epci: query.epci.get(1..).unwrap_or_default().to_vec(),
        industrial_territories: query
            .industrial_territories
            .get(1..)
            .unwrap_or_default()
            .to_vec(),
        kinds: Vec::new(),
        audiences: Vec::new(),
        topics: Vec::new(),
        sectors: Vec::new(),
        access: Vec::new(),
        attendance: Vec::new(),
        accessibility: Vec::new(),
        status: Vec::new(),
        available: false,
        from: None,
        to: None,
        // The field of the place shows it.
        communes: match query.only_commune() {
            Some(_) => Vec::new(),
            None => query.communes.clone(),
        },
        near: None,
        ..query.clone()
    };
    // An order that requires a search text or a position would be rejected without it.
    rest.to_pairs()
        .into_iter()
        .filter(|(name, _)| !matches!(*name, "sort" | "radius"))
        .collect()
}

/// Each active filter with its name, and the list without it.
pub(super) fn chosen(
    context: &PageContext<'_>,
    query: &EventQuery,
    edition: Option<&Edition>,
) -> Vec<Chip> {
    search_words::chosen(query, edition, Some(context.catalogue.as_ref()))
        .into_iter()
        .map(|(text, without)| Chip {
            label: t_args("explorer.remove", &[("name", &text)]),
            href: address(&without, 1),
            text,
        })
        .collect()
}
