use super::super::answer_file::provide_documents_by_link;
use super::super::summary::Summary;
use crate::api::{Remote, editions, together};
use crate::clock;
use crate::labels::StateTag;
use crate::layout::{Page, PageHead};
use crate::messages::{t, t_args};
use crate::ui::{Fetched, Notice, Tone};
use leptos::prelude::*;
use shared::edition::Edition;
use shared::event::Reading;

/// A submission that is not public, read with a secret link and without an account.
///
/// The secret is the fragment of the address: browsers send it to no server, so that it is in no log and no `Referer`.
#[component]
pub fn ReadingPage() -> impl IntoView {
    let key = window()
        .location()
        .hash()
        .unwrap_or_default()
        .trim_start_matches('#')
        .to_owned();
    let page = if key.is_empty() {
        view! {
            <PageHead title=t("reading.page.title")/>
            <Notice tone=Tone::Warning title=t("reading.page.missing.title")><p>{t("reading.page.missing.text")}</p></Notice>
        }
        .into_any()
    } else {
        provide_documents_by_link(key.clone());
        let read = Remote::<(Reading, Edition)>::new(move || {
            let key = key.clone();
            async move {
                let reading = together::read_by_link(key).await?;
                let edition = editions::get_edition(&reading.edition).await?;
                Ok((reading, edition))
            }
        });
        let failed = move || read.get().is_some_and(|read| read.is_err());
        view! {
            {move || failed().then(|| view! { <PageHead title=t("reading.page.title")/> })}
            <Fetched of=read lines=12 then=|(reading, edition): (Reading, Edition)| view! { <Read reading edition/> }/>
        }
        .into_any()
    };
    view! { <Page title=t("reading.page.title")>{page}</Page> }
}

#[component]
fn Read(reading: Reading, edition: Edition) -> impl IntoView {
    let Reading {
        edition: slug_of_edition,
        state,
        slug,
        form,
        commune,
        updated_at,
    } = reading;
    let zone = form.zone(commune.as_ref());
    let title = if form.title.trim().is_empty() {
        t("file.untitled").to_owned()
    } else {
        form.title.clone()
    };
    let at = clock::moment_in(updated_at, zone);
    let name = edition.name.clone();
    view! {
        <PageHead title=title>
            <div class="cluster">
                <StateTag state/>
                <span>{name}</span>
            </div>
        </PageHead>
        <div class="stack">
            {match slug {
                Some(slug) => view! {
                    <p><a href=format!("/evenements/{slug_of_edition}/{slug}")>{t("reading.page.public")}</a></p>
                }
                .into_any(),
                None => view! { <Notice tone=Tone::Info title=t("reading.page.title")><p>{t("reading.page.notice")}</p></Notice> }.into_any(),
            }}
            <p class="field__hint">{t_args("reading.page.updated", &[("at", &at)])}</p>
            <Summary form edition commune/>
        </div>
    }
}
