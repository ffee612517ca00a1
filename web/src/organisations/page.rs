use super::details::EditDetails;
use super::history::HistoryFold;
use super::mandates::Mandates;
use super::members::{Invite, Members, OpenInvitations};
use super::merge::Merge;
use crate::api::{Remote, organisations};
use crate::layout::{Page, PageHead, SignedIn, Width};
use crate::messages::{problem, t, t_args};
use crate::session::Session;
use crate::ui::{Empty, Fetched};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::account::Role;
use shared::id::OrganisationId;
use shared::organisation::OrganisationPeople;
use shared::problem::Code;

/// Element id of the heading, which takes the focus when a pressed button is gone.
pub(super) const HEADING: &str = "organisation-name";

/// The page of an organisation for its members and the coordination.
#[component]
pub fn OrganisationPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let id = params.read().get("id").unwrap_or_default();
        id.parse::<OrganisationId>().ok()
    });
    view! {
        <Page title=t("organisation.title") width=Width::Text>
            <PageHead title=t("organisation.title")>
                <p><a href="/mes-organisations">{t("organisations.title")}</a></p>
            </PageHead>
            <SignedIn then={move |_| move || match id.get() {
                Some(id) => view! { <Shown id/> }.into_any(),
                None => view! { <Empty title=problem(Code::NotFound, None)/> }.into_any(),
            }}/>
        </Page>
    }
}

#[component]
fn Shown(id: OrganisationId) -> impl IntoView {
    let people =
        Remote::<OrganisationPeople>::new(move || organisations::get_organisation_people(id));
    view! { <Fetched of=people lines=8 then={move |shown: OrganisationPeople| view! { <Parts shown people/> }}/> }
}

#[component]
fn Parts(shown: OrganisationPeople, people: Remote<OrganisationPeople>) -> impl IntoView {
    let session = Session::expect();
    let OrganisationPeople {
        organisation,
        role,
        manageable,
        members,
        invitations,
        mandates_given,
        mandates_held,
    } = shown;
    let id = organisation.id;
    let files = role.map(|_| format!("/mes-evenements?organisation={id}"));
    let place = organisation
        .commune
        .as_ref()
        .map(shared::place::Commune::label);
    let number = t_args(
        "organisation.number",
        &[("identifier", &organisation.identifier)],
    );
    let line: Vec<String> = [Some(number), place].into_iter().flatten().collect();
    let merges = move || session.has(Role::Coordinator) || session.has(Role::Administrator);
    view! {
        <div class="stack">
            <h2 id=HEADING tabindex="-1">{organisation.details.name.clone()}</h2>
            <p>{line.join(" · ")}</p>
            {files.map(|href| view! { <p><a href=href>{t("organisation.files")}</a></p> })}
            <Members id members manageable people/>
            <OpenInvitations id invitations people/>
            {manageable.then(|| view! { <Invite id people/> })}
            <Mandates id given=mandates_given held=mandates_held manageable people/>
            {manageable.then(|| view! { <EditDetails organisation people/> })}
            {move || merges().then(|| view! { <Merge id/> })}
            <HistoryFold id/>
        </div>
    }
}
