use super::keys::Keys;
use super::people::{Invite, Members, OpenInvitations};
use super::usage::Usage;
use super::webhooks::Hooks;
use crate::api::{Mutation, Remote, partners};
use crate::clock;
use crate::events::Sure;
use crate::layout::{Page, PageHead, SignedIn, Width};
use crate::messages::{problem, t, t_args};
use crate::ui::{Announcer, Empty, Fetched, Notice, focus};
use chrono_tz::Tz;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::account::{Account, Role};
use shared::id::PartnerSpaceId;
use shared::partner::PartnerSpacePeople;
use shared::problem::Code;

/// Element id of the heading, which takes the focus when a pressed button is gone.
pub(super) const HEADING: &str = "space-name";

/// The page of a space for its members and the coordination.
#[component]
pub fn SpacePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let id = params.read().get("id").unwrap_or_default();
        id.parse::<PartnerSpaceId>().ok()
    });
    view! {
        <Page title=t("space.title") width=Width::Text>
            <PageHead title=t("space.title")>
                <p><a href="/espaces-partenaires">{t("spaces.title")}</a></p>
            </PageHead>
            <SignedIn then={move |account: Account| {
                let administers = account.has(Role::Administrator);
                let closes = account.has(Role::Coordinator) || administers;
                move || match id.get() {
                    Some(id) => view! { <Shown id closes administers/> }.into_any(),
                    None => view! { <Empty title=problem(Code::NotFound, None)/> }.into_any(),
                }
            }}/>
        </Page>
    }
}

#[component]
fn Shown(
    id: PartnerSpaceId,
    /// True for the coordination, which closes spaces.
    closes: bool,
    /// True for an administrator, who sees the figures without being a member.
    administers: bool,
) -> impl IntoView {
    let people = Remote::<PartnerSpacePeople>::new(move || partners::get_space(id));
    // Stays in place, with the focus, while the rest is shown anew.
    let name = Memo::new(move |_| people.value().map(|shown| shown.space.name));
    view! {
        <div class="stack">
            {move || name.get().map(|name| view! { <h2 id=HEADING tabindex="-1">{name}</h2> })}
            <Fetched of=people lines=8 then={move |shown: PartnerSpacePeople| view! { <Parts shown people closes administers/> }}/>
        </div>
    }
}

#[component]
fn Parts(
    shown: PartnerSpacePeople,
    people: Remote<PartnerSpacePeople>,
    closes: bool,
    administers: bool,
) -> impl IntoView {
    let PartnerSpacePeople {
        space,
        members,
        invitations,
    } = shown;
    let id = space.id;
    let is_open = space.closed_at.is_none();
    let is_member = members.iter().any(|member| member.you);
    let closed = space.closed_at.map(|at| {
        let day = clock::day_in(at, Tz::Europe__Paris);
        let title = t_args("space.closed", &[("day", &day)]);
        view! { <Notice title><p>{t("space.closed.text")}</p></Notice> }
    });
    let close_label = t_args("space.close.label", &[("name", &space.name)]);
    view! {
        <div class="stack">
            <p><code>{space.partner}</code></p>
            {closed}
            <Members id members people/>
            <OpenInvitations id invitations people/>
            {is_open.then(|| view! { <Invite id people/> })}
            <Keys id is_member={is_open && is_member}/>
            <Hooks id is_open/>
            {(is_member || administers).then(|| view! { <Usage id/> })}
            {(is_open && closes).then(|| view! { <Close id label=close_label people/> })}
        </div>
    }
}

/// Closes the space, once it is confirmed.
#[component]
fn Close(id: PartnerSpaceId, label: String, people: Remote<PartnerSpacePeople>) -> impl IntoView {
    let announcer = Announcer::expect();
    let closing = Mutation::<PartnerSpacePeople>::new();
    let close = Callback::new(move |()| {
        closing.send(partners::close_space(id), move |now| {
            announcer.say(t("space.close.done"));
            people.update(|shown| *shown = now);
            focus(HEADING);
        });
    });
    view! {
        <h3>{t("space.close.title")}</h3>
        <p>{t("space.close.text")}</p>
        <div>
            <Sure action=t("space.close") label busy=Signal::derive(move || closing.is_pending()) error=Signal::derive(move || closing.error()) on_sure=close/>
        </div>
    }
}
