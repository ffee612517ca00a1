//! The bar that stays in sight: the decisions, the way to the next file, and the undoing of the last decision.

use super::decide;
use super::reasons::Reasoned;
use super::session_end::SessionEnd;
use super::state::{Desk, etag_of};
use super::visit::{Typed, Undoable};
use crate::clock;
use crate::labels::action_name;
use crate::messages::{call_error, t, t_args, t_of};
use crate::ui::{Button, ButtonKind};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use shared::label::{Action, LabelState};

#[component]
pub(super) fn Bar(desk: Desk, help: RwSignal<bool>) -> impl IntoView {
    view! {
        <section class="desk-bar" aria-label=t("review.ways")>
            <div class="desk-bar__over"><SessionEnd account=desk.account/></div>
            <p class="desk-bar__said" role="status">{move || desk.said.0.get()}</p>
            <UndoNotice desk/>
            <Hindrance desk/>
            <div class="desk-bar__row">
                <Decisions desk/>
                <FileNavigation desk help/>
            </div>
        </section>
    }
}

#[component]
fn Decisions(desk: Desk) -> impl IntoView {
    let busy = Signal::derive(move || desk.deciding.sending.is_pending());
    let negative = Memo::new(move |_| desk.drafts().iter().any(super::draft::Draft::is_negative));
    let label = move || {
        if negative.get() {
            action_name(Action::Grant)
        } else {
            t("desk.label.all").to_owned()
        }
    };
    let points = move |none: String, some: &'static str| match desk.points.read().len() {
        0 => none,
        n => t_args(some, &[("n", &n)]),
    };
    let correction = move || {
        points(
            action_name(Action::RequestCorrection),
            "desk.correct.points",
        )
    };
    let correction_in_short = move || {
        points(
            t("desk.correct.short").to_owned(),
            "desk.correct.short.points",
        )
    };
    let key = |key: &'static str| view! { <kbd class="desk-key" aria-hidden="true">{key}</kbd> };
    let may = move |action: Action| desk.may(action);
    let nothing = move || {
        let sheet = desk.sheet.read();
        let body = &sheet.body;
        if body.own {
            Some(t("review.own").to_owned())
        } else if body.pending.is_some()
            // A refusal can be taken back, and still is one.
            || (!body.file.allowed.is_empty() && body.file.state != LabelState::Refused)
            // The change that waits has its own text and decision.
            || (body.file.change.as_ref()).is_some_and(|change| change.waiting.is_some())
        {
            None
        } else if body.file.state == LabelState::Submitted {
            Some(t("review.read_only").to_owned())
        } else {
            Some(t_of("review.state", body.file.state.as_str()))
        }
    };
    view! {
        <div class="desk-bar__ways">
            {move || (desk.is_open() && may(Action::Grant)).then(|| view! {
                <Button busy on_press=Callback::new(move |_| desk.label())>{label}{key("L")}</Button>
            })}
            {move || may(Action::RequestCorrection).then(|| view! {
                <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| desk.ask_correction())>
                    <span class="desk-bar__long">{correction}</span>
                    <span class="desk-bar__short" aria-hidden="true">{correction_in_short}</span>
                    {key("C")}
                </Button>
            })}
            {move || may(Action::Refuse).then(|| view! {
                <Button kind=ButtonKind::Secondary busy on_press=Callback::new(move |_| desk.refuse())>{action_name(Action::Refuse)}{key("R")}</Button>
            })}
            {move || may(Action::Revoke).then(|| view! {
                <Button kind=ButtonKind::Danger on_press=Callback::new(move |_| desk.context.open.set(Some(Action::Revoke)))>{action_name(Action::Revoke)}</Button>
            })}
            {move || desk.may_recheck().then(|| view! {
                <Button on_press=Callback::new(move |_| desk.recheck.accepting.set(true))>{t("recheck.accept")}{key("A")}</Button>
                <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| desk.recheck.refusing.set(true))>{t("recheck.refuse")}{key("R")}</Button>
            })}
            {move || Reasoned::ALL.into_iter().filter(|what| what.is_offered(desk)).map(|what| view! {
                <Button kind=ButtonKind::Quiet label=what.action() on_press=Callback::new(move |_| desk.reasoning.set(Some(what)))>{what.in_short()}</Button>
            }).collect_view()}
            {move || nothing().map(|text| view! { <p class="desk-bar__nothing">{text}</p> })}
            <Pending desk/>
        </div>
    }
}

