use crate::api::{Mutation, Remote, groups};
use crate::clock;
use crate::dates;
use crate::events::Sure;
use crate::messages::{t, t_args};
use crate::session::{Presence, Session};
use crate::ui::{
    Announcer, Button, ButtonKind, Choice, ErrorSummary, Fault, Followed, ItemList, ProblemAlert,
    Select, TextField, fault_at, faults_of, focus_later,
};
use chrono::NaiveDate;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::id::AccountId;
use shared::label::{GroupRole, NewReviewAbsence, ReviewAbsence};

/// Element id of the heading, which takes the focus when a pressed button is gone.
const HEADING: &str = "groups-absences";

/// The absences that the caller may see, and a form for another.
#[component]
pub(super) fn Absences() -> impl IntoView {
    let known = Remote::<Vec<ReviewAbsence>>::new(groups::list_review_absences);
    view! {
        <p>{t("groups.absences.text")}</p>
        <Followed of=known lines=2 then={move |absences: Signal<Vec<ReviewAbsence>>| view! {
            <ItemList
                of=absences
                key=|absence: &ReviewAbsence| absence.id
                row=move |absence: ReviewAbsence| view! { <One absence known/> }
                class="people"
                none=|| view! { <p>{t("groups.absences.none")}</p> }
            />
        }}/>
        <EnterForm known/>
    }
}

#[component]
fn One(absence: ReviewAbsence, known: Remote<Vec<ReviewAbsence>>) -> impl IntoView {
    let ReviewAbsence {
        id,
        reviewer,
        first,
        last,
    } = absence;
    let announcer = Announcer::expect();
    let deleting = Mutation::<()>::new();
    let delete = Callback::new(move |()| {
        deleting.send(groups::delete_review_absence(id), move |()| {
            announcer.say(t("groups.absence.deleted"));
            known.refetch();
            focus_later(HEADING);
        });
    });
    let days = dates::days(first, last);
    let label = t_args(
        "groups.absence.delete.label",
        &[("name", &reviewer.name), ("days", &days)],
    );
    view! {
        <li class="people__one">
            <span class="people__name">{reviewer.name}</span>
            <span>{days}</span>
            <Sure action=t("groups.absence.delete") label busy=Signal::derive(move || deleting.is_pending()) error=Signal::derive(move || deleting.error()) on_sure=delete/>
        </li>
    }
}

/// The members of the groups that the caller leads, as far as the first page of the current edition names them.
async fn members_led() -> Result<Vec<Choice>, crate::api::CallError> {
    let current = crate::api::editions::get_config().await?.current_edition;
    let Some(edition) = current else {
        return Ok(Vec::new());
    };
    let listed = groups::list_review_groups(&edition, "", None).await?;
    let mut found: Vec<Choice> = Vec::new();
    let led = listed.items.into_iter();
    for group in led.filter(|group| group.role == Some(GroupRole::Leads)) {
        let group = groups::get_review_group(group.id).await?;
        for member in group.members {
            let choice = Choice::new(member.account.to_string(), member.name);
            if !found.contains(&choice) {
                found.push(choice);
            }
        }
    }
    Ok(found)
}

#[component]
fn EnterForm(known: Remote<Vec<ReviewAbsence>>) -> impl IntoView {
    let today = clock::now().date_naive().to_string();
    let (first, last) = (RwSignal::new(today.clone()), RwSignal::new(today));
    let account = RwSignal::new(String::new());
    let session = Session::expect();
    let members = Remote::<Vec<Choice>>::new(members_led);
    let others = Memo::new(move |_| -> Vec<Choice> {
        let own = if let Presence::SignedIn(account) = session.presence() {
            account.id.to_string()
        } else {
            String::new()
        };
        let members = members.value().unwrap_or_default();
        members
            .into_iter()
            .filter(|member| member.value != own)
            .collect()
    });
    let announcer = Announcer::expect();
    let entering = Mutation::<ReviewAbsence>::new();
    let missing = RwSignal::new(Vec::<Fault>::new());
    let faults = Signal::derive(move || -> Vec<Fault> {
        let mut faults = missing.get();
        faults.extend(entering.error().as_ref().map(faults_of).unwrap_or_default());
        faults
    });
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        entering.clear();
        let day = |text: RwSignal<String>| text.get_untracked().parse::<NaiveDate>();
        let (Ok(from), Ok(to)) = (day(first), day(last)) else {
            missing.set(vec![Fault::new("last", t("groups.absence.required"))]);
            return;
        };
        missing.set(Vec::new());
        let new = NewReviewAbsence {
            account: account.get_untracked().parse::<AccountId>().ok(),
            first: from,
            last: to,
        };
        entering.send(groups::enter_review_absence(new), move |_| {
            announcer.say(t("groups.absence.entered"));
            known.refetch();
        });
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <ErrorSummary faults/>
            {move || entering.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
            <div class="queue-filters">
                <Show when=move || !others.read().is_empty()>
                    <Select id="account" label=t("groups.absence.who") value=account choices=others placeholder=t("groups.absence.own") filter=true/>
                </Show>
                <TextField id="first" label=t("groups.absence.first") value=first kind="date" error=fault_at(faults, "first")/>
                <TextField id="last" label=t("groups.absence.last") value=last kind="date" error=fault_at(faults, "last")/>
            </div>
            <div><Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || entering.is_pending())>{t("groups.absence.enter")}</Button></div>
        </form>
    }
}
