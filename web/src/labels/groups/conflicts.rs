use crate::account::{OnceSignedIn, WaitsForPassword};
use crate::api::{Mutation, Remote, groups};
use crate::events::Sure;
use crate::messages::{t, t_args, t_of};
use crate::ui::{
    Announcer, Button, ButtonKind, ErrorSummary, Fault, Followed, ItemList, ProblemAlert,
    TextField, fault_at, faults_of, focus_later,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::id::AccountId;
use shared::label::{ConflictWith, NewReviewConflict, ReviewConflict};

/// Element id of the heading, which takes the focus when a pressed button is gone.
const HEADING: &str = "groups-conflicts";

/// The conflicts of interest that the caller may see, and a form for another.
#[component]
pub(super) fn Conflicts(account: AccountId) -> impl IntoView {
    let known = Remote::<Vec<ReviewConflict>>::new(groups::list_review_conflicts);
    view! {
        <p>{t("groups.conflicts.text")}</p>
        <Followed of=known lines=2 then={move |conflicts: Signal<Vec<ReviewConflict>>| view! {
            <ItemList
                of=conflicts
                key=|conflict: &ReviewConflict| conflict.id
                row=move |conflict: ReviewConflict| view! { <One conflict known/> }
                class="people"
                none=|| view! { <p>{t("groups.conflicts.none")}</p> }
            />
        }}/>
        <DeclareForm account known/>
    }
}

#[component]
fn One(conflict: ReviewConflict, known: Remote<Vec<ReviewConflict>>) -> impl IntoView {
    let ReviewConflict {
        id,
        reviewer,
        with,
        name,
    } = conflict;
    let announcer = Announcer::expect();
    let deleting = Mutation::<()>::new();
    let delete = Callback::new(move |()| {
        deleting.send(groups::delete_review_conflict(id), move |()| {
            announcer.say(t("groups.conflict.deleted"));
            known.refetch();
            focus_later(HEADING);
        });
    });
    let label = t_args("groups.conflict.delete.label", &[("name", &name)]);
    view! {
        <li class="people__one">
            <span class="people__name">{name}</span>
            <span>{t_of("groups.conflict.with", with.as_str())}</span>
            <span>{t_args("groups.conflict.by", &[("name", &reviewer.name)])}</span>
            <Sure action=t("groups.conflict.delete") label busy=Signal::derive(move || deleting.is_pending()) error=Signal::derive(move || deleting.error()) on_sure=delete/>
        </li>
    }
}

#[component]
fn DeclareForm(account: AccountId, known: Remote<Vec<ReviewConflict>>) -> impl IntoView {
    let number = RwSignal::new(String::new());
    let announcer = Announcer::expect();
    let declaring = Mutation::<Vec<ReviewConflict>>::new();
    let once = OnceSignedIn::new(account);
    let faults = Signal::derive(move || -> Vec<Fault> {
        once.error(declaring)
            .as_ref()
            .map(faults_of)
            .unwrap_or_default()
    });
    let send = Callback::new(move |()| {
        let new = NewReviewConflict {
            with: ConflictWith::Organisation,
            event: None,
            number: Some(number.get_untracked()),
        };
        let request = groups::declare_review_conflict(account, new);
        once.send(declaring, request, move |_| {
            announcer.say(t("groups.conflict.declared"));
            number.set(String::new());
            known.refetch();
        });
    });
    once.repeats(send);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <ErrorSummary faults/>
            {move || once.error(declaring).filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
            <TextField id="number" label=t("groups.conflict.number") hint=t("groups.conflict.number.hint") value=number autocomplete="off" error=fault_at(faults, "number")/>
            <WaitsForPassword of=once/>
            <div><Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || declaring.is_pending())>{t("groups.conflict.declare")}</Button></div>
        </form>
    }
}
