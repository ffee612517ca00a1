//! A list of values as text or as a file, and what became of each of its lines.

use crate::api::Mutation;
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{Button, ButtonKind, FileField, ProblemAlert, TextArea};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::label::{LineResult, LinesImport};
use wasm_bindgen_futures::JsFuture;

/// Number of lines with faults that are shown.
const SHOWN: usize = 50;

/// Form for a list: typed, pasted or read from a file into the same field, where it can be corrected.
#[component]
pub(super) fn LinesField(
    /// Id of the field; that of the file control is derived from it.
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    action: &'static str,
    /// Request that adds the list.
    adding: Mutation<LinesImport>,
    /// Called with the text.
    on_send: Callback<String>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let read = Callback::new(move |file: web_sys::File| {
        spawn_local(async move {
            if let Ok(found) = JsFuture::from(file.text()).await {
                text.try_set(found.as_string().unwrap_or_default());
            }
        });
    });
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if !text.with_untracked(|text| text.trim().is_empty()) {
            on_send.run(text.get_untracked());
        }
    };
    Effect::new(move |_| {
        let done = adding.value().is_some_and(|outcome| outcome.refused == 0);
        if done {
            text.set(String::new());
        }
    });
    view! {
        <form class="stack" novalidate on:submit=send>
            <TextArea id label=label hint=hint value=text rows=3/>
            <FileField id=format!("{id}-file") label=t("groups.lines.file") accept=".csv,.txt,text/csv,text/plain" on_choose=read/>
            <div><Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || adding.is_pending())>{action}</Button></div>
            {move || adding.error().map(|error| view! { <ProblemAlert error/> })}
            <div role="status">{move || adding.value().map(|outcome| view! { <Outcome outcome/> })}</div>
        </form>
    }
}

#[component]
fn Outcome(outcome: LinesImport) -> impl IntoView {
    let counts = [
        plural("groups.lines.added", u64::from(outcome.added)),
        plural("groups.lines.known", u64::from(outcome.known)),
        plural("groups.lines.refused", u64::from(outcome.refused)),
    ];
    let moved = (outcome.moved > 0).then(|| plural("groups.moved", outcome.moved));
    let faults: Vec<String> = outcome
        .lines
        .into_iter()
        .filter(|line| line.result == LineResult::Refused)
        .take(SHOWN)
        .map(|line| {
            let why = line
                .problem
                .map(|problem| t_of("groups.lines.problem", problem.as_str()))
                .unwrap_or_default();
            let at: &[(&str, &dyn std::fmt::Display)] =
                &[("line", &line.line), ("value", &line.value), ("why", &why)];
            t_args("groups.lines.fault", at)
        })
        .collect();
    view! {
        <p>{counts.join(", ")}{moved.map(|moved| format!(" – {moved}"))}</p>
        {(!faults.is_empty()).then(|| view! {
            <ul class="group-lines">{faults.into_iter().map(|fault| view! { <li>{fault}</li> }).collect_view()}</ul>
        })}
    }
}
