use crate::api::{Mutation, organisations};
use crate::events::Sure;
use crate::messages::{problem, t};
use crate::ui::{Announcer, TextField};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::id::OrganisationId;
use shared::organisation::OrganisationPeople;
use shared::problem::Code;

/// Merges the organisation into another, for the coordination.
#[component]
pub(super) fn Merge(id: OrganisationId) -> impl IntoView {
    let announcer = Announcer::expect();
    let navigate = use_navigate();
    let into = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let merging = Mutation::<OrganisationPeople>::new();
    let merge = Callback::new(move |()| {
        let typed = into.get_untracked();
        // The address of the page of an organisation ends in its identifier.
        let last = typed.trim().rsplit('/').next().unwrap_or_default();
        let Ok(into) = last.parse::<OrganisationId>() else {
            fault.set(Some(problem(Code::InvalidFormat, None)));
            return;
        };
        fault.set(None);
        let navigate = navigate.clone();
        merging.send(organisations::merge_organisations(id, into), move |kept| {
            announcer.say(t("organisation.merge.done"));
            let page = format!("/mes-organisations/{}", kept.organisation.id);
            navigate(&page, NavigateOptions::default());
        });
    });
    view! {
        <details class="fold">
            <summary class="fold__title">{t("organisation.merge")}</summary>
            <div class="stack">
                <p>{t("organisation.merge.text")}</p>
                <TextField id="into" label=t("organisation.merge.into") value=into autocomplete="off" error=Signal::derive(move || fault.get())/>
                <div>
                    <Sure
                        action=t("organisation.merge.action")
                        label=t("organisation.merge.action").to_owned()
                        busy=Signal::derive(move || merging.is_pending())
                        error=Signal::derive(move || merging.error())
                        on_sure=merge
                    />
                </div>
            </div>
        </details>
    }
}
