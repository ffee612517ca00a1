use super::sheet::HEADING;
use crate::api::{Mutation, Remote, administration};
use crate::clock;
use crate::events::Sure;
use crate::messages::{t, t_args};
use crate::ui::{
    Announcer, Button, ButtonKind, Disclosure, ProblemAlert, TextField, fault_at, faults_of,
    focus_later,
};
use chrono_tz::Tz;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::account::{OpenSession, PersonSheet};
use shared::id::AccountId;

/// The open sessions of a person.
#[component]
pub(super) fn Sessions(
    id: AccountId,
    sessions: Vec<OpenSession>,
    manageable: bool,
    sheet: Remote<PersonSheet>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let ending = Mutation::<PersonSheet>::new();
    let end_all = Callback::new(move |()| {
        ending.send(administration::sign_out_person(id), move |now| {
            announcer.say(t("person.signed_out"));
            sheet.update(|shown| *shown = now);
            focus_later(HEADING);
        });
    });
    let none = sessions.is_empty();
    view! {
        <h3>{t("person.sessions")}</h3>
        {none.then(|| view! { <p>{t("person.no_session")}</p> })}
        <ul class="people">
            {sessions.into_iter().map(|session| view! { <One id session manageable sheet/> }).collect_view()}
        </ul>
        {(manageable && !none).then(|| view! {
            <div>
                <Sure action=t("person.sign_out") label=t("person.sign_out").to_owned() busy=Signal::derive(move || ending.is_pending()) error=Signal::derive(move || ending.error()) on_sure=end_all/>
            </div>
        })}
    }
}

#[component]
fn One(
    id: AccountId,
    session: OpenSession,
    manageable: bool,
    sheet: Remote<PersonSheet>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let ending = Mutation::<PersonSheet>::new();
    let family = session.id;
    let end = move |_| {
        let request = administration::end_person_session(id, family);
        ending.send(request, move |now| {
            announcer.say(t("person.session.ended"));
            sheet.update(|shown| *shown = now);
            focus_later(HEADING);
        });
    };
    let device = session
        .device
        .unwrap_or_else(|| t("person.session.unknown").to_owned());
    let used = clock::moment_in(session.used_at, Tz::Europe__Paris);
    let label = t_args(
        "person.session.end.label",
        &[("device", &device), ("at", &used)],
    );
    view! {
        <li class="people__one">
            <span class="people__name">{device}</span>
            <span class="people__role">{t_args("person.session.used", &[("at", &used)])}</span>
            {manageable.then(|| view! {
                <Button kind=ButtonKind::Quiet label busy=Signal::derive(move || ending.is_pending()) on_press=Callback::new(end)>{t("person.session.end")}</Button>
            })}
            {move || ending.error().map(|error| view! { <ProblemAlert error/> })}
        </li>
    }
}

/// Disables the account, or enables it again.
#[component]
pub(super) fn State(id: AccountId, disabled: bool, sheet: Remote<PersonSheet>) -> impl IntoView {
    let announcer = Announcer::expect();
    let sending = Mutation::<PersonSheet>::new();
    let faults =
        Signal::derive(move || sending.error().as_ref().map(faults_of).unwrap_or_default());
    let reason = RwSignal::new(String::new());
    let disable = move |event: SubmitEvent| {
        event.prevent_default();
        let request = administration::disable_person(id, reason.get_untracked());
        sending.send(request, move |now| {
            announcer.say(t("person.disable.done"));
            sheet.update(|shown| *shown = now);
            focus_later(HEADING);
        });
    };
    let enable = move |_| {
        sending.send(administration::enable_person(id), move |now| {
            announcer.say(t("person.enable.done"));
            sheet.update(|shown| *shown = now);
            focus_later(HEADING);
        });
    };
    let busy = Signal::derive(move || sending.is_pending());
    let alert = move || {
        let error = sending.error();
        error
            .filter(|error| faults_of(error).is_empty())
            .map(|error| view! { <ProblemAlert error/> })
    };
    if disabled {
        view! {
            <h3>{t("person.enable")}</h3>
            <p>{t("person.enable.text")}</p>
            {alert}
            <div><Button kind=ButtonKind::Secondary busy on_press=Callback::new(enable)>{t("person.enable.action")}</Button></div>
        }
        .into_any()
    } else {
        view! {
            <Disclosure title=t("person.disable") needed=false>
                <form class="stack" novalidate on:submit=disable>
                    <p>{t("person.disable.text")}</p>
                    <TextField id="reason" label=t("person.disable.reason") hint=t("person.disable.hint") value=reason autocomplete="off" error=fault_at(faults, "reason")/>
                    {alert}
                    <div><Button kind=ButtonKind::Danger submit=true busy>{t("person.disable.action")}</Button></div>
                </form>
            </Disclosure>
        }
        .into_any()
    }
}
