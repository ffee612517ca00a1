use super::Desk;
use crate::account::{OnceSignedIn, WaitsForPassword};
use crate::api::{Mutation, queue};
use crate::clock;
use crate::messages::{self, plural, t};
use crate::session::Session;
use crate::ui::{
    Announcer, Button, ButtonKind, Checkbox, Dialog, Notice, ProblemAlert, TextArea, Tone, go_to,
};
use leptos::ev::SubmitEvent;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use shared::criterion::COMMENT_MAX_CHARS;
use shared::id::{AccountId, DecisionBatchId, EventId};
use shared::label::{
    BatchForm, BatchItem, BatchOutcome, BatchUndoForm, BatchUndoOutcome, LabelState, QueueItem,
    same_organiser,
};
use shared::problem::Problem;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Time after the end of the undoing within which the server has carried out the batch.
const AFTERWARDS: Duration = Duration::from_millis(1_500);
/// How often the list is read again while a busy server has not carried out the batch.
const LOOKS: u8 = 20;

/// True when a batch may contain all these files.
fn are_alike(files: &BTreeMap<EventId, QueueItem>) -> bool {
    let mut organisers = files.values().map(|file| file.organiser.as_str());
    organisers
        .next()
        .is_none_or(|first| organisers.all(|other| same_organiser(first, other)))
}

/// The batch without the files that are not chosen any more: while it waited for the password, the user may have left some out. Files that
/// were chosen since then stay out, because nobody has confirmed them.
fn still_chosen(mut batch: BatchForm, chosen: &BTreeMap<EventId, QueueItem>) -> BatchForm {
    batch.items.retain(|item| chosen.contains_key(&item.id));
    batch
}

/// Actions on the chosen files.
#[component]
pub(super) fn BatchBar(desk: Desk, account: AccountId) -> impl IntoView {
    let session = Session::expect();
    let once = OnceSignedIn::new(account);
    let sending = Mutation::<BatchOutcome>::new();
    let open = RwSignal::new(false);
    let asked_without_session = RwSignal::new(false);
    let ask = move |_| {
        // The password could not be typed beside a modal dialog.
        let is_open = untrack(|| session.is_open_for(account));
        asked_without_session.set(!is_open);
        open.set(is_open);
    };
    let is_hindered =
        Memo::new(move |_| asked_without_session.get() && !session.is_open_for(account));
    let outcome = RwSignal::new(None::<BatchOutcome>);
    // Titles of the files that were sent, for the outcome.
    let titles = RwSignal::new(BTreeMap::<EventId, String>::new());
    let count = Memo::new(move |_| desk.chosen.read().len());
    let alike = Memo::new(move |_| are_alike(&desk.chosen.read()));
    let fits = Memo::new(move |_| alike.get() && count.get() <= BatchForm::MOST);
    let add_alike = move |_| {
        let first = desk.chosen.read_untracked().values().next().cloned();
        let Some(first) = first else {
            return;
        };
        let others: Vec<QueueItem> = desk
            .items
            .read_untracked()
            .iter()
            .filter(|item| {
                item.state == LabelState::Submitted
                    && same_organiser(&item.organiser, &first.organiser)
            })
            .cloned()
            .collect();
        desk.chosen.update(|files| {
            for item in others {
                if files.len() < BatchForm::MOST {
                    files.insert(item.id, item);
                }
            }
        });
    };
    let clear = move |_| {
        once.give_up();
        sending.clear();
        desk.chosen.set(BTreeMap::new());
        crate::layout::focus_title();
    };
    view! {
        {move || outcome.get().map(|result| view! { <Outcome desk account result titles on_close=Callback::new(move |()| outcome.set(None))/> })}
        <div class="review-queue-batch" role="region" aria-label=t("queue.batch.label") hidden=move || count.get() == 0>
            <p class="review-queue-batch__count" role="status">{move || (count.get() > 0).then(|| plural("queue.batch.count", count.get() as u64))}</p>
            <Button disabled=Signal::derive(move || !fits.get()) on_press=Callback::new(ask)>{t("queue.batch.label_them")}</Button>
            <Button kind=ButtonKind::Secondary disabled=Signal::derive(move || !alike.get()) on_press=Callback::new(add_alike)>{t("queue.batch.add")}</Button>
            <Button kind=ButtonKind::Quiet on_press=Callback::new(clear)>{t("queue.batch.clear")}</Button>
            {move || (!alike.get()).then(|| view! { <p class="review-queue-batch__why">{t("queue.batch.not_alike")}</p> })}
            {move || (count.get() > BatchForm::MOST).then(|| view! { <p class="review-queue-batch__why">{t("queue.batch.too_many")}</p> })}
            {move || is_hindered.get().then(|| view! { <p class="review-queue-batch__why" role="alert">{t("desk.session.first")}</p> })}
            <WaitsForPassword of=once/>
        </div>
        <BatchDialog desk account once sending open outcome titles/>
    }
}

