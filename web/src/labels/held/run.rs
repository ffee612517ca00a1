use super::list::HeldState;
use crate::account::{OnceSignedIn, WaitsForPassword};
use crate::api::{Mutation, held};
use crate::labels::moves::field_errors;
use crate::messages::{plural, t, t_args, t_of};
use crate::session::Session;
use crate::ui::{
    Announcer, Button, ButtonKind, Dialog, ErrorSummary, Fault, Notice, ProblemAlert, TextArea,
    Tone, fault_at, faults_of,
};
use leptos::prelude::*;
use shared::criterion::COMMENT_MAX_CHARS;
use shared::id::EventId;
use shared::label::{HeldAction, HeldRun, HeldRunForm};
use std::collections::BTreeSet;
use std::time::Duration;

/// Time between two looks at a run.
const LOOK: Duration = Duration::from_millis(700);

/// The run without the decisions that are not chosen any more: while it waited for the password, the user may have left some out. `None`
/// when none is left.
fn still_chosen(mut form: HeldRunForm, chosen: &BTreeSet<EventId>) -> Option<HeldRunForm> {
    let is_of_all = form.items.is_empty();
    form.items.retain(|id| chosen.contains(id));
    (is_of_all || !form.items.is_empty()).then_some(form)
}

/// Dialog to confirm what is done with the chosen decisions, or with all that are listed.
#[component]
pub(super) fn RunDialog(state: HeldState, action: HeldAction) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(state.acting.get() == Some(action)));
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        let acts = state.acting.get_untracked() == Some(action);
        if is && !acts {
            state.acting.set(Some(action));
        } else if was == Some(true) && !is && acts {
            state.acting.set(None);
        }
        is
    });
    let announcer = Announcer::expect();
    let reason = RwSignal::new(String::new());
    let sending = Mutation::<HeldRun>::new();
    let missing = RwSignal::new(Vec::<Fault>::new());
    let once = OnceSignedIn::new(state.account);
    let faults = Signal::derive(move || {
        let mut faults = missing.get();
        faults.extend(
            once.error(sending)
                .as_ref()
                .map(faults_of)
                .unwrap_or_default(),
        );
        faults
    });
    // The run that was confirmed.
    let confirmed = StoredValue::new(None::<HeldRunForm>);
    let send = Callback::new(move |()| {
        let form = confirmed.get_value().and_then(|form| {
            state
                .chosen
                .with_untracked(|chosen| still_chosen(form, chosen))
        });
        let Some(form) = form else { return };
        let request = held::start_held_run(state.account, form);
        once.send(sending, request, move |run: HeldRun| {
            confirmed.set_value(None);
            state.acting.set(None);
            reason.set(String::new());
            announcer.say(t("held.started"));
            state.run.set(Some(run));
        });
    });
    once.repeats(send);
    once.follow_dialog(sending, open);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let items: Vec<_> = state.chosen.get_untracked().into_iter().collect();
        let form = HeldRunForm {
            action,
            territory: items.is_empty().then(|| state.territory.get_untracked()),
            items,
            edition: None,
            reason: reason.get_untracked(),
        };
        if let Err(found) = form.parse() {
            missing.set(field_errors(found));
        } else {
            missing.set(Vec::new());
            confirmed.set_value(Some(form));
            send.run(());
        }
    };
    let refusal = move || {
        once.error(sending)
            .filter(|error| faults_of(error).is_empty())
            .map(|error| view! { <ProblemAlert error/> })
    };
    let back = action == HeldAction::SendBack;
    let scope = move || {
        let chosen = state.chosen.read().len() as u64;
        if chosen == 0 {
            plural("held.all", state.total.get())
        } else {
            plural("held.chosen", chosen)
        }
    };
    let word = action.as_str();
    view! {
        <Dialog id=format!("retenues-{word}") open title=t_of("held.dialog.title", word)>
            <p>{t_of("held.dialog.text", word)}</p>
            <p>{scope}</p>
            <form class="stack" novalidate on:submit=submit>
                <ErrorSummary faults/>
                {back.then(|| view! {
                    <TextArea
                        id="reason"
                        label=t("held.reason")
                        hint=t("review.refuse.hint")
                        value=reason
                        rows=3
                        max_chars=COMMENT_MAX_CHARS
                        error=fault_at(faults, "reason")
                    />
                })}
                {refusal}
                <div class="cluster">
                    <Button submit=true busy=Signal::derive(move || sending.is_pending())>{t_of("held", word)}</Button>
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| open.set(false))>{t("review.cancel")}</Button>
                </div>
            </form>
        </Dialog>
        <WaitsForPassword of=once/>
    }
}

/// Progress of the last run, until it is over and its result was seen.
#[component]
pub(super) fn Progress(state: HeldState) -> impl IntoView {
    let reading = Mutation::<HeldRun>::new();
    let announcer = Announcer::expect();
    Effect::new(move |_| {
        let Some(run) = state.run.get() else { return };
        if run.is_over() {
            announcer.say(outcome(&run));
            return;
        }
        let timer = set_timeout_with_handle(
            move || {
                reading.send(held::get_held_run(run.id), move |next| {
                    state.run.set(Some(next));
                });
            },
            LOOK,
        );
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    });
    Session::expect().on_return(state.account, move || {
        if reading.error().is_some() {
            state.run.update(|_| ());
        }
    });
    let shown = move || {
        state.run.get().map(|run| {
            let text = if run.is_over() {
                outcome(&run)
            } else {
                t_args("held.progress", &[("done", &run.done), ("total", &run.total)])
            };
            let over = run.is_over();
            view! {
                <Notice tone=if over { Tone::Good } else { Tone::Info } title=text>
                    {(!over).then(|| view! { <progress class="held-progress" max=run.total.to_string() value=run.done.to_string() aria-label=t("held.progress.label")></progress> })}
                    {over.then(|| view! { <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| state.first.refetch())>{t("held.refresh")}</Button> })}
                </Notice>
            }
        })
    };
    view! {
        <div id="retenues-avancement">{shown}</div>
        {move || reading.error().map(|error| view! { <ProblemAlert error/> })}
    }
}

/// Outcome of a run, as one sentence.
fn outcome(run: &HeldRun) -> String {
    let parts = [
        ("held.outcome.released", run.released),
        ("held.outcome.sent_back", run.sent_back),
        ("held.outcome.gone", run.gone),
        ("held.outcome.lapsed", run.lapsed),
    ];
    let counts: Vec<String> = parts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| plural(key, count))
        .collect();
    if counts.is_empty() {
        t("held.outcome.nothing").to_owned()
    } else {
        counts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> EventId {
        EventId(uuid::Uuid::from_u128(number))
    }

    fn run_of(items: Vec<EventId>) -> HeldRunForm {
        HeldRunForm {
            action: HeldAction::Release,
            territory: None,
            items,
            edition: None,
            reason: String::new(),
        }
    }

    #[test]
    fn a_run_that_waited_leaves_out_what_was_taken_out_and_never_turns_into_one_of_all() {
        let chosen = BTreeSet::from([id(2), id(3)]);
        let sent = still_chosen(run_of(vec![id(1), id(2)]), &chosen);
        assert_eq!(sent, Some(run_of(vec![id(2)])));
        assert_eq!(still_chosen(run_of(vec![id(1)]), &chosen), None);
        assert_eq!(
            still_chosen(run_of(Vec::new()), &chosen),
            Some(run_of(Vec::new()))
        );
    }
}
