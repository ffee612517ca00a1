use crate::api::{Mutation, groups};
use crate::messages::t;
use crate::ui::{
    Button, Checkbox, Disclosure, ErrorSummary, Fault, ProblemAlert, TextField, fault_at, faults_of,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::label::{NewReviewGroup, ReviewGroup};

/// Form that creates a group, whose page opens then.
#[component]
pub(super) fn CreateGroup(edition: RwSignal<String>) -> impl IntoView {
    let (name, default) = (RwSignal::new(String::new()), RwSignal::new(false));
    let creating = Mutation::<ReviewGroup>::new();
    let navigate = use_navigate();
    let faults = Signal::derive(move || -> Vec<Fault> {
        creating.error().as_ref().map(faults_of).unwrap_or_default()
    });
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let new = NewReviewGroup {
            edition: edition.get_untracked(),
            name: name.get_untracked(),
            default: default.get_untracked(),
        };
        let navigate = navigate.clone();
        creating.send(groups::create_review_group(new), move |group| {
            let page = format!("/groupes/{}", group.summary.id);
            navigate(&page, NavigateOptions::default());
        });
    };
    view! {
        <Disclosure title=t("groups.new") needed=false>
            <form class="stack" novalidate on:submit=send>
                <ErrorSummary faults/>
                {move || creating.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
                <TextField id="name" label=t("groups.name") value=name autocomplete="off" error=fault_at(faults, "name")/>
                <Checkbox id="default" label=t("groups.default.label") hint=t("groups.default.hint") checked=default/>
                <div><Button submit=true busy=Signal::derive(move || creating.is_pending())>{t("groups.create")}</Button></div>
            </form>
        </Disclosure>
    }
}
