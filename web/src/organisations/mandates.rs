use super::page::HEADING;
use crate::api::{Mutation, Remote, organisations};
use crate::events::Sure;
use crate::messages::{field_problem, t, t_args};
use crate::ui::{
    Announcer, Button, ButtonKind, Fault, ProblemAlert, TextField, fault_at, faults_of, focus,
};
use leptos::prelude::*;
use shared::id::OrganisationId;
use shared::organisation::{Mandate, OrganisationIdentifier, OrganisationPeople};

/// Side of a mandate on which the shown organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// It lets the other one file.
    Company,
    /// It files for the other one.
    Branch,
}

/// Mandates that the organisation has given and holds, and the request for another one.
#[component]
pub(super) fn Mandates(
    id: OrganisationId,
    given: Vec<Mandate>,
    held: Vec<Mandate>,
    manageable: bool,
    people: Remote<OrganisationPeople>,
) -> impl IntoView {
    let none = given.is_empty() && held.is_empty();
    let list = move |title: &'static str, mandates: Vec<Mandate>, side: Side| {
        (!mandates.is_empty()).then(|| view! {
            <h4>{title}</h4>
            <ul class="people">
                {mandates.into_iter().map(|mandate| view! { <One id mandate side manageable people/> }).collect_view()}
            </ul>
        })
    };
    view! {
        <h3>{t("organisation.mandates")}</h3>
        <p class="field__hint">{t("organisation.mandates.text")}</p>
        {none.then(|| view! { <p>{t("organisation.mandates.none")}</p> })}
        {list(t("organisation.mandates.given"), given, Side::Company)}
        {list(t("organisation.mandates.held"), held, Side::Branch)}
        {manageable.then(|| view! { <Request id people/> })}
    }
}

#[component]
fn One(
    id: OrganisationId,
    mandate: Mandate,
    side: Side,
    manageable: bool,
    people: Remote<OrganisationPeople>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let other = mandate.organisation;
    let (company, branch) = match side {
        Side::Company => (id, other.id),
        Side::Branch => (other.id, id),
    };
    let asked = mandate.accepted_at.is_none();
    let accepting = Mutation::<OrganisationPeople>::new();
    let ending = Mutation::<()>::new();
    let accept = move |_| {
        accepting.send(organisations::accept_mandate(company, branch), move |now| {
            announcer.say(t("organisation.mandate.accepted"));
            people.update(|shown| *shown = now);
            focus(HEADING);
        });
    };
    let end = Callback::new(move |()| {
        ending.send(organisations::end_mandate(company, branch), move |()| {
            announcer.say(t("organisation.mandate.ended"));
            people.refetch();
            focus(HEADING);
        });
    });
    let state = if asked {
        t("organisation.mandate.asked")
    } else {
        t("organisation.mandate.given")
    };
    let accept_label = t_args(
        "organisation.mandate.accept.label",
        &[("name", &other.name)],
    );
    let end_label = t_args("organisation.mandate.end.label", &[("name", &other.name)]);
    let acceptable = manageable && asked && side == Side::Company;
    view! {
        <li class="people__one">
            <span class="people__name">{other.name}</span>
            <span class="people__role">{state}</span>
            {acceptable.then(|| view! {
                <Button kind=ButtonKind::Secondary label=accept_label busy=Signal::derive(move || accepting.is_pending()) on_press=Callback::new(accept)>
                    {t("organisation.mandate.accept")}
                </Button>
            })}
            {manageable.then(|| view! {
                <Sure action=t("organisation.mandate.end") label=end_label busy=Signal::derive(move || ending.is_pending()) error=Signal::derive(move || ending.error()) on_sure=end/>
            })}
            {move || accepting.error().map(|error| view! { <ProblemAlert error/> })}
        </li>
    }
}

#[component]
fn Request(id: OrganisationId, people: Remote<OrganisationPeople>) -> impl IntoView {
    let announcer = Announcer::expect();
    let number = RwSignal::new(String::new());
    let asking = Mutation::<OrganisationPeople>::new();
    let found = RwSignal::new(Vec::<Fault>::new());
    let faults = Signal::derive(move || {
        let mut faults = found.get();
        faults.extend(asking.error().as_ref().map(faults_of).unwrap_or_default());
        faults
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        asking.clear();
        let typed = number.get_untracked();
        if let Err(fault) = OrganisationIdentifier::parse("/identifier", &typed) {
            found.set(vec![Fault::new("identifier", field_problem(&fault))]);
            return;
        }
        found.set(Vec::new());
        asking.send(organisations::request_mandate(id, typed), move |now| {
            announcer.say(t("organisation.mandate.request.done"));
            people.update(|shown| *shown = now);
            focus(HEADING);
        });
    };
    view! {
        <form class="stack" novalidate on:submit=send aria-labelledby="mandate-title">
            <h4 id="mandate-title">{t("organisation.mandate.request")}</h4>
            <TextField
                id="identifier"
                label=t("organisations.field.identifier")
                hint=t("organisation.mandate.request.hint")
                value=number
                size=18
                error=fault_at(faults, "identifier")
            />
            {move || asking.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
            <div>
                <Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || asking.is_pending())>
                    {t("organisation.mandate.request.action")}
                </Button>
            </div>
        </form>
    }
}
