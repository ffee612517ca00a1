use crate::api::{self, CallError, Mutation, labels};
use crate::events::fields;
use crate::messages::{field_problem, t};
use crate::ui::{
    Button, ButtonKind, CheckboxGroup, Choice, Dialog, ErrorSummary, Fault, ProblemAlert, TextArea,
    fault_at, faults_of,
};
use leptos::prelude::*;
use shared::criterion::COMMENT_MAX_CHARS;
use shared::edition::Edition;
use shared::event::FormField;
use shared::id::EventId;
use shared::label::{Action, CorrectionForm, DecisionForm, DecisionKind, ReviewSheet, Revocation};
use shared::problem::{Code, FieldProblem};

/// The review sheet with its version.
pub(super) type Sheet = api::Versioned<ReviewSheet>;

/// Context of the dialogs for actions on a submission.
#[derive(Debug, Clone, Copy)]
pub(super) struct MoveContext {
    pub(super) id: EventId,
    /// Version of the submission, for `If-Match`.
    pub(super) etag: RwSignal<String>,
    /// Action whose dialog is open.
    pub(super) open: RwSignal<Option<Action>>,
    /// Called with the updated sheet and the action.
    pub(super) on_move: Callback<(Sheet, Action)>,
    /// Called when the submission has changed in the meantime.
    pub(super) stale: Callback<CallError>,
}

/// True when the error means that the submission has changed since the user loaded it.
pub(super) fn is_stale(error: &CallError) -> bool {
    matches!(
        error.code(),
        Some(Code::PreconditionFailed | Code::IllegalMove | Code::FileLocked)
    )
}

fn field_errors(faults: Vec<FieldProblem>) -> Vec<Fault> {
    faults
        .iter()
        .map(|fault| Fault::new(crate::ui::field_of(&fault.pointer), field_problem(fault)))
        .collect()
}

/// True while the dialog of an action is open; setting it to false closes the dialog.
fn open_signal(context: MoveContext, action: Action) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(context.open.get() == Some(action)));
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is && context.open.get_untracked() == Some(action) {
            context.open.set(None);
        }
        is
    });
    open
}

/// Handles the result of an action.
fn close_when_stale(context: MoveContext, mutation: Mutation<Sheet>) {
    Effect::new(move |_| {
        if let Some(error) = mutation.error().filter(is_stale) {
            context.open.set(None);
            context.stale.run(error);
        }
    });
}

fn refusal(mutation: Mutation<Sheet>) -> impl IntoView {
    move || {
        mutation
            .error()
            .filter(|error| faults_of(error).is_empty() && !is_stale(error))
            .map(|error| view! { <ProblemAlert error/> })
    }
}

/// Dialog to request a correction from the organiser.
#[component]
pub(super) fn CorrectionDialog(
    context: MoveContext,
    /// The edition of the submission.
    edition: Edition,
    /// Message to the organiser; the page stores it.
    message: RwSignal<String>,
    /// Pointers of the selected fields; the page stores them.
    named: RwSignal<Vec<String>>,
) -> impl IntoView {
    let open = open_signal(context, Action::RequestCorrection);
    let mutation = Mutation::<Sheet>::new();
    close_when_stale(context, mutation);
    let missing = RwSignal::new(Vec::<Fault>::new());
    let faults = Signal::derive(move || {
        let mut faults = missing.get();
        faults.extend(mutation.error().as_ref().map(faults_of).unwrap_or_default());
        faults
    });
    let choices: Vec<Choice> = FormField::all(&edition)
        .map(|field| Choice::new(field.pointer(), fields::name(field, &edition)))
        .collect();
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let form = CorrectionForm {
            message: message.get_untracked(),
            fields: named.get_untracked(),
        };
        missing.set(
            form.clone()
                .parse()
                .err()
                .map(field_errors)
                .unwrap_or_default(),
        );
        if missing.read_untracked().is_empty() {
            mutation.send(
                labels::request_correction(context.id, context.etag.get_untracked(), form),
                move |sheet| {
                    message.set(String::new());
                    named.set(Vec::new());
                    context.on_move.run((sheet, Action::RequestCorrection));
                },
            );
        }
    };
    view! {
        <Dialog id="correction" open title=t("review.correction.title")>
            <p>{t("review.correction.text")}</p>
            <form class="stack" novalidate on:submit=send>
                <ErrorSummary faults/>
                <TextArea
                    id="message"
                    label=t("review.correction.message")
                    hint=t("review.correction.hint")
                    value=message
                    rows=5
                    max_chars=COMMENT_MAX_CHARS
                    error=fault_at(faults, "message")
                />
                <CheckboxGroup id="fields" legend=t("review.correction.fields") values=named choices optional=true error=fault_at(faults, "fields")/>
                {refusal(mutation)}
                <div class="cluster">
                    <Button submit=true busy=Signal::derive(move || mutation.is_pending())>{t("review.correction.action")}</Button>
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| open.set(false))>{t("review.cancel")}</Button>
                </div>
            </form>
        </Dialog>
    }
}

