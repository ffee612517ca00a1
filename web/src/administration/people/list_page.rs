use super::invitations::RoleInvitations;
use super::{role_name, roles, territories};
use crate::administration::{READERS, Way};
use crate::api::{Remote, administration, places};
use crate::clock;
use crate::layout::{Page, PageHead, SignedIn};
use crate::messages::{t, t_args, t_of};
use crate::ui::{Choice, Empty, PageRequest, PagedList, Select, Tag, TextField, Tone};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::account::{Account, ManagedPerson, PeopleSearch, PersonState, Role};
use shared::paging;
use shared::place::{Territories, Territory};
use std::time::Duration;

/// Pause in typing before a search.
const PAUSE: Duration = Duration::from_millis(250);

/// The people of the platform, for those who manage them.
#[component]
pub fn PeoplePage() -> impl IntoView {
    view! {
        <Page title=t("people.title")>
            <PageHead title=t("people.title") above={view! { <Way/> }.into_any()}><p>{t("people.intro")}</p></PageHead>
            <SignedIn roles=READERS then={|account: Account| {
                let names = Remote::<Territories>::new(places::list_territories);
                view! {
                    <RoleInvitations account=account.clone() names/>
                    <People account names/>
                }
            }}/>
        </Page>
    }
}

#[component]
fn People(account: Account, names: Remote<Territories>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let text = clock::after_typing(typed, PAUSE);
    let (role, territory) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let state = RwSignal::new(String::new());
    let search = Memo::new(move |_| PeopleSearch {
        q: Some(text.get()).filter(|text| !text.trim().is_empty()),
        role: Role::parse(&role.get()),
        territory: Territory::parse(&territory.get()).ok(),
        state: PersonState::parse(&state.get()),
        ..PeopleSearch::default()
    });
    let first = Remote::<paging::Page<ManagedPerson>>::new(move || {
        administration::search_people(search.get())
    });
    let more = move |cursor: String| -> PageRequest<ManagedPerson> {
        Box::pin(administration::search_people(PeopleSearch {
            cursor: Some(cursor),
            ..search.get_untracked()
        }))
    };
    let all_roles = account.has(Role::Administrator);
    let among: &[Role] = if all_roles {
        &[Role::Referent, Role::Coordinator, Role::Administrator]
    } else {
        &[Role::Referent]
    };
    let role_choices = roles(among);
    let states: Vec<Choice> = PersonState::ALL
        .iter()
        .map(|state| Choice::new(state.as_str(), t_of("people.state", state.as_str())))
        .collect();
    view! {
        <section class="administration-part" aria-labelledby="people-list">
            <h2 id="people-list">{t("people.list")}</h2>
            <div class="administration-filters" role="search">
                <TextField id="people-search" label=t("people.search") value=typed kind="search" autocomplete="off" filter=true/>
                <Select id="people-role" label=t("people.field.role") value=role choices=role_choices placeholder=t("people.any_role") filter=true/>
                <Select id="people-territory" label=t("people.field.territory") value=territory choices=Signal::derive(move || territories(names)) placeholder=t("people.any_territory") filter=true/>
                <Select id="people-state" label=t("people.state") value=state choices=states placeholder=t("people.any_state") filter=true/>
            </div>
            <PagedList
                first
                more
                key=|person: &ManagedPerson| person.id
                row=move |person: ManagedPerson| view! { <Line person names/> }
                class="people"
                shown="people.shown"
                none=|| view! { <Empty title=t("people.none")/> }
                action=t("people.more")
            />
        </section>
    }
}

#[component]
fn Line(person: ManagedPerson, names: Remote<Territories>) -> impl IntoView {
    let ManagedPerson {
        id,
        name,
        email,
        verified,
        grants,
        disabled_at,
        last_sign_in,
        created_at: _,
    } = person;
    let seen = last_sign_in.map_or_else(
        || t("people.never").to_owned(),
        |at| {
            t_args(
                "people.seen",
                &[("day", &clock::day_in(at, Tz::Europe__Paris))],
            )
        },
    );
    let held = move || {
        let held: Vec<String> = grants.iter().map(|grant| role_name(grant, names)).collect();
        held.join(", ")
    };
    view! {
        <li class="people__one">
            <a class="people__name" href=format!("/administration/personnes/{id}")>{name}</a>
            <span class="administration-line__address">{email}</span>
            <span class="people__role">{held}</span>
            <span>{seen}</span>
            {disabled_at.map(|_| view! { <Tag tone=Tone::Bad>{t("people.disabled")}</Tag> })}
            {(!verified).then(|| view! { <Tag tone=Tone::Warning>{t("people.unverified")}</Tag> })}
        </li>
    }
}
