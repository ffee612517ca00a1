use crate::api::{Remote, editions, places};
use crate::dates;
use crate::layout::{Page, PageHead, Width};
use crate::messages::{plural, t, t_args};
use crate::ui::{Fetched, LinkButton, Notice, Tone};
use leptos::prelude::*;
use shared::edition::{Edition, EditionStatus};
use shared::place::{Territories, Territory};

/// How to take part as a visitor or as an organiser: criteria, dates, steps.
#[component]
pub fn TakePartPage() -> impl IntoView {
    let edition = Remote::new(|| async {
        let Some(slug) = editions::get_config().await?.current_edition else {
            return Ok(None);
        };
        let edition = editions::get_edition(&slug).await?;
        // Names of territories are needed only when one has dates of its own.
        let territories = if edition.territories.is_empty() {
            None
        } else {
            places::list_territories().await.ok()
        };
        Ok(Some((edition, territories)))
    });
    let rules = |found: Option<(Edition, Option<Territories>)>| {
        found.map(|(edition, territories)| view! { <Rules edition territories/> })
    };
    view! {
        <Page title=t("take_part.title") width=Width::Text>
            <PageHead title=t("take_part.title")>
                <p>{t("take_part.intro")}</p>
            </PageHead>
            <section>
                <h2>{t("take_part.visit")}</h2>
                <ol class="steps">
                    <li>{t("take_part.visit.1")}</li>
                    <li>{t("take_part.visit.2")}</li>
                    <li>{t("take_part.visit.3")}</li>
                </ol>
                <LinkButton href="/evenements">{t("take_part.visit.action")}</LinkButton>
            </section>
            <section>
                <h2>{t("take_part.organise")}</h2>
                <Fetched of=edition then=rules/>
                <h3>{t("take_part.steps")}</h3>
                <ol class="steps">
                    <li>{t("take_part.steps.1")}</li>
                    <li>{t("take_part.steps.2")}</li>
                    <li>{t("take_part.steps.3")}</li>
                    <li>{t("take_part.steps.4")}</li>
                    <li>{t("take_part.steps.5")}</li>
                </ol>
                <LinkButton href="/mes-evenements">{t("home.organisers.action")}</LinkButton>
            </section>
            <section>
                <h2>{t("take_part.after")}</h2>
                <p>{t("take_part.after.correction")}</p>
                <p>{t("take_part.after.refusal")}</p>
                <p>{t("take_part.after.change")}</p>
            </section>
        </Page>
    }
}

/// The criteria and dates of the edition.
#[component]
fn Rules(edition: Edition, territories: Option<Territories>) -> impl IntoView {
    let territory = |territory: &Territory| match territory {
        Territory::National => t("territory.national").to_owned(),
        Territory::Region(code) => territories
            .iter()
            .flat_map(|all| &all.regions)
            .find(|region| region.code == *code)
            .map_or_else(|| code.to_string(), |region| region.name.clone()),
        Territory::Department(code) => territories
            .iter()
            .flat_map(|all| &all.departments)
            .find(|entry| entry.code == *code)
            .map_or_else(|| code.to_string(), |entry| entry.name.clone()),
    };
    let open = edition.status == EditionStatus::Open;
    let own = edition
        .territories
        .iter()
        .map(|own| {
            t_args(
                "take_part.own_dates",
                &[
                    ("territory", &territory(&own.territory)),
                    ("week", &dates::window(own.week)),
                ],
            )
        })
        .collect::<Vec<_>>();
    view! {
        {if open {
            view! { <Notice tone=Tone::Good title=t_args("take_part.open", &[("edition", &edition.name)])><p>{t_args("take_part.deadline", &[("day", &dates::moment(edition.deadline))])}</p></Notice> }.into_any()
        } else {
            view! { <Notice title=t_args("take_part.closed", &[("edition", &edition.name)])><p>{t("take_part.closed.text")}</p></Notice> }.into_any()
        }}
        <h3>{t("take_part.criteria")}</h3>
        <ol class="steps">
            {edition.criteria.into_iter().map(|criterion| view! { <li><strong>{criterion.title}</strong><br/>{criterion.wording}</li> }).collect_view()}
        </ol>
        <h3>{t("take_part.dates")}</h3>
        <dl class="facts">
            <dt>{t("take_part.week")}</dt>
            <dd>{dates::window(edition.week)}{own.into_iter().map(|own| view! { <br/>{own} }).collect_view()}</dd>
            <dt>{t("take_part.window")}</dt>
            <dd>{dates::window(edition.window)}</dd>
            <dt>{t("take_part.filing")}</dt>
            <dd>{t_args("take_part.until", &[("day", &dates::moment(edition.deadline))])}</dd>
            <dt>{t("take_part.answer")}</dt>
            <dd>{plural("take_part.working_days", edition.review_working_days.into())}</dd>
        </dl>
    }
}
