//! Actions of a reviewer that need a reason: to request a second look, to take a refusal back, to overturn it.

use super::state::Desk;
use super::visit::Sheet;
use crate::api::{Mutation, labels};
use crate::labels::moves::{field_errors, is_stale};
use crate::labels::recheck::ChangeDecisions;
use crate::messages::{t, t_of};
use crate::ui::{
    Button, ButtonKind, Dialog, ErrorSummary, Fault, ProblemAlert, TextArea, fault_at, faults_of,
};
use leptos::prelude::*;
use shared::criterion::COMMENT_MAX_CHARS;
use shared::event::parse_reason;
use shared::label::{Action, DecisionForm, DecisionKind, LabelState, Reopening, SecondLookForm};
use shared::problem::{Code, FieldProblem};

/// An action with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reasoned {
    SecondLook,
    Reopen,
    Overturn,
}

impl Reasoned {
    pub(super) const ALL: [Self; 3] = [Self::SecondLook, Self::Reopen, Self::Overturn];

    /// End of the keys of its messages, and part of its element ids.
    const fn word(self) -> &'static str {
        match self {
            Self::SecondLook => "second_look",
            Self::Reopen => "reopen",
            Self::Overturn => "overturn",
        }
    }

    /// Name of its button.
    pub(super) fn action(self) -> String {
        t_of("desk.reason.action", self.word())
    }

    /// As [`Self::action`], in few words, for the bar.
    pub(super) fn in_short(self) -> String {
        t_of("desk.reason.short", self.word())
    }

    /// True when the user may do it now; reactive.
    pub(super) fn is_offered(self, desk: Desk) -> bool {
        let (state, asked) = {
            let sheet = desk.sheet.read();
            (sheet.body.file.state, sheet.body.second_look.is_some())
        };
        match self {
            Self::SecondLook => state == LabelState::Submitted && !asked && desk.may(Action::Grant),
            Self::Reopen => desk.may(Action::Reopen),
            Self::Overturn => state == LabelState::Refused && desk.may(Action::Grant),
        }
    }

    async fn send(self, desk: Desk, text: String) -> Result<Sheet, crate::api::CallError> {
        let (id, etag) = (desk.id, desk.context.etag.get_untracked());
        match self {
            Self::SecondLook => {
                labels::ask_second_look(id, etag, SecondLookForm { note: text }).await
            }
            Self::Reopen => labels::reopen_event(id, etag, Reopening { reason: text }).await,
            Self::Overturn => {
                let form = DecisionForm {
                    decision: DecisionKind::Label,
                    comment: text.clone(),
                    answers: Vec::new(),
                    override_reason: text,
                    undoable: false,
                    held: false,
                };
                labels::decide_event(id, etag, form).await
            }
        }
    }
}

/// The dialogs of all these actions.
#[component]
pub(super) fn ReasonDialogs(desk: Desk) -> impl IntoView {
    let dialogs = Reasoned::ALL.into_iter();
    dialogs
        .map(|what| view! { <ReasonDialog desk what/> })
        .collect_view()
}

/// Dialog to write a reason. What is written survives closing it.
#[component]
fn ReasonDialog(desk: Desk, what: Reasoned) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(desk.reasoning.get() == Some(what)));
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is && desk.reasoning.get_untracked() == Some(what) {
            desk.reasoning.set(None);
        }
        is
    });
    let text = RwSignal::new(String::new());
    let sending = Mutation::<Sheet>::new();
    Effect::new(move |_| {
        if let Some(error) = sending.error().filter(is_stale) {
            desk.reasoning.set(None);
            desk.context.stale.run(error);
        }
    });
    let control = format!("reason-{}", what.word());
    let missing = RwSignal::new(Vec::<Fault>::new());
    let of_control = control.clone();
    let faults = Signal::derive(move || {
        let mut faults = missing.get();
        faults.extend(sending.error().as_ref().map(faults_of).unwrap_or_default());
        for fault in &mut faults {
            of_control.clone_into(&mut fault.field);
        }
        faults
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let pointer = "/reason";
        let parsed = parse_reason(pointer, &text.get_untracked()).and_then(|text| {
            let missing = || vec![FieldProblem::new(pointer, Code::Required, "say why")];
            text.ok_or_else(missing)
        });
        match parsed {
            Err(found) => missing.set(field_errors(found)),
            Ok(words) => {
                missing.set(Vec::new());
                sending.send(what.send(desk, words), move |sheet| {
                    desk.reasoning.set(None);
                    text.set(String::new());
                    desk.conflict.set(None);
                    desk.put(sheet);
                    desk.said.say(t_of("desk.reason.done", what.word()));
                    request_animation_frame(crate::layout::focus_title);
                });
            }
        }
    };
    let refusal = move || {
        sending
            .error()
            .filter(|error| faults_of(error).is_empty() && !is_stale(error))
            .map(|error| view! { <ProblemAlert error/> })
    };
    view! {
        <Dialog id=format!("motif-{}", what.word()) open title=t_of("desk.reason.title", what.word())>
            <p>{t_of("desk.reason.text", what.word())}</p>
            <form class="stack" novalidate on:submit=send>
                <ErrorSummary faults/>
                <TextArea
                    id=control.clone()
                    label=t_of("desk.reason.label", what.word())
                    hint=t("review.refuse.hint")
                    value=text
                    rows=4
                    max_chars=COMMENT_MAX_CHARS
                    error=fault_at(faults, &control)
                />
                {refusal}
                <div class="cluster">
                    <Button submit=true busy=Signal::derive(move || sending.is_pending())>{what.action()}</Button>
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| open.set(false))>{t("review.cancel")}</Button>
                </div>
            </form>
        </Dialog>
    }
}

/// The dialogs on a change that waits. After a decision the title has the focus.
#[component]
pub(super) fn RecheckDialogs(desk: Desk) -> impl IntoView {
    view! {
        <ChangeDecisions id=desk.id sheet=desk.sheet.into() dialog=desk.recheck on_decided=desk.on_rechecked() stale=desk.context.stale/>
    }
}
