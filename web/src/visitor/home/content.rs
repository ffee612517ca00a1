use crate::api::{Remote, catalogue};
use crate::catalogue::Departments;
use crate::messages::{number, plural, t, t_of};
use crate::ui::{Fetched, Glyph, Icon};
use crate::url;
use leptos::prelude::*;
use shared::edition::{CriterionWording, Edition, Term};
use shared::event::{AttendanceMode, EventQuery, Figures, RegionCount};
use shared::place::Region;

/// Overview of the edition: figures to date, kinds of events, regions, and the meaning of the label.
#[component]
pub(super) fn Content(edition: Edition) -> impl IntoView {
    let slug = StoredValue::new(edition.slug.clone());
    let figures = Remote::new(move || {
        let slug = slug.get_value();
        let online = EventQuery {
            edition: Some(slug.clone()),
            attendance: vec![AttendanceMode::Online, AttendanceMode::Mixed],
            ..EventQuery::default()
        };
        async move {
            let (figures, online) = futures_util::join!(
                catalogue::get_figures(&slug),
                catalogue::count_public_events(&online)
            );
            Ok((figures?, online?))
        }
    });
    let kinds: Vec<Term> = edition
        .vocabularies
        .kinds
        .iter()
        .filter(|kind| !kind.other)
        .cloned()
        .collect();
    view! {
        <section class="home__figures" aria-label=t("home.figures")>
            <Fetched of=figures lines=2 then=shown_figures/>
        </section>
        <Kinds slug=edition.slug.clone() kinds figures/>
        <Regions figures/>
        <Label meaning=edition.label_meaning criteria=edition.criteria/>
    }
}

/// Number of labelled events to date, of regions, and of events to attend online.
fn shown_figures((figures, online): (Figures, u64)) -> impl IntoView {
    let figure = |n: u64, key| {
        view! { <li class="figures__item"><span class="figures__number">{number(n)}</span><span>{t_of(key, if n < 2 { "one" } else { "other" })}</span></li> }
    };
    view! {
        <ul class="figures">
            {figure(figures.labelled, "home.figure.all")}
            {figure(figures.by_region.len() as u64, "home.figure.regions")}
            {figure(online, "home.figure.online")}
        </ul>
    }
}

/// Links to each kind of event, with its number of events.
#[component]
fn Kinds(slug: String, kinds: Vec<Term>, figures: Remote<(Figures, u64)>) -> impl IntoView {
    let counted = move |kind: String| {
        move || {
            figures
                .value()
                .and_then(|(figures, _)| figures.by_kind.into_iter().find(|entry| entry.id == kind))
                .map(|entry| number(entry.count))
        }
    };
    let kind = move |term: Term| {
        let query = EventQuery {
            edition: Some(slug.clone()),
            kinds: vec![term.id.clone()],
            ..EventQuery::default()
        };
        view! {
            <li>
                <a class="kinds__link" href=url::explorer(&query)>
                    <span>{term.label}</span>
                    <span class="kinds__count">{counted(term.id)}</span>
                    <Icon glyph=Glyph::Arrow/>
                </a>
            </li>
        }
    };
    view! {
        <section class="home__section" aria-labelledby="home-kinds">
            <h2 id="home-kinds">{t("home.kinds")}</h2>
            <ul class="kinds">{kinds.into_iter().map(kind).collect_view()}</ul>
        </section>
    }
}

/// Links to the pages of the regions that have events.
#[component]
fn Regions(figures: Remote<(Figures, u64)>) -> impl IntoView {
    move || {
        let regions = figures
            .value()
            .map(|(figures, _)| figures.by_region)
            .unwrap_or_default();
        (!regions.is_empty()).then(|| {
            let region = |RegionCount { code, name, count }: RegionCount| {
                let region = Region { code, name };
                let page = region.page();
                view! {
                    <li>
                        <a href=page>{region.name}</a>
                        <span class="regions__count">{plural("explorer.count", count)}</span>
                    </li>
                }
            };
            view! {
                <section class="home__section" aria-labelledby="home-regions">
                    <h2 id="home-regions">{t("home.regions")}</h2>
                    <div class="home__regions">
                        <ul class="regions">{regions.into_iter().map(region).collect_view()}</ul>
                        <Departments query=Signal::stored(EventQuery::default())/>
                    </div>
                </section>
            }
        })
    }
}

/// The meaning of the label.
#[component]
fn Label(meaning: String, criteria: Vec<CriterionWording>) -> impl IntoView {
    let criterion = |criterion: CriterionWording| {
        view! {
            <li class="criteria__item">
                <h3 class="criteria__title">{criterion.title}</h3>
                <p>{criterion.wording}</p>
            </li>
        }
    };
    view! {
        <section class="home__section home__label">
            <div>
                <p class="home__seal"><Icon glyph=Glyph::Seal/></p>
                <h2>{t("home.label")}</h2>
                <p>{meaning}</p>
            </div>
            <ol class="criteria">{criteria.into_iter().map(criterion).collect_view()}</ol>
        </section>
    }
}
