use super::details::{DetailsDraft, DetailsFields};
use super::proposals::Proposals;
use crate::api::{Mutation, organisations};
use crate::messages::{field_problem, t};
use crate::ui::{
    Announcer, Button, ErrorSummary, Fault, ProblemAlert, TextField, fault_at, faults_of, focus,
};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::organisation::{
    CompanyMatch, NewOrganisation, OrganisationDetails, OrganisationIdentifier, OwnOrganisation,
};

/// Form of a new organisation, which proposes name and address for a number or a name.
#[component]
pub(super) fn CreateOrganisation() -> impl IntoView {
    let announcer = Announcer::expect();
    let navigate = use_navigate();
    let number = RwSignal::new(String::new());
    let draft = DetailsDraft::new(&OrganisationDetails::default(), None);
    let creating = Mutation::<OwnOrganisation>::new();
    let found = RwSignal::new(Vec::<Fault>::new());
    let faults = Signal::derive(move || {
        let mut faults = found.get();
        faults.extend(creating.error().as_ref().map(faults_of).unwrap_or_default());
        faults
    });
    let take = move |company: CompanyMatch| {
        number.set(company.identifier.to_string());
        draft.fill(&company);
        focus("identifier");
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        creating.clear();
        let typed = number.get_untracked();
        // The same check as on the server, by the same function.
        if let Err(fault) = OrganisationIdentifier::parse("/identifier", &typed) {
            found.set(vec![Fault::new("identifier", field_problem(&fault))]);
            return;
        }
        found.set(Vec::new());
        let new = NewOrganisation {
            identifier: typed,
            details: draft.read(),
        };
        let navigate = navigate.clone();
        creating.send(organisations::create_organisation(new), move |own| {
            announcer.say(t("organisations.create.done"));
            let page = format!("/mes-organisations/{}", own.organisation.id);
            navigate(&page, NavigateOptions::default());
        });
    };
    view! {
        <section class="own-group" aria-labelledby="create-organisation">
            <h2 id="create-organisation">{t("organisations.create")}</h2>
            <form class="stack" novalidate on:submit=send>
                <ErrorSummary faults/>
                <TextField
                    id="identifier"
                    label=t("organisations.field.identifier")
                    hint=t("organisations.field.identifier.hint")
                    value=number
                    size=18
                    error=fault_at(faults, "identifier")
                />
                <Proposals name=draft.name number on_choose=Callback::new(take)/>
                <DetailsFields draft prefix="details-" faults/>
                {move || creating.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
                <div><Button submit=true busy=Signal::derive(move || creating.is_pending())>{t("organisations.create.action")}</Button></div>
            </form>
        </section>
    }
}
