use super::details::EditDetails;
use super::history::HistoryFold;
use super::mandates::Mandates;
use super::members::{Invite, Members, OpenInvitations};
use super::merge::Merge;
use crate::api::{Remote, organisations};
use crate::layout::{Page, PageHead, SignedIn, Width};
use crate::messages::{problem, t, t_args};
use crate::session::Session;
use crate::ui::{Empty, Followed};
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
    view! { <Followed of=people lines=8 then={move |shown: Signal<OrganisationPeople>| view! { <Parts shown people/> }}/> }
}

/// The parts of an organisation. Each is made anew when what it shows has changed, so that what is typed in another one stays.
#[component]
fn Parts(shown: Signal<OrganisationPeople>, people: Remote<OrganisationPeople>) -> impl IntoView {
    let session = Session::expect();
    let id = shown.with_untracked(|shown| shown.organisation.id);
    let organisation = Memo::new(move |_| shown.with(|shown| shown.organisation.clone()));
    let manageable = Memo::new(move |_| shown.with(|shown| shown.manageable));
    let members = Memo::new(move |_| shown.with(|shown| shown.members.clone()));
    let invitations = Memo::new(move |_| shown.with(|shown| shown.invitations.clone()));
    let mandates = Memo::new(move |_| {
        shown.with(|shown| (shown.mandates_given.clone(), shown.mandates_held.clone()))
    });
    let is_member = Memo::new(move |_| shown.with(|shown| shown.role.is_some()));
    let line = move || {
        let organisation = organisation.read();
        let number = t_args(
            "organisation.number",
            &[("identifier", &organisation.identifier)],
        );
        let place = organisation
            .commune
            .as_ref()
            .map(shared::place::Commune::label);
        let line: Vec<String> = [Some(number), place].into_iter().flatten().collect();
        line.join(" · ")
    };
    let merges = move || session.has(Role::Coordinator) || session.has(Role::Administrator);
    view! {
        <div class="stack">
            <h2 id=HEADING tabindex="-1">{move || organisation.with(|organisation| organisation.details.name.clone())}</h2>
            <p>{line}</p>
            {move || is_member.get().then(|| view! {
                <p><a href=format!("/mes-evenements?organisation={id}")>{t("organisation.files")}</a></p>
            })}
            {move || view! { <Members id members=members.get() manageable=manageable.get() people/> }}
            {move || view! { <OpenInvitations id invitations=invitations.get() people/> }}
            {move || manageable.get().then(|| view! { <Invite id people/> })}
            {move || {
                let (given, held) = mandates.get();
                view! { <Mandates id given held manageable=manageable.get() people/> }
            }}
            {move || manageable.get().then(|| view! { <EditDetails organisation=organisation.get() people/> })}
            {move || merges().then(|| view! { <Merge id/> })}
            <HistoryFold id shown/>
        </div>
    }
}
