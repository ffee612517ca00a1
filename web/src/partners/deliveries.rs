use crate::api::{Mutation, Remote, partners};
use crate::clock;
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{
    Announcer, Button, ButtonKind, Disclosure, PageRequest, PagedList, ProblemAlert, Tag, Tone,
};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::id::{PartnerSpaceId, WebhookId};
use shared::paging::Page;
use shared::partner::{DeliveryFault, DeliveryState, WebhookDelivery};

/// Outcome of an attempt, as a sentence.
pub(super) fn outcome(delivery: &WebhookDelivery) -> String {
    let fault = |fault: DeliveryFault| {
        let words = t_of("webhooks.fault", fault.as_str());
        match delivery.status {
            Some(status) => t_args("webhooks.status", &[("fault", &words), ("status", &status)]),
            None => words,
        }
    };
    match (delivery.state, delivery.fault) {
        (DeliveryState::Failed, Some(why)) => fault(why),
        (state, _) => t_of("webhooks.delivery", state.as_str()),
    }
}

/// The last deliveries of a webhook, newest first.
#[component]
pub(super) fn Deliveries(id: PartnerSpaceId, webhook: WebhookId) -> impl IntoView {
    let first =
        Remote::<Page<WebhookDelivery>>::new(move || partners::list_deliveries(id, webhook, None));
    let more = move |cursor: String| -> PageRequest<WebhookDelivery> {
        Box::pin(partners::list_deliveries(id, webhook, Some(cursor)))
    };
    view! {
        <div class="webhook__part">
            <PagedList
                first
                more
                key=|delivery: &WebhookDelivery| delivery.id
                row=move |delivery: WebhookDelivery| view! { <One id webhook delivery first/> }
                class="people webhook__deliveries"
                shown="webhooks.deliveries.shown"
                none=|| view! { <p>{t("webhooks.deliveries.none")}</p> }
                action=t("webhooks.deliveries.more")
            />
        </div>
    }
}

const fn tone(state: DeliveryState) -> Tone {
    match state {
        DeliveryState::Waiting => Tone::Neutral,
        DeliveryState::Delivered => Tone::Good,
        DeliveryState::Failed => Tone::Bad,
    }
}

#[component]
fn One(
    id: PartnerSpaceId,
    webhook: WebhookId,
    delivery: WebhookDelivery,
    first: Remote<Page<WebhookDelivery>>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let again = Mutation::<WebhookDelivery>::new();
    let outcome_text = outcome(&delivery);
    let WebhookDelivery {
        id: delivery,
        message,
        kind,
        events,
        attempt,
        state,
        at,
        duration_ms,
        status: _,
        fault: _,
        request_head,
        answer_head,
    } = delivery;
    let ask = move |_| {
        let asked = partners::replay_delivery(id, webhook, delivery);
        again.send(asked, move |_| {
            announcer.say(t("webhooks.again.done"));
            first.refetch();
        });
    };
    let moment = clock::moment_in(at, Tz::Europe__Paris);
    let took = duration_ms.map(|ms| t_args("webhooks.took", &[("ms", &ms)]));
    let tried = (attempt > 1).then(|| t_args("webhooks.attempt", &[("n", &attempt)]));
    let facts: Vec<String> = [
        Some(t_of("webhooks.kind", kind.as_str())),
        Some(plural("webhooks.events", events.len() as u64)),
        tried,
        took,
    ]
    .into_iter()
    .flatten()
    .collect();
    let label = t_args("webhooks.again.label", &[("at", &moment)]);
    let heads: Vec<String> = [request_head, answer_head].into_iter().flatten().collect();
    view! {
        <li class="people__one">
            <span class="people__name">{moment}</span>
            <Tag tone=tone(state)>{outcome_text}</Tag>
            <span class="people__role">{facts.join(" · ")}</span>
            <code class="webhook__url">{message}</code>
            <Button kind=ButtonKind::Quiet label busy=Signal::derive(move || again.is_pending()) on_press=Callback::new(ask)>{t("webhooks.again")}</Button>
            {move || again.error().map(|error| view! { <ProblemAlert error/> })}
            {(!heads.is_empty()).then(|| view! {
                <div class="webhook__part">
                    <Disclosure title=t("webhooks.heads") needed=false>
                        {heads.into_iter().map(|head| view! { <p class="webhook__head">{head}</p> }).collect_view()}
                    </Disclosure>
                </div>
            })}
        </li>
    }
}
