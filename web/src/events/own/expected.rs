use super::{expectation, title_of};
use crate::api::events::{self, OwnQuery};
use crate::api::{CallError, Remote};
use crate::events::fields;
use crate::messages::{plural, t};
use crate::ui::{Tag, Tone};
use leptos::prelude::*;
use shared::event::{EventFileSummary, ExpectedTask, Step};
use shared::label::LabelState;

/// Submissions that are shown before the rest is expanded.
const SHOWN: usize = 5;
/// States in which something may be expected of the organiser.
const STATES: &[LabelState] = &[LabelState::CorrectionRequested, LabelState::Draft];

/// All submissions in these states, page after page: the oldest may be the most urgent.
async fn all() -> Result<Vec<EventFileSummary>, CallError> {
    let mut query = OwnQuery {
        states: STATES,
        archived: Some(false),
        ..OwnQuery::default()
    };
    let mut files = Vec::new();
    loop {
        let page = events::list_events(query.clone()).await?;
        files.extend(page.items);
        if page.next_cursor.is_none() {
            return Ok(files);
        }
        query.cursor = page.next_cursor;
    }
}

/// Tasks of the organiser, the most urgent first; nothing on the page when there are none.
#[component]
pub fn ExpectedFiles() -> impl IntoView {
    let found = Remote::<Vec<EventFileSummary>>::new(all);
    move || {
        let mut files = found.value()?;
        files.retain(|file| file.expected.is_some());
        files.sort_by_key(|file| {
            let expected = file.expected;
            let corrects = expected.is_some_and(|expected| expected.task == ExpectedTask::Correct);
            (
                !corrects,
                expected.and_then(|expected| expected.by),
                file.id,
            )
        });
        if files.is_empty() {
            return None;
        }
        let rest = files.split_off(files.len().min(SHOWN));
        let more = (!rest.is_empty()).then(|| {
            view! {
                <details class="expected__more">
                    <summary>{plural("file.expected.more", rest.len() as u64)}</summary>
                    <ul class="expected__list">{rest.into_iter().map(item).collect_view()}</ul>
                </details>
            }
        });
        Some(view! {
            <section class="expected" aria-labelledby="attendu">
                <h2 class="expected__title" id="attendu">{t("file.expected.title")}</h2>
                <ul class="expected__list">{files.into_iter().map(item).collect_view()}</ul>
                {more}
            </section>
        })
    }
}

fn item(file: EventFileSummary) -> impl IntoView {
    let soon = file.expected.is_some_and(|expected| expected.soon);
    let sentence = expectation(&file);
    view! {
        <li class="expected__item">
            <a class="expected__link" href=fields::step_href(file.id, Step::Organiser)>{title_of(&file.title)}</a>
            <span>{sentence}</span>
            {soon.then(|| view! { <Tag tone=Signal::stored(Tone::Warning)>{t("file.expected.soon")}</Tag> })}
        </li>
    }
}
