use crate::api::{CallError, Mutation, Versioned, labels};
use crate::labels::moves::is_stale;
use crate::messages::{field_problem, t};
use crate::ui::{
    Announcer, Button, ButtonKind, Dialog, ErrorSummary, Fault, ProblemAlert, TextArea, fault_at,
    faults_of, field_of,
};
use leptos::prelude::*;
use shared::criterion::COMMENT_MAX_CHARS;
use shared::id::EventId;
use shared::label::{ChangeDecisionForm, ChangeDecisionKind, ReviewSheet};

/// The review sheet after a decision.
pub type Decided = Versioned<ReviewSheet>;

/// State of the dialogs on a waiting change: open or closed.
#[derive(Debug, Clone, Copy)]
pub struct RecheckDialog {
    pub accepting: RwSignal<bool>,
    pub refusing: RwSignal<bool>,
}

impl RecheckDialog {
    /// Neither dialog is open.
    pub fn new() -> Self {
        Self {
            accepting: RwSignal::new(false),
            refusing: RwSignal::new(false),
        }
    }
}

/// Dialogs to accept or refuse a change. What is written in a dialog survives closing it.
#[component]
pub fn ChangeDecisions(
    id: EventId,
    sheet: Signal<Decided>,
    dialog: RecheckDialog,
    /// Called with the sheet after a decision.
    on_decided: Callback<Decided>,
    /// Called when the event has changed since it was read, or somebody else has decided.
    stale: Callback<CallError>,
) -> impl IntoView {
    let RecheckDialog {
        accepting,
        refusing,
    } = dialog;
    view! {
        <DecisionDialog id sheet decision=ChangeDecisionKind::Accept open=accepting on_decided stale/>
        <DecisionDialog id sheet decision=ChangeDecisionKind::Refuse open=refusing on_decided stale/>
    }
}

#[component]
fn DecisionDialog(
    id: EventId,
    sheet: Signal<Decided>,
    decision: ChangeDecisionKind,
    open: RwSignal<bool>,
    on_decided: Callback<Decided>,
    stale: Callback<CallError>,
) -> impl IntoView {
    let refuse = decision == ChangeDecisionKind::Refuse;
    let announcer = Announcer::expect();
    let comment = RwSignal::new(String::new());
    let mutation = Mutation::<Decided>::new();
    Effect::new(move |_| {
        if let Some(error) = mutation.error().filter(is_stale) {
            open.set(false);
            stale.run(error);
        }
    });
    let missing = RwSignal::new(Vec::<Fault>::new());
    // Both dialogs have a comment with its own control id.
    let control = if refuse {
        "change-refusal"
    } else {
        "change-word"
    };
    let faults = Signal::derive(move || {
        let mut faults = missing.get();
        faults.extend(mutation.error().as_ref().map(faults_of).unwrap_or_default());
        for fault in &mut faults {
            if fault.field == "comment" {
                control.clone_into(&mut fault.field);
            }
        }
        faults
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let form = ChangeDecisionForm {
            decision,
            comment: comment.get_untracked(),
        };
        let wrong = form.comment().err().unwrap_or_default();
        missing.set(
            wrong
                .iter()
                .map(|fault| Fault::new(field_of(&fault.pointer), field_problem(fault)))
                .collect(),
        );
        if !wrong.is_empty() {
            return;
        }
        let etag = etag_of(&sheet.get_untracked());
        mutation.send(labels::decide_change(id, etag, form), move |decided| {
            announcer.say(if refuse {
                t("recheck.refuse.done")
            } else {
                t("recheck.accept.done")
            });
            open.set(false);
            on_decided.run(decided);
        });
    };
    let refusal = move || {
        mutation
            .error()
            .filter(|error| faults_of(error).is_empty() && !is_stale(error))
            .map(|error| view! { <ProblemAlert error/> })
    };
    let (dialog, title, text) = if refuse {
        (
            "modification-refus",
            t("recheck.refuse.title"),
            t("recheck.refuse.text"),
        )
    } else {
        (
            "modification-accord",
            t("recheck.accept.title"),
            t("recheck.accept.text"),
        )
    };
    view! {
        <Dialog id=dialog open title=title>
            <p>{text}</p>
            <form class="stack" novalidate on:submit=send>
                <ErrorSummary faults/>
                <TextArea
                    id=control
                    label=if refuse { t("recheck.refuse.reason") } else { t("recheck.accept.comment") }
                    hint=if refuse { t("recheck.refuse.hint") } else { t("recheck.accept.hint") }
                    value=comment
                    rows=4
                    optional=!refuse
                    max_chars=COMMENT_MAX_CHARS
                    error=fault_at(faults, control)
                />
                {refusal}
                <div class="cluster">
                    <Button
                        kind=if refuse { ButtonKind::Danger } else { ButtonKind::Primary }
                        submit=true
                        busy=Signal::derive(move || mutation.is_pending())
                    >
                        {if refuse { t("recheck.refuse") } else { t("recheck.accept") }}
                    </Button>
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| open.set(false))>{t("recheck.cancel")}</Button>
                </div>
            </form>
        </Dialog>
    }
}

fn etag_of(sheet: &Decided) -> String {
    sheet
        .etag
        .clone()
        .unwrap_or_else(|| format!("\"{}\"", sheet.body.file.version))
}
