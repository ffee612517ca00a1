use super::files::{Assets, Items};
use super::links::Links;
use super::texts::Texts;
use crate::api::kit::KitAccess;
use crate::api::{CallError, Mutation, Remote};
use crate::device;
use crate::layout::{Page, PageHead, SignedIn};
use crate::messages::{t, t_args};
use crate::ui::{Button, Fetched, Notice, ProblemAlert, Tone};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use shared::id::EventId;
use shared::kit::KitPage;
use shared::problem::{Code, Problem};

/// The kit of an event, for those who work on it.
#[component]
pub fn EventKitPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let id = params.read().get("id");
        id.and_then(|id| id.parse::<EventId>().ok())
    });
    view! {
        <Page title=t("kit.title")>
            {move || id.get().map(|id| view! {
                <PageHead title=t("kit.title")>
                    <p><A href=format!("/mes-evenements/{id}")>{t("kit.back")}</A></p>
                </PageHead>
            })}
            <SignedIn then=move |_| view! {
                {move || match id.get() {
                    Some(id) => view! {
                        <Kit access=KitAccess::Event(id)/>
                    }
                    .into_any(),
                    None => view! { <ProblemAlert error=CallError::Problem(Box::new(Problem::new(Code::NotFound)))/> }.into_any(),
                }}
            }/>
        </Page>
    }
}

/// The kit of an event, for whoever has a link to it.
///
/// The secret is the fragment of the address: browsers send it to no server, so that it is in no log and no `Referer`.
#[component]
pub fn LinkedKitPage() -> impl IntoView {
    let hash = window().location().hash().unwrap_or_default();
    let key = hash.trim_start_matches('#').to_owned();
    let kit = if key.is_empty() {
        view! {
            <Notice tone=Tone::Warning title=t("kit.link.missing.title")><p>{t("kit.link.missing.text")}</p></Notice>
        }
        .into_any()
    } else {
        view! { <Kit access=KitAccess::Secret(key)/> }.into_any()
    };
    view! {
        <Page title=t("kit.title")>
            <PageHead title=t("kit.title")/>
            {kit}
        </Page>
    }
}

#[component]
fn Kit(access: KitAccess) -> impl IntoView {
    let opening = access.clone();
    let kit = Remote::<KitPage>::new(move || {
        let access = opening.clone();
        async move { access.open().await }
    });
    let ended = move || {
        let error = kit.get()?.err()?;
        match error.code()? {
            Code::KitClosed => Some(("kit.closed.title", "kit.closed.text")),
            Code::NotLabelled => Some(("kit.not_yet.title", "kit.not_yet.text")),
            Code::InvalidLink => Some(("kit.link.ended.title", "kit.link.ended.text")),
            _ => None,
        }
    };
    move || {
        if let Some((title, text)) = ended() {
            view! { <Notice tone=Tone::Warning title=t(title)><p>{t(text)}</p></Notice> }.into_any()
        } else {
            let access = access.clone();
            view! { <Fetched of=kit lines=12 then={move |page: KitPage| view! { <Contents access=access.clone() page/> }}/> }.into_any()
        }
    }
}

#[component]
fn Contents(access: KitAccess, page: KitPage) -> impl IntoView {
    let KitPage {
        event,
        title,
        edition,
        url,
        items,
        assets,
        texts,
        new_since,
    } = page;
    let own = access == KitAccess::Event(event);
    let downloading = Mutation::<()>::new();
    let all = access.clone();
    let save_all = move |_| {
        let access = all.clone();
        let saved = async move {
            // Saved here, so that the outcome does not keep another copy of it.
            access.archive().await.map(|bytes| {
                device::save_as(&bytes, t("kit.archive.name"));
            })
        };
        downloading.send(saved, |()| ());
    };
    view! {
        <div class="kit">
            <div class="kit__head">
                <p class="kit__event"><a href=url>{title}</a></p>
                <p>{t_args("kit.intro", &[("edition", &edition)])}</p>
                <div>
                    <Button busy=Signal::derive(move || downloading.is_pending()) on_press=Callback::new(save_all)>{t("kit.archive")}</Button>
                </div>
                {move || downloading.error().map(|error| view! { <ProblemAlert error/> })}
            </div>
            <Items access=access.clone() items/>
            <Assets access assets new_since/>
            <Texts texts/>
            {own.then(|| view! { <Links id=event/> })}
        </div>
    }
}
