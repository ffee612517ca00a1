use super::Current;
use super::columns::Columns;
use super::report::{Faults, Missing, Outcome};
use super::upload::Upload;
use crate::api::{Remote, editions, imports};
use crate::clock;
use crate::layout::{Page, PageHead, SignedIn};
use crate::messages::{t, t_args, t_of};
use crate::ui::{Announcer, Fetched, Items, Notice, ProblemAlert, Tone};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::edition::{Edition, EditionSummary};
use shared::import::{Import, ImportReport, ImportState, ImportSummary};
use shared::paging::Page as Listed;

/// Imports a table of events.
#[component]
pub fn ImportPage() -> impl IntoView {
    view! {
        <Page title=t("import.title")>
            <PageHead title=t("import.title")>
                <p>{t("import.intro")}</p>
            </PageHead>
            <SignedIn then={|_| view! { <Importing/> }}/>
        </Page>
    }
}

#[component]
fn Importing() -> impl IntoView {
    let current = Current::new();
    let known = Remote::<Vec<EditionSummary>>::new(editions::list_editions);
    view! {
        <div class="stack">
            <Fetched of=known lines=3 then={move |editions: Vec<EditionSummary>| view! { <Upload editions current/> }}/>
            {move || current.asking.error().map(|error| view! { <ProblemAlert error/> })}
            <div aria-live="polite">
                {move || current.import.get().map(|import| view! { <Shown import current/> })}
            </div>
            <Earlier current/>
        </div>
    }
}

/// The import: what was read, what is wrong, and what can be done.
#[component]
fn Shown(import: Import, current: Current) -> impl IntoView {
    let state = import.state;
    let title = t_args("import.file", &[("name", &import.file_name)]);
    if !state.is_working() {
        Announcer::expect().say(t_of("import.state", state.as_str()));
    }
    let failure = import.failure.clone();
    let report = import.report.clone().filter(|_| !state.is_working());
    let progress = import.progress.filter(|it| it.total > 0).map(|progress| {
        t_args(
            "import.progress",
            &[("done", &progress.done), ("total", &progress.total)],
        )
    });
    view! {
        <section class="stack import" aria-labelledby="import-titre">
            <h2 id="import-titre">{title}</h2>
            {state.is_working().then(|| view! {
                <p role="status"><span class="button__spinner" aria-hidden="true"></span>{t_of("import.state", state.as_str())}" "{progress}</p>
            })}
            {failure.map(|failure| view! {
                <Notice tone=Tone::Bad title=t("import.failed")><p>{failure.message}</p></Notice>
            })}
            {report.map(|report| view! {
                <Outcome import=import.clone() report=report.clone() current/>
                {(state != ImportState::Undone).then(|| view! {
                    <Faults report=report.clone()/>
                    <OfEdition import=import.clone() report current/>
                })}
            })}
        </section>
    }
}

/// The missing answers, and the columns, in the words of the edition.
#[component]
fn OfEdition(import: Import, report: ImportReport, current: Current) -> impl IntoView {
    let slug = import.edition.clone();
    let edition = Remote::<Edition>::new(move || {
        let slug = slug.clone();
        async move { editions::get_edition(&slug).await }
    });
    view! {
        <Fetched of=edition lines=3 then={move |edition: Edition| {
            let additional = edition.additional.clone();
            view! {
                <Missing report=report.clone() edition/>
                {(import.state == ImportState::Previewed).then(|| view! { <Columns import=import.clone() additional current/> })}
            }
        }}/>
    }
}

/// The latest imports, to open one again.
#[component]
fn Earlier(current: Current) -> impl IntoView {
    let known = Remote::<Listed<ImportSummary>>::new(move || {
        // Again whenever the import on the page has changed.
        current
            .import
            .with(|import| import.as_ref().map(|it| it.state));
        imports::list_imports()
    });
    let row = move |import: ImportSummary| {
        let id = import.id;
        let at = clock::moment_in(import.created_at, Tz::Europe__Paris);
        view! {
            <li>
                <button class="import-list__open" type="button" on:click=move |_| current.ask(imports::get_import(id))>
                    {import.file_name}
                </button>
                <span>{t_of("import.state", import.state.as_str())}</span>
                <span>{at}</span>
            </li>
        }
    };
    let items = Memo::new(move |_| known.value().map(|page| page.items).unwrap_or_default());
    view! {
        <Show when=move || !items.read().is_empty()>
            <section class="stack" aria-labelledby="imports-titre">
                <h2 id="imports-titre">{t("import.earlier")}</h2>
                <ul class="import-list"><Items of=items key=|import: &ImportSummary| import.id row/></ul>
            </section>
        </Show>
    }
}