#[component]
fn BatchDialog(
    desk: Desk,
    account: AccountId,
    once: OnceSignedIn,
    sending: Mutation<BatchOutcome>,
    open: RwSignal<bool>,
    outcome: RwSignal<Option<BatchOutcome>>,
    titles: RwSignal<BTreeMap<EventId, String>>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let criteria_met = RwSignal::new(false);
    let comment = RwSignal::new(String::new());
    let held = RwSignal::new(false);
    // The batch that was confirmed.
    let confirmed = StoredValue::new(None::<BatchForm>);
    let send = Callback::new(move |()| {
        let Some(form) = confirmed.get_value() else {
            return;
        };
        let form = desk
            .chosen
            .with_untracked(|chosen| still_chosen(form, chosen));
        let sent: BTreeSet<EventId> = form.items.iter().map(|item| item.id).collect();
        if sent.is_empty() {
            return;
        }
        let request = queue::label_events(account, form);
        once.send(sending, request, move |done: BatchOutcome| {
            confirmed.set_value(None);
            open.set(false);
            comment.set(String::new());
            criteria_met.set(false);
            held.set(false);
            desk.chosen
                .update(|chosen| chosen.retain(|id, _| !sent.contains(id)));
            announcer.say(said(&done));
            outcome.set(Some(done));
            desk.loaded.refetch();
            request_animation_frame(|| go_to("lot"));
        });
    });
    once.repeats(send);
    once.follow_dialog(sending, open);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let files = desk.chosen.get_untracked();
        titles.set(
            files
                .values()
                .map(|file| (file.id, file.title.clone()))
                .collect(),
        );
        let items = files.values().map(|file| BatchItem {
            id: file.id,
            version: file.version,
        });
        let form = BatchForm {
            items: items.collect(),
            criteria_met: criteria_met.get_untracked(),
            comment: comment.get_untracked(),
            undoable: true,
            held: held.get_untracked(),
        };
        confirmed.set_value(Some(form));
        send.run(());
    };
    let files = move || {
        let files = desk.chosen.read();
        files
            .values()
            .map(|file| view! { <li>{file.title.clone()}</li> })
            .collect_view()
    };
    view! {
        <Dialog id="labelliser-le-lot" open title=t("queue.batch.title")>
            <form class="stack" novalidate on:submit=submit>
                <p>{t("queue.batch.text")}</p>
                <ul class="review-queue-batch__files">{files}</ul>
                <Checkbox id="criteres-remplis" label=t("queue.batch.criteria") hint=t("queue.batch.criteria.hint") checked=criteria_met/>
                <Checkbox id="lot-retenu" label=t("queue.batch.held") hint=t("queue.batch.held.hint") checked=held/>
                <TextArea id="mot-du-lot" label=t("queue.batch.comment") value=comment rows=3 max_chars=COMMENT_MAX_CHARS optional=true/>
                {move || once.error(sending).map(|error| view! { <ProblemAlert error/> })}
                <div class="cluster">
                    <Button submit=true busy=Signal::derive(move || sending.is_pending())>{t("queue.batch.label_them")}</Button>
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| open.set(false))>{t("review.cancel")}</Button>
                </div>
            </form>
        </Dialog>
    }
}