/// Dialog to grant or refuse the label.
#[component]
pub(super) fn DecisionDialog(
    context: MoveContext,
    decision: DecisionKind,
    /// Comment; the page stores it.
    comment: RwSignal<String>,
) -> impl IntoView {
    let refuse = decision == DecisionKind::Refuse;
    let action = if refuse {
        Action::Refuse
    } else {
        Action::Grant
    };
    let open = open_signal(context, action);
    let mutation = Mutation::<Sheet>::new();
    close_when_stale(context, mutation);
    let missing = RwSignal::new(Vec::<Fault>::new());
    let control = if refuse { "refusal" } else { "word" };
    let faults = Signal::derive(move || {
        let mut faults = missing.get();
        faults.extend(mutation.error().as_ref().map(faults_of).unwrap_or_default());
        for fault in &mut faults {
            // Both decision dialogs have a comment with its own control id.
            if fault.field == "comment" {
                control.clone_into(&mut fault.field);
            }
        }
        faults
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let form = DecisionForm {
            decision,
            comment: comment.get_untracked(),
        };
        missing.set(form.comment().err().map(field_errors).unwrap_or_default());
        if missing.read_untracked().is_empty() {
            mutation.send(
                labels::decide_event(context.id, context.etag.get_untracked(), form),
                move |sheet| {
                    comment.set(String::new());
                    context.on_move.run((sheet, action));
                },
            );
        }
    };
    let id = if refuse { "refus" } else { "label" };
    let title = if refuse {
        t("review.refuse.title")
    } else {
        t("review.label.title")
    };
    view! {
        <Dialog id open title=title>
            <p>{if refuse { t("review.refuse.text") } else { t("review.label.text") }}</p>
            <form class="stack" novalidate on:submit=send>
                <ErrorSummary faults/>
                <TextArea
                    id=control
                    label=if refuse { t("review.refuse.reason") } else { t("review.label.comment") }
                    hint=if refuse { t("review.refuse.hint") } else { t("review.label.hint") }
                    value=comment
                    rows=4
                    optional=!refuse
                    max_chars=COMMENT_MAX_CHARS
                    error=fault_at(faults, control)
                />
                {refusal(mutation)}
                <div class="cluster">
                    <Button
                        kind=if refuse { ButtonKind::Danger } else { ButtonKind::Primary }
                        submit=true
                        busy=Signal::derive(move || mutation.is_pending())
                    >
                        {if refuse { t("review.refuse.action") } else { t("review.label.action") }}
                    </Button>
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| open.set(false))>{t("review.cancel")}</Button>
                </div>
            </form>
        </Dialog>
    }
}

/// Dialog to revoke the label, with a reason.
#[component]
pub(super) fn RevocationDialog(
    context: MoveContext,
    /// Reason; the page stores it.
    reason: RwSignal<String>,
) -> impl IntoView {
    let open = open_signal(context, Action::Revoke);
    let mutation = Mutation::<Sheet>::new();
    close_when_stale(context, mutation);
    let faults =
        Signal::derive(move || mutation.error().as_ref().map(faults_of).unwrap_or_default());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let form = Revocation {
            reason: reason.get_untracked(),
        };
        mutation.send(
            labels::revoke_label(context.id, context.etag.get_untracked(), form),
            move |sheet| {
                reason.set(String::new());
                context.on_move.run((sheet, Action::Revoke));
            },
        );
    };
    view! {
        <Dialog id="retrait-label" open title=t("review.revoke.title")>
            <p>{t("review.revoke.text")}</p>
            <form class="stack" novalidate on:submit=send>
                <ErrorSummary faults/>
                <TextArea
                    id="reason"
                    label=t("review.revoke.reason")
                    hint=t("review.refuse.hint")
                    value=reason
                    rows=4
                    max_chars=COMMENT_MAX_CHARS
                    error=fault_at(faults, "reason")
                />
                {refusal(mutation)}
                <div class="cluster">
                    <Button kind=ButtonKind::Danger submit=true busy=Signal::derive(move || mutation.is_pending())>{t("review.revoke.action")}</Button>
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| open.set(false))>{t("review.cancel")}</Button>
                </div>
            </form>
        </Dialog>
    }
}
