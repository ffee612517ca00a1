use super::grant_form::GrantForm;
use super::role_name;
use super::sheet_state::{Sessions, State};
use crate::api::{Mutation, Remote, administration};
use crate::clock;
use crate::events::Sure;
use crate::messages::{plural, t, t_args};
use crate::ui::{Announcer, ButtonKind, Fault, Tag, Tone, focus_later};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::account::{Grant, ManagedPerson, PersonSheet, Role};
use shared::id::AccountId;
use shared::place::Territories;

/// Element id of the heading, which takes the focus when a pressed button is gone.
pub(super) const HEADING: &str = "person-name";

/// Account of a person, with the actions that the caller may take.
#[component]
pub(super) fn Sheet(
    shown: PersonSheet,
    sheet: Remote<PersonSheet>,
    names: Remote<Territories>,
) -> impl IntoView {
    let PersonSheet {
        person,
        sessions,
        files,
        grantable,
        manageable,
        returned,
    } = shown;
    let id = person.id;
    let disabled = person.disabled_at.is_some();
    let log = format!("/administration/journal?sujet={id}");
    let acts = format!("/administration/journal?acteur={id}");
    let moment = |at| clock::moment_in(at, Tz::Europe__Paris);
    let seen = person.last_sign_in.map_or_else(
        || t("people.never").to_owned(),
        |at| t_args("people.seen", &[("day", &moment(at))]),
    );
    let ManagedPerson {
        name,
        email,
        verified,
        grants,
        disabled_at,
        created_at,
        ..
    } = person;
    view! {
        <div class="stack">
            <h2 id=HEADING tabindex="-1">{name}</h2>
            <p>
                <span class="administration-line__address">{email}</span>" "
                {(!verified).then(|| view! { <Tag tone=Tone::Warning>{t("people.unverified")}</Tag> })}
                {returned.map(|returned| view! { <Tag tone=Tone::Warning>{t_args("people.returned", &[("at", &moment(returned.since))])}</Tag> })}
                {disabled_at.map(|at| view! { <Tag tone=Tone::Bad>{t_args("person.disabled_at", &[("at", &moment(at))])}</Tag> })}
            </p>
            <p>{seen}" · "{t_args("person.created_at", &[("at", &moment(created_at))])}" · "{plural("person.files", files)}</p>
            <p><a href=log>{t("person.log")}</a>" · "<a href=acts>{t("person.acts")}</a></p>
            <Roles id grants grantable=grantable.clone() sheet names/>
            {(!grantable.is_empty()).then(|| view! { <AddRole id among=grantable sheet names/> })}
            <Sessions id sessions manageable sheet/>
            {manageable.then(|| view! { <State id disabled sheet/> })}
        </div>
    }
}

#[component]
fn Roles(
    id: AccountId,
    grants: Vec<Grant>,
    grantable: Vec<Role>,
    sheet: Remote<PersonSheet>,
    names: Remote<Territories>,
) -> impl IntoView {
    let none = grants.is_empty();
    let one = move |grant: Grant| {
        let removable = grantable.contains(&grant.role);
        view! { <Held id grant removable sheet names/> }
    };
    view! {
        <h3>{t("person.roles")}</h3>
        {none.then(|| view! { <p>{t("person.no_role")}</p> })}
        <ul class="people">{grants.into_iter().map(one).collect_view()}</ul>
    }
}

#[component]
fn Held(
    id: AccountId,
    grant: Grant,
    removable: bool,
    sheet: Remote<PersonSheet>,
    names: Remote<Territories>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let removing = Mutation::<PersonSheet>::new();
    let taken = grant.clone();
    let remove = Callback::new(move |()| {
        let request = administration::remove_grant(id, taken.clone());
        removing.send(request, move |now| {
            announcer.say(t("person.role.removed"));
            sheet.update(|shown| *shown = now);
            focus_later(HEADING);
        });
    });
    let name = Memo::new(move |_| role_name(&grant, names));
    view! {
        <li class="people__one">
            <span class="people__name">{move || name.get()}</span>
            {move || removable.then(|| {
                let label = t_args("person.role.remove.label", &[("role", &name.get())]);
                view! {
                    <Sure action=t("person.role.remove") label busy=Signal::derive(move || removing.is_pending()) error=Signal::derive(move || removing.error()) on_sure=remove/>
                }
            })}
        </li>
    }
}

#[component]
fn AddRole(
    id: AccountId,
    among: Vec<Role>,
    sheet: Remote<PersonSheet>,
    names: Remote<Territories>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let sending = Mutation::<PersonSheet>::new();
    let on_grant = Callback::new(move |grant: Grant| {
        sending.send(administration::add_grant(id, grant), move |now| {
            announcer.say(t("person.role.added"));
            sheet.update(|shown| *shown = now);
            focus_later(HEADING);
        });
    });
    let before = |_: Signal<Vec<Fault>>| {
        view! { <p class="field__hint">{t("person.role.add.hint")}</p> }.into_any()
    };
    view! {
        <GrantForm
            title=t("person.role.add")
            action=t("person.role.add.action")
            kind=ButtonKind::Secondary
            among
            names
            sending
            on_grant
            before
        />
    }
}
