//! The correction request: the fields that were pointed at in the file, what is wrong with each, and a message.

use super::standard_texts::StandardTexts;
use super::state::{Desk, Point};
use crate::labels::moves::{field_errors, open_signal};
use crate::messages::{t, t_args, t_of};
use crate::ui::{
    Button, ButtonKind, Dialog, ErrorSummary, Fault, ProblemAlert, TextArea, fault_at, faults_of,
};
use leptos::prelude::*;
use shared::criterion::COMMENT_MAX_CHARS;
use shared::event::FormField;
use shared::label::{Action, CorrectionReason};

/// Dialog to request a correction from the organiser.
#[component]
pub(super) fn CorrectionDialog(desk: Desk) -> impl IntoView {
    let open = open_signal(desk.context, Action::RequestCorrection);
    let sending = desk.deciding.sending;
    let missing = RwSignal::new(Vec::<Fault>::new());
    let faults = Signal::derive(move || {
        let mut faults = missing.get();
        faults.extend(sending.error().as_ref().map(faults_of).unwrap_or_default());
        faults
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let form = desk.correction_form();
        let found = form.clone().parse().err().map(field_errors);
        missing.set(found.unwrap_or_default());
        if missing.read_untracked().is_empty() {
            desk.correct(form);
        }
    };
    let refusal = move || {
        sending
            .error()
            .filter(|error| faults_of(error).is_empty() && !crate::labels::moves::is_stale(error))
            .map(|error| view! { <ProblemAlert error/> })
    };
    let texts = Signal::derive(move || {
        let points = desk.points.get();
        desk.edition.with_value(|edition| {
            let of = |(field, _): &Point| {
                let texts = edition.texts_on_field(*field).map(str::to_owned);
                texts.collect::<Vec<_>>()
            };
            points.iter().flat_map(of).collect::<Vec<_>>()
        })
    });
    view! {
        <Dialog id="correction" open title=t("review.correction.title")>
            <p>{t("desk.correction.text")}</p>
            <form class="stack" novalidate on:submit=send>
                <ErrorSummary faults/>
                <Points desk/>
                <MorePoints desk/>
                <StandardTexts id="textes-champs" label=t("desk.texts.fields") texts into=desk.message/>
                <TextArea
                    id="message"
                    label=t("review.correction.message")
                    hint=t("review.correction.hint")
                    value=desk.message
                    rows=5
                    max_chars=COMMENT_MAX_CHARS
                    error=fault_at(faults, "message")
                />
                {refusal}
                <div class="cluster">
                    <Button submit=true busy=Signal::derive(move || sending.is_pending())>{t("review.correction.action")}</Button>
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| open.set(false))>{t("review.cancel")}</Button>
                </div>
            </form>
        </Dialog>
    }
}

/// The fields that were pointed at, each with what is wrong with it.
#[component]
fn Points(desk: Desk) -> impl IntoView {
    let line = move |(field, _): Point| {
        let id = format!("motif{}", field.pointer().replace('/', "-"));
        let name = desk.name_of(field);
        let chosen = move || {
            let points = desk.points.read();
            points
                .iter()
                .find(|(other, _)| *other == field)
                .map(|(_, reason)| *reason)
        };
        let choose = move |text: String| {
            let Some(reason) = CorrectionReason::parse(&text) else {
                return;
            };
            desk.points.update(|points| {
                for point in points.iter_mut().filter(|(other, _)| *other == field) {
                    point.1 = reason;
                }
            });
        };
        let option = move |reason: CorrectionReason| {
            view! {
                <option value=reason.as_str() selected=move || chosen() == Some(reason)>{t_of("correction.reason", reason.as_str())}</option>
            }
        };
        let remove = t_args("desk.point.remove", &[("field", &name)]);
        view! {
            <li class="desk-points__one">
                <label class="desk-points__name" for=id.clone()>{name}</label>
                <select class="field__input field__input--select desk-points__reason" id=id on:change=move |event| choose(event_target_value(&event))>
                    {CorrectionReason::ALL.iter().copied().map(option).collect_view()}
                </select>
                <Button kind=ButtonKind::Quiet label=remove on_press=Callback::new(move |_| desk.toggle_point(field))>{t("desk.point.take_off")}</Button>
            </li>
        }
    };
    view! {
        <Show when=move || !desk.points.read().is_empty()>
            <div>
                <p class="field__label" id="points-titre">{t("review.correction.fields")}</p>
                <ul class="desk-points" aria-labelledby="points-titre">
                    <For each=move || desk.points.get() key=|(field, _)| *field children=line/>
                </ul>
            </div>
        </Show>
    }
}

/// Adds a field that no button is beside.
#[component]
fn MorePoints(desk: Desk) -> impl IntoView {
    let add = move |event: leptos::ev::Event| {
        let pointer = event_target_value(&event);
        if let Some(field) = FormField::at(&pointer)
            && !untrack(|| desk.is_pointed_at(field))
        {
            desk.toggle_point(field);
        }
    };
    let left = move || {
        let all: Vec<FormField> = desk
            .edition
            .with_value(|edition| FormField::all(edition).collect());
        let rest = all.into_iter().filter(|field| !desk.is_pointed_at(*field));
        rest.map(|field| {
            view! { <option value=field.pointer().into_owned()>{desk.name_of(field)}</option> }
        })
        .collect_view()
    };
    view! {
        <div class="field">
            <label class="field__label" for="champ-de-plus">{t("desk.point.more")}</label>
            <select class="field__input field__input--select" id="champ-de-plus" on:change=add>
                <option value="" selected=true>{t("desk.point.choose")}</option>
                {left}
            </select>
        </div>
    }
}
