use super::{Progress, RenewAll, RenewButton, open_edition, series_links, title_of};
use crate::api::events::{self, OwnQuery};
use crate::api::{Mutation, Remote};
use crate::messages::{plural, t};
use crate::ui::{Button, ButtonKind, ProblemAlert};
use leptos::prelude::*;
use shared::edition::EditionSummary;
use shared::event::EventFileSummary;
use shared::label::LabelState;
use shared::paging::Page as Listed;

/// Events of editions that are over, by edition, with the way to renew them.
#[component]
pub fn Archive(editions: Vec<EditionSummary>) -> impl IntoView {
    let query = OwnQuery {
        archived: Some(true),
        ..OwnQuery::default()
    };
    let first = {
        let query = query.clone();
        Remote::<Listed<EventFileSummary>>::new(move || events::list_events(query.clone()))
    };
    let more = RwSignal::new(Vec::<EventFileSummary>::new());
    let cursor = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        more.set(Vec::new());
        cursor.set(first.value().and_then(|page| page.next_cursor));
    });
    let loading = Mutation::<Listed<EventFileSummary>>::new();
    let load = move |_| {
        let query = OwnQuery {
            cursor: cursor.get_untracked(),
            ..query.clone()
        };
        loading.send(events::list_events(query), move |page| {
            cursor.set(page.next_cursor);
            more.update(|files| files.extend(page.items));
        });
    };
    let target = StoredValue::new(open_edition(&editions).cloned());
    let editions = StoredValue::new(editions);
    let files = move || {
        let mut files = first.value().map(|page| page.items).unwrap_or_default();
        files.extend(more.get());
        files
    };
    let of_edition = move |edition: EditionSummary, files: &[EventFileSummary]| {
        let own: Vec<EventFileSummary> = files
            .iter()
            .filter(|file| file.edition == edition.slug)
            .cloned()
            .collect();
        (!own.is_empty()).then(|| {
            view! { <OfEdition edition files=own target=target.get_value()/> }
        })
    };
    move || {
        let files = files();
        (!files.is_empty()).then(|| {
            let groups = editions
                .get_value()
                .into_iter()
                .map(|edition| of_edition(edition, &files))
                .collect_view();
            let load = load.clone();
            view! {
                <section class="archive" aria-labelledby="archives">
                    <h2 class="archive__title" id="archives">{t("file.archive.title")}</h2>
                    {groups}
                    {cursor.get().is_some().then(|| view! {
                        <Button kind=ButtonKind::Secondary busy=Signal::derive(move || loading.is_pending()) on_press=Callback::new(load)>
                            {t("file.archive.more")}
                        </Button>
                    })}
                    {loading.error().map(|error| view! { <ProblemAlert error/> })}
                </section>
            }
        })
    }
}

/// The events of one edition that is over.
#[component]
fn OfEdition(
    edition: EditionSummary,
    files: Vec<EventFileSummary>,
    target: Option<EditionSummary>,
) -> impl IntoView {
    let labelled = files.iter().any(|file| file.state == LabelState::Labelled);
    let name = edition.name.clone();
    let count = plural("file.archive.count", files.len() as u64);
    let origin = edition.slug;
    let all = target.clone().filter(|_| labelled).map(|target| {
        view! { <RenewAll origin target/> }
    });
    let line = move |file: EventFileSummary| {
        let there = target
            .as_ref()
            .is_some_and(|target| file.series.iter().any(|other| other.edition == target.slug));
        let renew = target.clone().filter(|_| !there).map(|target| {
            view! { <RenewButton id=file.id title=title_of(&file.title) target/> }
        });
        let links = series_links(&file.series)
            .into_iter()
            .map(|(href, text)| view! { <a href=href>{text}</a> })
            .collect_view();
        view! {
            <li class="archive__file">
                <div class="archive__what">
                    <a class="archive__link" href=format!("/mes-evenements/{}", file.id)>{title_of(&file.title)}</a>
                    <Progress state=file.state reported=file.reported/>
                    {links}
                </div>
                {renew}
            </li>
        }
    };
    view! {
        <details class="fold">
            <summary class="fold__title">{name}" "<span class="own-group__count">{count}</span></summary>
            <div class="stack archive__edition">
                {all}
                <ul class="archive__list">{files.into_iter().map(line).collect_view()}</ul>
            </div>
        </details>
    }
}
