//! Assignment of a file, on its sheet: to take it over, to give it to somebody else, to declare a conflict of interest.

use super::route::answer;
use crate::account::{OnceSignedIn, WaitsForPassword};
use crate::api::{Mutation, Remote, groups};
use crate::events::Sure;
use crate::messages::{t, t_args, t_of};
use crate::ui::{
    Announcer, Button, ButtonKind, Choice, Disclosure, ProblemAlert, Select, focus_later,
};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::id::{AccountId, EventId};
use shared::label::{
    AssignmentForm, ConflictWith, FileAssignment, NewReviewConflict, ReviewConflict,
};

/// Element id of the line that says who has the file; it takes the focus when a pressed button is gone.
const WHO: &str = "assignment";

/// Reads who has a file.
pub(in crate::labels) fn assignment_of(id: EventId) -> Remote<FileAssignment> {
    Remote::new(move || groups::get_assignment(id))
}

/// Reviewer and group of a file, in words.
fn who_has(shown: &FileAssignment, account: AccountId) -> String {
    let who = match &shown.assignee {
        Some(assignee) if assignee.id == account => t("groups.assigned.own").to_owned(),
        Some(assignee) => t_args("groups.assigned", &[("name", &assignee.name)]),
        None => t("groups.assigned.nobody").to_owned(),
    };
    match &shown.route.group {
        Some(group) => format!("{who} · {}", group.name),
        None => who,
    }
}

/// Reviewer of the file, in the head of its sheet; nothing where nobody shares the review.
#[component]
pub(in crate::labels) fn AssignmentNote(
    account: AccountId,
    known: Remote<FileAssignment>,
) -> impl IntoView {
    move || {
        let shown = known.value()?;
        let is_shared = shown.assignee.is_some() || shown.route.group.is_some();
        is_shared.then(
            || view! { <span class="desk-assignment__note">{who_has(&shown, account)}</span> },
        )
    }
}

/// Takes the file over, gives it away, or declares a conflict of interest; nothing until it is known who has it.
#[component]
pub(in crate::labels) fn AssignmentBar(
    id: EventId,
    account: AccountId,
    known: Remote<FileAssignment>,
) -> impl IntoView {
    let declaration = Declaration::new(id, account);
    move || {
        known
            .value()
            .map(|shown| view! { <Shown id account shown known declaration/> })
    }
}

#[component]
fn Shown(
    id: EventId,
    account: AccountId,
    shown: FileAssignment,
    known: Remote<FileAssignment>,
    declaration: Declaration,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let giving = Mutation::<FileAssignment>::new();
    let once = OnceSignedIn::new(account);
    // Who is to have the file, and what is said then.
    let wanted = StoredValue::new((None::<AccountId>, ""));
    let send = Callback::new(move |()| {
        let (assignee, done) = wanted.get_value();
        let form = AssignmentForm {
            group: None,
            assignee,
        };
        once.send(giving, groups::assign_file(account, id, form), move |now| {
            announcer.say(t(done));
            known.update(|shown| *shown = now);
            focus_later(WHO);
        });
    });
    once.repeats(send);
    let give = move |assignee: Option<AccountId>, done: &'static str| {
        wanted.set_value((assignee, done));
        send.run(());
    };
    let own = shown
        .assignee
        .as_ref()
        .is_some_and(|assignee| assignee.id == account);
    let who = who_has(&shown, account);
    let assignable = shown.assignable;
    let take = (assignable && !own).then(|| {
        let press = Callback::new(move |_| give(Some(account), "groups.assign.taken"));
        view! { <Button kind=ButtonKind::Quiet busy=Signal::derive(move || giving.is_pending()) on_press=press>{t("groups.assign.take")}</Button> }
    });
    let why = answer(&shown.route, &[]);
    view! {
        <div class="desk-assignment">
            <p class="desk-assignment__who" id=WHO tabindex="-1">{who}</p>
            {take}
            {assignable.then(|| view! {
                <Disclosure title=t("groups.assign.more") needed=false>
                    <p>{why}</p>
                    <Others shown on_give=Callback::new(move |assignee| give(assignee, "groups.assign.given"))/>
                    <Declare declaration/>
                </Disclosure>
            })}
            {move || once.error(giving).map(|error| view! { <ProblemAlert error/> })}
            <WaitsForPassword of=once/>
        </div>
    }
}

#[component]
fn Others(shown: FileAssignment, on_give: Callback<Option<AccountId>>) -> impl IntoView {
    let current = shown
        .assignee
        .as_ref()
        .map(|assignee| assignee.id.to_string());
    let chosen = RwSignal::new(current.unwrap_or_default());
    let choices: Vec<Choice> = shown
        .choices
        .into_iter()
        .map(|reviewer| Choice::new(reviewer.id.to_string(), reviewer.name))
        .collect();
    (!choices.is_empty()).then(|| {
        let press = Callback::new(move |_| on_give.run(chosen.get_untracked().parse().ok()));
        view! {
            <Select id="assignee" label=t("groups.assign.to") value=chosen choices=Signal::stored(choices) placeholder=t("groups.assign.nobody") filter=true/>
            <div><Button kind=ButtonKind::Secondary on_press=press>{t("groups.assign.give")}</Button></div>
        }
    })
}

/// The declaration of a conflict of interest: the file is not shown any more then.
#[derive(Clone, Copy)]
struct Declaration {
    sending: Mutation<Vec<ReviewConflict>>,
    once: OnceSignedIn,
    /// With whom the conflict is.
    with: StoredValue<Option<ConflictWith>>,
    send: Callback<()>,
}

impl Declaration {
    fn new(id: EventId, account: AccountId) -> Self {
        let announcer = Announcer::expect();
        let navigate = use_navigate();
        let sending = Mutation::new();
        let once = OnceSignedIn::new(account);
        let with = StoredValue::new(None::<ConflictWith>);
        let send = Callback::new(move |()| {
            let Some(with) = with.get_value() else {
                return;
            };
            let navigate = navigate.clone();
            let new = NewReviewConflict {
                with,
                event: Some(id),
                number: None,
            };
            let request = groups::declare_review_conflict(account, new);
            once.send(sending, request, move |_: Vec<ReviewConflict>| {
                announcer.say(t("groups.conflict.declared"));
                navigate("/labellisation", NavigateOptions::default());
            });
        });
        once.repeats(send);
        Self {
            sending,
            once,
            with,
            send,
        }
    }

    fn declare(self, with: ConflictWith) {
        self.with.set_value(Some(with));
        self.send.run(());
    }
}

/// Buttons that declare a conflict of interest.
#[component]
fn Declare(declaration: Declaration) -> impl IntoView {
    let (sending, once) = (declaration.sending, declaration.once);
    let way = move |with: ConflictWith| {
        let label = t_of("groups.conflict.declare.label", with.as_str());
        let action = match with {
            ConflictWith::Organisation => t("groups.conflict.organisation"),
            ConflictWith::Person => t("groups.conflict.person"),
        };
        let on_sure = Callback::new(move |()| declaration.declare(with));
        view! {
            <Sure action label busy=Signal::derive(move || sending.is_pending()) error=Signal::derive(move || once.error(sending)) on_sure/>
        }
    };
    view! {
        <p>{t("groups.conflict.here")}</p>
        <div class="group-actions">{ConflictWith::ALL.iter().copied().map(way).collect_view()}</div>
        <WaitsForPassword of=once/>
    }
}
