use crate::api::{Remote, catalogue, editions};
use crate::dates;
use crate::layout::{Page, Width};
use crate::ui::{Button, Fetched, Glyph, Icon, LinkButton, TextField};
use crate::url;
use crate::words::{number, t, t_args, t_of};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::edition::{Edition, EditionStatus, Term};
use shared::event::{AttendanceMode, EventQuery, Figures};

/// The front page: the edition, a way to search, what there is to see, and how to take part.
#[component]
pub fn HomePage() -> impl IntoView {
    let edition = Remote::new(|| async {
        let Some(slug) = editions::get_config().await?.current_edition else {
            return Ok(None);
        };
        editions::get_edition(&slug).await.map(Some)
    });
    let content = |edition: Option<Edition>| edition.map(|edition| view! { <Content edition/> });
    view! {
        <Page title=t("home.title") width=Width::Full>
            <Hero edition/>
            <div class="home">
                <Fetched of=edition lines=4 then=content/>
                <ForOrganisers edition/>
            </div>
        </Page>
    }
}

#[component]
fn Hero(edition: Remote<Option<Edition>>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let navigate = use_navigate();
    let search = move |event: SubmitEvent| {
        event.prevent_default();
        let words = text.get_untracked().trim().to_owned();
        let search = url::to_search(&EventQuery {
            text: (!words.is_empty()).then_some(words),
            ..EventQuery::default()
        });
        let address = if search.is_empty() {
            "/evenements".to_owned()
        } else {
            format!("/evenements?{search}")
        };
        navigate(&address, NavigateOptions::default());
    };
    let theme = move || edition.value().flatten().map(|edition| edition.theme);
    let dates = move || {
        edition
            .value()
            .flatten()
            .map(|edition| match edition.status {
                EditionStatus::Postponed => t("home.postponed").to_owned(),
                EditionStatus::Cancelled => t("home.cancelled").to_owned(),
                EditionStatus::Draft
                | EditionStatus::Open
                | EditionStatus::Closed
                | EditionStatus::Running
                | EditionStatus::Archived => dates::window(edition.week),
            })
    };
    view! {
        <section class="hero">
            <div class="hero__inner">
                <div class="hero__text">
                    <p class="hero__dates">{move || dates().unwrap_or_else(|| "\u{a0}".to_owned())}</p>
                    <h1 class="hero__title" tabindex="-1">{t("home.heading")}</h1>
                    <p class="hero__theme">{move || theme().map(|theme| t_args("home.theme", &[("theme", &theme)]))}</p>
                    <form class="hero__search" role="search" on:submit=search>
                        <TextField id="q" label=t("home.search") value=text kind="search" filter=true/>
                        <Button submit=true><Icon glyph=Glyph::Search/>{t("home.search_action")}</Button>
                    </form>
                </div>
                <a class="hero__map" href="/evenements">
                    <div inner_html=include_str!("silhouette.svg")></div>
                    <span class="hero__map-text">{t("home.map")}<Icon glyph=Glyph::Arrow/></span>
                </a>
            </div>
        </section>
    }
}

#[component]
fn Content(edition: Edition) -> impl IntoView {
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
    let counted = |kind: &str| {
        let kind = kind.to_owned();
        move || {
            figures
                .value()
                .and_then(|(figures, _)| figures.by_kind.into_iter().find(|one| one.id == kind))
                .map(|one| number(one.count))
        }
    };
    let kind = move |term: Term| {
        let query = EventQuery {
            edition: Some(slug.get_value()),
            kinds: vec![term.id.clone()],
            ..EventQuery::default()
        };
        view! {
            <li>
                <a class="kinds__link" href=format!("/evenements?{}", url::to_search(&query))>
                    <span>{term.label}</span>
                    <span class="kinds__count">{counted(&term.id)}</span>
                    <Icon glyph=Glyph::Arrow/>
                </a>
            </li>
        }
    };
    let kinds = edition
        .vocabularies
        .kinds
        .iter()
        .filter(|kind| !kind.other)
        .cloned()
        .map(kind)
        .collect_view();
    view! {
        <section class="home__figures" aria-label=t("home.figures")>
            <Fetched of=figures lines=2 then=shown_figures/>
        </section>
        <section class="home__section">
            <h2>{t("home.kinds")}</h2>
            <ul class="kinds">{kinds}</ul>
        </section>
        <section class="home__section home__label">
            <div>
                <p class="home__seal"><Icon glyph=Glyph::Seal/></p>
                <h2>{t("home.label")}</h2>
                <p>{edition.label_meaning}</p>
            </div>
            <ol class="criteria">
                {edition.criteria.into_iter().map(|criterion| view! {
                    <li class="criteria__item">
                        <h3 class="criteria__title">{criterion.title}</h3>
                        <p>{criterion.wording}</p>
                    </li>
                }).collect_view()}
            </ol>
        </section>
    }
}

/// Labelled events to date, where, and how many can be followed from home.
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

#[component]
fn ForOrganisers(edition: Remote<Option<Edition>>) -> impl IntoView {
    let deadline = move || {
        edition
            .value()
            .flatten()
            .filter(|edition| edition.status == EditionStatus::Open)
            .map(|edition| dates::moment(edition.deadline))
    };
    view! {
        <section class="home__section home__organisers">
            <h2>{t("home.organisers")}</h2>
            <p>{t("home.organisers.text")}</p>
            {move || deadline().map(|deadline| view! { <p class="home__deadline">{t_args("home.organisers.deadline", &[("day", &deadline)])}</p> })}
            <div class="cluster">
                <LinkButton href="/mes-evenements">{t("home.organisers.action")}</LinkButton>
                <a href="/participer">{t("home.organisers.more")}</a>
            </div>
        </section>
    }
}
