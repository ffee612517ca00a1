use super::content::Content;
use super::hero::Hero;
use crate::api::{Remote, editions};
use crate::dates;
use crate::layout::{Page, Width};
use crate::messages::{t, t_args};
use crate::ui::{Fetched, LinkButton};
use leptos::prelude::*;
use shared::edition::{Edition, EditionStatus};
use shared::partner::Partner;

/// The home page: the edition, a search, an overview of the events, and how to take part.
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
                <TakePart edition/>
                <Partners edition/>
            </div>
        </Page>
    }
}

/// How to visit events and how to hold one.
#[component]
fn TakePart(edition: Remote<Option<Edition>>) -> impl IntoView {
    let deadline = move || {
        edition
            .value()
            .flatten()
            .filter(|edition| edition.status == EditionStatus::Open)
            .map(|edition| dates::moment(edition.deadline))
    };
    view! {
        <section class="home__section home__ways" aria-labelledby="home-ways">
            <h2 id="home-ways">{t("home.ways")}</h2>
            <div class="home__way">
                <h3>{t("take_part.visit")}</h3>
                <p>{t("home.visitors.text")}</p>
                <p><a href="/evenements">{t("take_part.visit.action")}</a></p>
            </div>
            <div class="home__way home__way--strong">
                <h3>{t("home.organisers")}</h3>
                <p>{t("home.organisers.text")}</p>
                {move || deadline().map(|deadline| view! { <p class="home__deadline">{t_args("home.organisers.deadline", &[("day", &deadline)])}</p> })}
                <div class="cluster">
                    <LinkButton href="/mes-evenements">{t("home.organisers.action")}</LinkButton>
                    <a href="/participer">{t("home.organisers.more")}</a>
                </div>
            </div>
        </section>
    }
}

/// The edition's partners.
#[component]
fn Partners(edition: Remote<Option<Edition>>) -> impl IntoView {
    let partner = |Partner { name, url, .. }: Partner| match url {
        Some(url) => view! { <li><a href=url rel="external noopener">{name}</a></li> }.into_any(),
        None => view! { <li>{name}</li> }.into_any(),
    };
    move || {
        let partners = edition
            .value()
            .flatten()
            .map(|edition| edition.partners)
            .unwrap_or_default();
        (!partners.is_empty()).then(|| {
            view! {
                <section class="home__section" aria-labelledby="home-partners">
                    <h2 id="home-partners">{t("home.partners")}</h2>
                    <ul class="partners">{partners.into_iter().map(partner).collect_view()}</ul>
                </section>
            }
        })
    }
}