/// A decision that was taken before this page was opened, and that takes effect in a moment.
#[component]
fn Pending(desk: Desk) -> impl IntoView {
    move || {
        let sheet = desk.sheet.get();
        let pending = sheet.body.pending.clone()?;
        let offered = desk
            .visit
            .undoable
            .read()
            .iter()
            .any(|one| one.id == desk.id);
        let undo = pending.undoable && !offered;
        let undoable = Undoable {
            id: desk.id,
            title: sheet.body.file.form.title.clone(),
            action: pending.action,
            etag: etag_of(&sheet),
            // One that is held is offered in the bar of its own file only.
            until: pending.release_at.unwrap_or(DateTime::<Utc>::MAX_UTC),
            words: None,
            typed: Typed::of(&pending),
        };
        let press = Callback::new(move |_| {
            decide::undo(desk.visit, desk.account, undoable.clone());
        });
        Some(view! {
            <p class="desk-bar__nothing">{t_of(if pending.held { "desk.kept" } else { "desk.pending" }, pending.action.as_str())}</p>
            {undo.then(|| view! { <Button kind=ButtonKind::Secondary on_press=press>{t("desk.undo")}</Button> })}
        })
    }
}

#[component]
fn FileNavigation(desk: Desk, help: RwSignal<bool>) -> impl IntoView {
    let place = move || {
        let place = desk.visit.place(desk.id);
        place.map(|(at, of)| t_args("desk.place", &[("at", &at), ("of", &of)]))
    };
    let others = move || desk.visit.has_next(desk.id);
    view! {
        <div class="desk-bar__way">
            {move || (others() && desk.is_open()).then(|| view! {
                <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| desk.postpone())>{t("desk.later")}</Button>
            })}
            {move || others().then(|| view! {
                <button class="desk-step" type="button" aria-keyshortcuts="K" aria-label=t("desk.previous") on:click=move |_| desk.go_previous()>"‹"<span class="desk-key" data-key="K"></span></button>
            })}
            {move || place().map(|place| view! { <span class="desk-bar__place">{place}</span> })}
            {move || others().then(|| view! {
                <button class="desk-step" type="button" aria-keyshortcuts="J" aria-label=t("desk.next") on:click=move |_| desk.go_next()>"›"<span class="desk-key" data-key="J"></span></button>
            })}
            <button class="desk-step" type="button" aria-keyshortcuts="?" aria-label=t("desk.keys.show") on:click=move |_| help.set(true)>"?"</button>
        </div>
    }
}

/// The reason why a decision cannot be taken.
#[component]
fn Hindrance(desk: Desk) -> impl IntoView {
    let text = move || {
        desk.deciding.hindrance.get().or_else(|| {
            let error = desk.deciding.sending.error()?;
            (!crate::labels::moves::is_stale(&error)).then(|| call_error(&error))
        })
    };
    view! {
        <div role="alert">
            {move || text().map(|text| view! {
                <div class="desk-bar__hindrance">
                    <p>{text}</p>
                    {move || desk.deciding.against.get().map(|decision| view! {
                        <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| desk.deciding.overriding.set(Some(decision)))>
                            {t_of("desk.override", decision.as_str())}
                        </Button>
                    })}
                </div>
            })}
        </div>
    }
}

/// The last decision, as long as it can be undone.
#[component]
fn UndoNotice(desk: Desk) -> impl IntoView {
    let last = Memo::new(move |_| desk.visit.undoable.read().last().cloned());
    move || {
        last.get().map(|undoable| {
            let now = clock::ticking();
            let until = undoable.until;
            let left = move || (until - now.get()).num_seconds().max(0) + 1;
            let text = format!(
                "{} {}",
                t_of("desk.held", undoable.action.as_str()),
                t_args("desk.held.title", &[("title", &undoable.title)])
            );
            let label = t_args("desk.undo.label", &[("title", &undoable.title)]);
            view! {
                <div class="desk-undo">
                    <p class="desk-undo__text">{text}</p>
                    <Button kind=ButtonKind::Secondary label on_press=Callback::new(move |_| desk.undo())>
                        {t("desk.undo")}
                        <span class="desk-undo__left" aria-hidden="true">{move || t_args("desk.undo.left", &[("n", &left())])}</span>
                        <kbd class="desk-key" aria-hidden="true">"U"</kbd>
                    </Button>
                </div>
            }
        })
    }
}
