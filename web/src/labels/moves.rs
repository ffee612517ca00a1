use super::desk::Sheet;
use crate::api::{CallError, Mutation, labels};
use crate::messages::{field_problem, t};
use crate::ui::{
    Button, ButtonKind, Dialog, ErrorSummary, Fault, ProblemAlert, TextArea, fault_at, faults_of,
};
use leptos::prelude::*;
use shared::criterion::COMMENT_MAX_CHARS;
use shared::id::EventId;
use shared::label::{Action, Revocation};
use shared::problem::{Code, FieldProblem};

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
        Some(
            Code::PreconditionFailed | Code::IllegalMove | Code::FileLocked | Code::DecisionPending
        )
    )
}

pub(super) fn field_errors(faults: Vec<FieldProblem>) -> Vec<Fault> {
    faults
        .iter()
        .map(|fault| Fault::new(crate::ui::field_of(&fault.pointer), field_problem(fault)))
        .collect()
}

/// True while the dialog of an action is open; setting it to false closes the dialog.
pub(super) fn open_signal(context: MoveContext, action: Action) -> RwSignal<bool> {
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
