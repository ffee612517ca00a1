use super::page::HEADING;
use crate::api::{Mutation, Remote, groups};
use crate::events::Sure;
use crate::messages::{t, t_args};
use crate::ui::{
    Announcer, Button, ButtonKind, Checkbox, Disclosure, ErrorSummary, Fault, ProblemAlert,
    TextField, fault_at, faults_of, focus_later,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::label::{ReviewGroup, ReviewGroupForm, ReviewGroupSummary};

/// Name of the group, whether it is the default one, and its deletion.
#[component]
pub(super) fn NameForm(
    summary: ReviewGroupSummary,
    version: Memo<i32>,
    group: Remote<ReviewGroup>,
) -> impl IntoView {
    let id = summary.id;
    let (name, default) = (
        RwSignal::new(summary.name.clone()),
        RwSignal::new(summary.default),
    );
    let announcer = Announcer::expect();
    let (saving, deleting) = (Mutation::<ReviewGroup>::new(), Mutation::<()>::new());
    let faults = Signal::derive(move || -> Vec<Fault> {
        saving.error().as_ref().map(faults_of).unwrap_or_default()
    });
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let form = ReviewGroupForm {
            name: name.get_untracked(),
            default: default.get_untracked(),
        };
        let request = groups::update_review_group(id, version.get_untracked(), form);
        saving.send(request, move |now| {
            announcer.say(t("groups.saved"));
            group.update(|shown| *shown = now);
            focus_later(HEADING);
        });
    };
    let navigate = use_navigate();
    let delete = Callback::new(move |()| {
        let navigate = navigate.clone();
        let request = groups::delete_review_group(id, version.get_untracked());
        deleting.send(request, move |()| {
            announcer.say(t("groups.deleted"));
            navigate("/groupes", NavigateOptions::default());
        });
    });
    let label = t_args("groups.delete.label", &[("name", &summary.name)]);
    view! {
        <Disclosure title=t("groups.settings") needed=false>
            <form class="stack" novalidate on:submit=send>
                <ErrorSummary faults/>
                {move || saving.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error retry=Callback::new(move |()| group.refetch())/> })}
                <TextField id="name" label=t("groups.name") value=name autocomplete="off" error=fault_at(faults, "name")/>
                <Checkbox id="default" label=t("groups.default.label") hint=t("groups.default.hint") checked=default/>
                <div><Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || saving.is_pending())>{t("groups.save")}</Button></div>
            </form>
            <p>{t("groups.delete.text")}</p>
            <Sure action=t("groups.delete") label busy=Signal::derive(move || deleting.is_pending()) error=Signal::derive(move || deleting.error()) on_sure=delete/>
        </Disclosure>
    }
}
