use super::webhooks::focus_secret;
use crate::api::{Mutation, Remote, partners};
use crate::messages::t;
use crate::ui::{Button, ButtonKind, ProblemAlert, TextField, fault_at, faults_of};
use leptos::prelude::*;
use shared::id::PartnerSpaceId;
use shared::partner::{MadeWebhook, NewWebhook, WEBHOOK_BATCH_MAX, Webhooks};

/// Form that creates a webhook, whose secret is shown once.
#[component]
pub(super) fn NewHook(
    id: PartnerSpaceId,
    hooks: Remote<Webhooks>,
    /// Receives the new webhook, to show its secret once.
    shown: RwSignal<Option<MadeWebhook>>,
) -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let (name, url, filters) = (text(), text(), text());
    let batch = RwSignal::new("1".to_owned());
    let making = Mutation::<MadeWebhook>::new();
    let faults = Signal::derive(move || {
        let error = making.error();
        error.as_ref().map(faults_of).unwrap_or_default()
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        making.clear();
        let new = NewWebhook {
            name: name.get_untracked(),
            url: url.get_untracked().trim().to_owned(),
            filters: filters.get_untracked().trim().to_owned(),
            // The server says what is wrong with 0.
            batch: batch.get_untracked().trim().parse().unwrap_or_default(),
        };
        making.send(partners::make_webhook(id, new), move |made| {
            shown.set(Some(made));
            for text in [name, url, filters] {
                text.set(String::new());
            }
            hooks.refetch();
            focus_secret();
        });
    };
    view! {
        <form class="stack" novalidate on:submit=send aria-labelledby="new-webhook-title">
            <h3 id="new-webhook-title">{t("webhooks.new")}</h3>
            <TextField id="webhook-name" label=t("webhooks.name") hint=t("webhooks.name.hint") value=name error=fault_at(faults, "name")/>
            <TextField id="webhook-url" label=t("webhooks.url") hint=t("webhooks.url.hint") value=url kind="url" error=fault_at(faults, "url")/>
            <TextField id="webhook-filters" label=t("webhooks.filters") hint=t("webhooks.filters.hint") value=filters optional=true error=fault_at(faults, "filters")/>
            <TextField id="webhook-batch" label=t("webhooks.batch") hint=t("webhooks.batch.hint") value=batch kind="number" inputmode="numeric" min="1" max=WEBHOOK_BATCH_MAX.to_string() error=fault_at(faults, "batch")/>
            {move || making.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
            <div>
                <Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || making.is_pending())>{t("webhooks.make")}</Button>
            </div>
        </form>
    }
}