/// Number of files that are labelled, and the reasons why the others are not.
#[component]
fn Outcome(
    desk: Desk,
    account: AccountId,
    result: BatchOutcome,
    titles: RwSignal<BTreeMap<EventId, String>>,
    on_close: Callback<()>,
) -> impl IntoView {
    let tone = if result.results.iter().all(|one| one.labelled) {
        Tone::Good
    } else {
        Tone::Warning
    };
    let refused = result
        .results
        .iter()
        .filter_map(|one| {
            let problem = one.problem.as_ref()?;
            let title = titles.read_untracked().get(&one.id).cloned();
            Some(view! {
                <li><a href=format!("/labellisation/{}", one.id)>{title.unwrap_or_else(|| one.id.reference())}</a>" : "{reason(problem)}</li>
            })
        })
        .collect_view();
    let title = said(&result);
    view! {
        <div id="lot" tabindex="-1">
            <Notice tone title>
                <ul class="review-queue-batch__files">{refused}</ul>
                {result.batch.map(|batch| view! { <BatchUndo desk account batch result titles/> })}
                <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| on_close.run(()))>{t("dialog.close")}</Button>
            </Notice>
        </div>
    }
}

/// Sentence with the number of files that are labelled, now or later.
fn said(outcome: &BatchOutcome) -> String {
    let key = match (outcome.batch, outcome.release_at) {
        (None, _) => "queue.batch.done",
        (Some(_), Some(_)) => "queue.batch.soon",
        (Some(_), None) => "queue.batch.kept",
    };
    plural(key, outcome.labelled)
}

/// Undoes the batch as long as that is possible, and says what could not be undone.
#[component]
fn BatchUndo(
    desk: Desk,
    account: AccountId,
    batch: DecisionBatchId,
    result: BatchOutcome,
    titles: RwSignal<BTreeMap<EventId, String>>,
) -> impl IntoView {
    let undoing = Mutation::<BatchUndoOutcome>::new();
    let announcer = Announcer::expect();
    let now = clock::ticking();
    // The server may have another time: what counts is how long.
    let until = result
        .release_at
        .map(|release_at| clock::now() + (release_at - result.taken_at));
    let items: Vec<EventId> = result
        .results
        .iter()
        .filter(|one| one.labelled)
        .map(|one| one.id)
        .collect();
    let files = StoredValue::new(items.clone());
    let offered = move || undoing.value().is_none() && until.is_none_or(|until| now.get() < until);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    on_cleanup(move || {
        if let Some(timer) = waiting.try_get_value().flatten() {
            timer.clear();
        }
    });
    // The batch has taken effect: the list has other files.
    Effect::new(move |before: Option<bool>| {
        let now = offered();
        if before == Some(true) && !now && undoing.value().is_none() {
            look_again(desk, files, waiting, LOOKS);
        }
        now
    });
    let once = OnceSignedIn::new(account);
    let undo = Callback::new(move |()| {
        let form = BatchUndoForm {
            batch,
            items: items.clone(),
        };
        let request = queue::undo_label_events(account, form);
        once.send(undoing, request, move |done: BatchUndoOutcome| {
            announcer.say(plural("queue.batch.undone", done.undone));
            desk.loaded.refetch();
            request_animation_frame(|| go_to("lot"));
        });
    });
    once.repeats(undo);
    let press = Callback::new(move |_| undo.run(()));
    let undone = move || {
        undoing.value().map(|done: BatchUndoOutcome| {
            let left = done
                .results
                .iter()
                .filter_map(|one| {
                    let problem = one.problem.as_ref()?;
                    let title = titles.read_untracked().get(&one.id).cloned();
                    Some(view! {
                        <li><a href=format!("/labellisation/{}", one.id)>{title.unwrap_or_else(|| one.id.reference())}</a>" : "{reason(problem)}</li>
                    })
                })
                .collect_view();
            view! {
                <p>{plural("queue.batch.undone", done.undone)}</p>
                <ul class="review-queue-batch__files">{left}</ul>
            }
        })
    };
    view! {
        {move || offered().then(|| view! {
            <Button kind=ButtonKind::Secondary busy=Signal::derive(move || undoing.is_pending()) on_press=press>{t("queue.batch.undo")}</Button>
        })}
        {undone}
        <WaitsForPassword of=once/>
        {move || once.error(undoing).map(|error| view! { <ProblemAlert error/> })}
    }
}

