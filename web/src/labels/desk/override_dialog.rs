//! A decision against the verdicts on the criteria, which a coordinator gives a reason for.

use super::state::Desk;
use crate::labels::moves::field_errors;
use crate::messages::{t, t_of};
use crate::ui::{Button, ButtonKind, Dialog, Fault, TextArea, fault_at};
use leptos::prelude::*;
use shared::criterion::COMMENT_MAX_CHARS;
use shared::event::parse_reason;
use shared::label::DecisionKind;
use shared::problem::{Code, FieldProblem};

/// Dialog to decide against the grid.
#[component]
pub(super) fn OverrideDialog(desk: Desk) -> impl IntoView {
    let chosen = desk.deciding.overriding;
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(chosen.read().is_some()));
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is {
            chosen.set(None);
        }
        is
    });
    let reason = RwSignal::new(String::new());
    let faults = RwSignal::new(Vec::<Fault>::new());
    let title = move || {
        let decision = chosen.get().unwrap_or(DecisionKind::Label);
        t_of("desk.override", decision.as_str())
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(decision) = chosen.get_untracked() else {
            return;
        };
        let pointer = "/overrideReason";
        let parsed = parse_reason(pointer, &reason.read_untracked()).and_then(|text| {
            let missing = || vec![FieldProblem::new(pointer, Code::Required, "say why")];
            text.ok_or_else(missing)
        });
        match parsed {
            Ok(text) => {
                faults.set(Vec::new());
                if decision == DecisionKind::Refuse && desk.word.read_untracked().trim().is_empty()
                {
                    desk.word.set(text.clone());
                }
                chosen.set(None);
                desk.decide(decision, text);
            }
            Err(found) => faults.set(field_errors(found)),
        }
    };
    view! {
        <Dialog id="derogation" open title=Signal::derive(title)>
            <p>{t("desk.override.text")}</p>
            <form class="stack" novalidate on:submit=send>
                <TextArea
                    id="overrideReason"
                    label=t("desk.override.reason")
                    hint=t("review.refuse.hint")
                    value=reason
                    rows=4
                    max_chars=COMMENT_MAX_CHARS
                    error=fault_at(faults.into(), "overrideReason")
                />
                <div class="cluster">
                    <Button kind=ButtonKind::Danger submit=true>{t("desk.override.action")}</Button>
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| open.set(false))>{t("review.cancel")}</Button>
                </div>
            </form>
        </Dialog>
    }
}
