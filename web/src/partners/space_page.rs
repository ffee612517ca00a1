use super::keys::Keys;
use super::people::{Invite, Members, OpenInvitations};
use super::usage::Usage;
use super::webhooks::Hooks;
use crate::api::{Mutation, Remote, partners};
use crate::clock;
use crate::events::Sure;
use crate::layout::{Page, PageHead, SignedIn, Width};
use crate::messages::{problem, t, t_args};
use crate::ui::{Announcer, Empty, Followed, Notice, focus};
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
    let name = Memo::new(move |_| people.value().map(|shown| shown.space.name));
    view! {
        <div class="stack">
            {move || name.get().map(|name| view! { <h2 id=HEADING tabindex="-1">{name}</h2> })}
            <Followed of=people lines=8 then={move |shown: Signal<PartnerSpacePeople>| view! { <Parts shown people closes administers/> }}/>
        </div>
    }
}

/// The parts of a space. Each is made anew when what it shows has changed, so that what is typed in another one stays.
#[component]
fn Parts(
    shown: Signal<PartnerSpacePeople>,
    people: Remote<PartnerSpacePeople>,
    closes: bool,
    administers: bool,
) -> impl IntoView {
    let id = shown.with_untracked(|shown| shown.space.id);
    let members = Memo::new(move |_| shown.with(|shown| shown.members.clone()));
    let invitations = Memo::new(move |_| shown.with(|shown| shown.invitations.clone()));
    let closed_at = Memo::new(move |_| shown.with(|shown| shown.space.closed_at));
    let is_open = Memo::new(move |_| closed_at.get().is_none());
    let is_member = Memo::new(move |_| members.read().iter().any(|member| member.you));
    let closed = move || {
        closed_at.get().map(|at| {
            let day = clock::day_in(at, Tz::Europe__Paris);
            let title = t_args("space.closed", &[("day", &day)]);
            view! { <Notice title><p>{t("space.closed.text")}</p></Notice> }
        })
    };
    let name = Memo::new(move |_| shown.with(|shown| shown.space.name.clone()));
    view! {
        <div class="stack">
            <p><code>{shown.with_untracked(|shown| shown.space.partner.clone())}</code></p>
            {closed}
            {move || view! { <Members id members=members.get() people/> }}
            {move || view! { <OpenInvitations id invitations=invitations.get() people/> }}
            {move || is_open.get().then(|| view! { <Invite id people/> })}
            {move || {
                // The keys of a member who goes are revoked.
                members.track();
                view! { <Keys id is_member={is_open.get() && is_member.get()}/> }
            }}
            {move || view! { <Hooks id is_open=is_open.get()/> }}
            {move || (is_member.get() || administers).then(|| view! { <Usage id/> })}
            {move || (is_open.get() && closes).then(|| {
                let label = t_args("space.close.label", &[("name", &name.get())]);
                view! { <Close id label people/> }
            })}
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
