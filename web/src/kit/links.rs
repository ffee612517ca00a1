use crate::api::{Mutation, Remote, kit};
use crate::clock;
use crate::events::Sure;
use crate::messages::{t, t_args};
use crate::ui::{
    Announcer, Button, ButtonKind, Followed, ItemList, ProblemAlert, TextField, fault_at, faults_of,
};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::id::EventId;
use shared::kit::{KIT_LINK_DAYS, KitLink, KitLinkForm, KitLinks};

/// Days that are offered for a new link.
const DAYS: u32 = 14;

/// The secret links by which others fetch the kit.
#[component]
pub(super) fn Links(id: EventId) -> impl IntoView {
    let links = Remote::<KitLinks>::new(move || kit::list_links(id));
    let list = move |shown: Signal<KitLinks>| {
        view! {
            <ItemList
                of=Signal::derive(move || shown.with(|shown| shown.items.clone()))
                key=|link: &KitLink| link.id
                row=move |link: KitLink| view! { <Link id link links/> }
                class="kit__links"
            />
        }
    };
    view! {
        <section>
            <h2>{t("kit.links")}</h2>
            <p>{t("kit.links.text")}</p>
            <NewLink id links/>
            <Followed of=links lines=2 then=list/>
        </section>
    }
}

#[component]
fn NewLink(id: EventId, links: Remote<KitLinks>) -> impl IntoView {
    let announcer = Announcer::expect();
    let recipient = RwSignal::new(String::new());
    let days = RwSignal::new(DAYS.to_string());
    let making = Mutation::<KitLink>::new();
    let faults = Signal::derive(move || {
        let error = making.error();
        error.as_ref().map(faults_of).unwrap_or_default()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let form = KitLinkForm {
            days: days.read_untracked().trim().parse().unwrap_or_default(),
            recipient: recipient.get_untracked(),
        };
        making.send(kit::make_link(id, form), move |link| {
            announcer.say(t("kit.link.made"));
            recipient.set(String::new());
            links.update(|links| links.items.insert(0, link));
        });
    };
    view! {
        <form class="kit__new-link" novalidate on:submit=submit>
            <TextField id="recipient" label=t("kit.link.recipient").to_owned() hint=t("kit.link.recipient.hint").to_owned() value=recipient error=fault_at(faults, "recipient")/>
            <TextField
                id="days"
                label=t("kit.link.days").to_owned()
                kind="number"
                min=KIT_LINK_DAYS.start().to_string()
                max=KIT_LINK_DAYS.end().to_string()
                size=4
                value=days
                error=fault_at(faults, "days")
            />
            <div><Button submit=true kind=ButtonKind::Secondary busy=Signal::derive(move || making.is_pending())>{t("kit.link.make")}</Button></div>
            {move || making.error().filter(|_| faults.read().is_empty()).map(|error| view! { <ProblemAlert error/> })}
        </form>
    }
}

#[component]
fn Link(id: EventId, link: KitLink, links: Remote<KitLinks>) -> impl IntoView {
    let announcer = Announcer::expect();
    let KitLink {
        id: link_id,
        url,
        recipient,
        expires_at,
        ..
    } = link;
    let revoking = Mutation::<()>::new();
    let revoke = Callback::new(move |()| {
        revoking.send(kit::revoke_link(id, link_id), move |()| {
            announcer.say(t("kit.link.revoked"));
            links.update(|links| links.items.retain(|link| link.id != link_id));
        });
    });
    let at = clock::moment_in(expires_at, Tz::Europe__Paris);
    let copied = url.clone();
    let copy_label = t_args("kit.copy.label", &[("title", &recipient)]);
    let revoke_label = t_args("kit.link.revoke.label", &[("recipient", &recipient)]);
    view! {
        <li class="kit__link">
            <TextField
                id=format!("lien-{link_id}")
                label=recipient
                hint=t_args("kit.link.until", &[("at", &at)])
                value=RwSignal::new(url)
                readonly=true
                filter=true
            />
            <div class="cluster">
                <Button kind=ButtonKind::Secondary label=copy_label on_press=Callback::new(move |_| super::copy(announcer, copied.clone(), t("kit.copied")))>{t("kit.copy")}</Button>
                <Sure
                    action=t("kit.link.revoke")
                    label=revoke_label
                    busy=Signal::derive(move || revoking.is_pending())
                    error=Signal::derive(move || revoking.error())
                    on_sure=revoke
                />
            </div>
        </li>
    }
}
