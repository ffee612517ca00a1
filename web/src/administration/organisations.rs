use super::{READERS, Way};
use crate::api::{Mutation, Remote, administration, organisations};
use crate::clock;
use crate::events::Sure;
use crate::layout::{Page, PageHead, SignedIn};
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{
    Announcer, Button, ButtonKind, Checkbox, Dialog, Empty, Fetched, PageRequest, PagedList,
    TextField, focus_later,
};
use leptos::prelude::*;
use shared::organisation::{
    AlikeOrganisation, MergePreview, OrganisationName, OrganisationPeople, RegisteredOrganisation,
};
use shared::paging;
use std::time::Duration;

/// Pause in typing before a search.
const PAUSE: Duration = Duration::from_millis(250);

/// Two records that somebody wants to merge.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pair {
    from: OrganisationName,
    into: OrganisationName,
}

/// All organisations, and the merge of those that are the same.
#[component]
pub fn RegisterPage() -> impl IntoView {
    view! {
        <Page title=t("register.title")>
            <PageHead title=t("register.title") above={view! { <Way/> }.into_any()}><p>{t("register.intro")}</p></PageHead>
            <SignedIn roles=READERS then=|_| view! { <Register/> }/>
        </Page>
    }
}

#[component]
fn Register() -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let text = clock::after_typing(typed, PAUSE);
    let duplicates = RwSignal::new(false);
    let first = Remote::<paging::Page<RegisteredOrganisation>>::new(move || {
        let (text, duplicates) = (text.get(), duplicates.get());
        async move { administration::list_registered_organisations(text.trim(), duplicates, None).await }
    });
    let more = move |cursor: String| -> PageRequest<RegisteredOrganisation> {
        let (text, duplicates) = (text.get_untracked(), duplicates.get_untracked());
        Box::pin(async move {
            administration::list_registered_organisations(text.trim(), duplicates, Some(cursor))
                .await
        })
    };
    let (pair, open) = (RwSignal::new(None::<Pair>), RwSignal::new(false));
    let ask = Callback::new(move |asked: Pair| {
        pair.set(Some(asked));
        open.set(true);
    });
    let merged = Callback::new(move |()| {
        open.set(false);
        first.refetch();
        focus_later("register-list");
    });
    view! {
        <section class="administration-part" aria-labelledby="register-list">
            <h2 id="register-list" tabindex="-1">{t("register.list")}</h2>
            <div class="administration-filters" role="search">
                <TextField id="register-search" label=t("register.search") value=typed kind="search" autocomplete="off" filter=true/>
                <Checkbox id="register-duplicates" label=t("register.duplicates") checked=duplicates/>
            </div>
            <PagedList
                first
                more
                key=|one: &RegisteredOrganisation| one.organisation.id
                row=move |one: RegisteredOrganisation| view! { <Line one ask/> }
                class="people"
                shown="register.shown"
                none=|| view! { <Empty title=t("register.none")/> }
                action=t("register.more")
            />
        </section>
        <Dialog id="merge" open title=t("register.merge.title")>
            {move || pair.get().map(|pair| view! { <Merging pair merged/> })}
        </Dialog>
    }
}

#[component]
fn Line(one: RegisteredOrganisation, ask: Callback<Pair>) -> impl IntoView {
    let RegisteredOrganisation {
        organisation,
        city,
        files,
        members,
        alike,
    } = one;
    let href = format!("/mes-organisations/{}", organisation.id);
    let facts = [
        Some(organisation.identifier.to_string()),
        city,
        Some(plural("register.files", files)),
        Some(plural("register.members", members)),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let from = organisation.clone();
    let others = alike.into_iter().map(move |AlikeOrganisation { organisation, why }| {
        let pair = Pair {
            from: from.clone(),
            into: organisation.clone(),
        };
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("from", &from.name), ("into", &organisation.name)];
        let label = t_args("register.merge.label", &values);
        view! {
            <li class="administration-alike__one">
                <span>{t_of("register.alike", why.as_str())}" "
                    <a href=format!("/mes-organisations/{}", organisation.id)>{organisation.name.clone()}</a>
                    " ("{organisation.identifier.to_string()}")"
                </span>
                <Button kind=ButtonKind::Quiet label on_press=Callback::new(move |_| ask.run(pair.clone()))>{t("register.merge")}</Button>
            </li>
        }
    });
    let others: Vec<_> = others.collect();
    view! {
        <li class="people__one">
            <a class="people__name" href=href>{organisation.name}</a>
            <span class="people__role">{facts.join(" · ")}</span>
            {(!others.is_empty()).then(|| view! { <ul class="administration-alike">{others}</ul> })}
        </li>
    }
}

/// Numbers of everything that a merge would move, and the button that does it.
#[component]
fn Merging(pair: Pair, merged: Callback<()>) -> impl IntoView {
    let announcer = Announcer::expect();
    let (from, into) = (pair.from.id, pair.into.id);
    let preview = Remote::<MergePreview>::new(move || administration::preview_merge(from, into));
    let merging = Mutation::<OrganisationPeople>::new();
    let merge = Callback::new(move |()| {
        merging.send(organisations::merge_organisations(from, into), move |_| {
            announcer.say(t("organisation.merge.done"));
            merged.run(());
        });
    });
    let shown = move |preview: MergePreview| {
        let MergePreview {
            from,
            into,
            files,
            members,
            members_of_both,
            invitations,
            mandates,
        } = preview;
        let gone = format!("{} ({})", from.name, from.identifier);
        let kept = format!("{} ({})", into.name, into.identifier);
        let moved = [
            plural("register.files", files),
            plural("register.members", members),
            plural("register.of_both", members_of_both),
            plural("register.invitations", invitations),
            plural("register.mandates", mandates),
        ];
        view! {
            <p>{t_args("register.merge.text", &[("from", &gone), ("into", &kept)])}</p>
            <ul>{moved.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            <p>{t("register.merge.final")}</p>
            <Sure
                action=t("register.merge.action")
                label=t("register.merge.action").to_owned()
                busy=Signal::derive(move || merging.is_pending())
                error=Signal::derive(move || merging.error())
                on_sure=merge
            />
        }
    };
    view! { <div class="stack"><Fetched of=preview lines=5 then=shown/></div> }
}
