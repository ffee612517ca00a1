use super::invitation_page::Received;
use crate::api::{Mutation, Remote, partners};
use crate::layout::{Page, PageHead, SignedIn, Width};
use crate::messages::{plural, t};
use crate::ui::{
    Button, ButtonKind, Empty, Fetched, ProblemAlert, Tag, TextField, fault_at, faults_of,
};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::account::{Account, Role};
use shared::partner::{NewPartnerSpace, PartnerSpacePeople, PartnerSpaceSummary, PartnerSpaces};

/// The spaces of a person, and all of them for the coordination, which opens others.
#[component]
pub fn SpacesPage() -> impl IntoView {
    view! {
        <Page title=t("spaces.title") width=Width::Text>
            <PageHead title=t("spaces.title")>
                <p>{t("spaces.intro")}</p>
                <p><a href="/integrer">{t("partners.embed")}</a></p>
            </PageHead>
            <SignedIn then={|account: Account| {
                let opens = account.has(Role::Coordinator) || account.has(Role::Administrator);
                view! {
                    <Received/>
                    <Own/>
                    {opens.then(|| view! { <OpenSpace/> })}
                }
            }}/>
        </Page>
    }
}

#[component]
fn Own() -> impl IntoView {
    let own = Remote::<PartnerSpaces>::new(partners::list_spaces);
    let one = |PartnerSpaceSummary { space, members }: PartnerSpaceSummary| {
        let is_closed = space.closed_at.is_some();
        view! {
            <li class="people__one">
                <a class="people__name" href=format!("/espaces-partenaires/{}", space.id)>{space.name}</a>
                <span class="people__role">{plural("spaces.members", members)}</span>
                {is_closed.then(|| view! { <Tag>{t("spaces.closed")}</Tag> })}
            </li>
        }
    };
    let shown = move |own: PartnerSpaces| {
        if own.items.is_empty() {
            view! { <Empty title=t("spaces.none.title") text=t("spaces.none.text")/> }.into_any()
        } else {
            view! { <ul class="people">{own.items.into_iter().map(one).collect_view()}</ul> }
                .into_any()
        }
    };
    view! {
        <section class="own-group" aria-labelledby="own-spaces">
            <h2 id="own-spaces" tabindex="-1">{t("spaces.list")}</h2>
            <Fetched of=own lines=3 then=shown/>
        </section>
    }
}

#[component]
fn OpenSpace() -> impl IntoView {
    let navigate = use_navigate();
    let (partner, name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let opening = Mutation::<PartnerSpacePeople>::new();
    let faults = Signal::derive(move || {
        let error = opening.error();
        error.as_ref().map(faults_of).unwrap_or_default()
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        opening.clear();
        let new = NewPartnerSpace {
            partner: partner.get_untracked().trim().to_owned(),
            name: name.get_untracked(),
        };
        let navigate = navigate.clone();
        opening.send(partners::open_space(new), move |opened| {
            let page = format!("/espaces-partenaires/{}", opened.space.id);
            navigate(&page, NavigateOptions::default());
        });
    };
    view! {
        <form class="stack" novalidate on:submit=send aria-labelledby="open-space">
            <h2 id="open-space">{t("spaces.open")}</h2>
            <TextField id="partner" label=t("spaces.open.partner") hint=t("spaces.open.partner.hint") value=partner error=fault_at(faults, "partner")/>
            <TextField id="name" label=t("spaces.open.name") value=name error=fault_at(faults, "name")/>
            {move || opening.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
            <div>
                <Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || opening.is_pending())>
                    {t("spaces.open.action")}
                </Button>
            </div>
        </form>
    }
}