/// True while a list has files of a batch that wait for their decision.
fn waits_in(items: &[QueueItem], batch: &[EventId]) -> bool {
    let mut submitted = items
        .iter()
        .filter(|item| item.state == LabelState::Submitted);
    submitted.any(|item| batch.contains(&item.id))
}

/// Reads the list again in a moment, and up to `left` times more while files of the batch wait in it.
fn look_again(
    desk: Desk,
    files: StoredValue<Vec<EventId>>,
    waiting: StoredValue<Option<TimeoutHandle>>,
    left: u8,
) {
    let look = move || {
        let items = desk.items.get_untracked();
        let waits = files.with_value(|files| waits_in(&items, files));
        if left < LOOKS && !waits {
            return;
        }
        desk.loaded.refetch();
        if let Some(left) = left.checked_sub(1) {
            look_again(desk, files, waiting, left);
        }
    };
    waiting.set_value(set_timeout_with_handle(look, AFTERWARDS).ok());
}

/// The sentence of the most precise code.
fn reason(problem: &Problem) -> String {
    let own = problem
        .errors
        .iter()
        .find(|fault| fault.pointer == "/items");
    if own.is_some() {
        return t("queue.batch.other_organiser").to_owned();
    }
    messages::problem(problem.code, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::criterion::Outcome as Found;
    use shared::label::QueueFindings;

    fn file(number: u128, organiser: &str) -> (EventId, QueueItem) {
        let at = "2018-02-05T09:00:00Z".parse().unwrap();
        let id = EventId(uuid::Uuid::from_u128(number));
        let item = QueueItem {
            unread: false,
            id,
            version: 2,
            edition: "2018".to_owned(),
            title: "Visite".to_owned(),
            organiser: organiser.to_owned(),
            kind: "company_visit".to_owned(),
            kind_label: "Visite d’entreprise".to_owned(),
            city: None,
            department: None,
            region: None,
            state: LabelState::Submitted,
            submitted_at: at,
            due_at: None,
            overdue: false,
            urgent: false,
            first_begin: at,
            group: None,
            assignee: None,
            findings: QueueFindings {
                dates: Found::Met,
                audience: Found::NeedsPerson,
                industry: Found::NeedsPerson,
                free: Found::Met,
            },
            duplicate: false,
            readers: Vec::new(),
        };
        (id, item)
    }

    #[test]
    fn a_batch_that_waited_leaves_out_what_was_taken_out_and_takes_in_nothing() {
        let item = |number: u128| BatchItem {
            id: EventId(uuid::Uuid::from_u128(number)),
            version: 2,
        };
        let confirmed = BatchForm {
            items: vec![item(1), item(2)],
            criteria_met: true,
            comment: "Merci".to_owned(),
            undoable: true,
            held: false,
        };
        let chosen = BTreeMap::from([file(2, "Forges"), file(3, "Forges")]);

        let sent = still_chosen(confirmed.clone(), &chosen);

        assert_eq!(
            sent,
            BatchForm {
                items: vec![item(2)],
                ..confirmed
            }
        );
    }

    #[test]
    fn a_batch_has_files_of_one_organiser() {
        let one = BTreeMap::from([file(1, "Fonderie du Rhône"), file(2, "FONDERIE DU RHONE")]);
        assert!(are_alike(&one));
        let two = BTreeMap::from([file(1, "Fonderie du Rhône"), file(2, "Forges")]);
        assert!(!are_alike(&two));
        assert!(are_alike(&BTreeMap::new()));
    }

    #[test]
    fn a_batch_waits_while_the_list_has_one_of_its_files_as_submitted() {
        let (batch, mut other) = (file(1, "Forges").1, file(2, "Forges").1);
        assert!(waits_in(&[other.clone(), batch.clone()], &[batch.id]));
        assert!(!waits_in(&[batch], &[other.id]));
        other.state = LabelState::Labelled;
        let labelled = other.id;
        assert!(!waits_in(&[other], &[labelled]));
    }
}
