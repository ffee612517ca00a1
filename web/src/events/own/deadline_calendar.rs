use crate::api::{Mutation, Remote, events};
use crate::events::form::focus_field;
use crate::messages::t;
use crate::ui::{Announcer, Button, ButtonKind, Fetched, ProblemAlert, TextField};
use leptos::prelude::*;
use shared::event::DeadlineCalendar;

/// Element id of the title.
const TITLE: &str = "agenda";

/// The private calendar of deadlines: its secret address, which can be replaced and revoked.
#[component]
pub fn DeadlineCalendarSection() -> impl IntoView {
    let calendar = Remote::<DeadlineCalendar>::new(events::get_deadline_calendar);
    view! {
        <section class="deadline-calendar stack" aria-labelledby=TITLE>
            <h2 class="deadline-calendar__title" id=TITLE tabindex="-1">{t("file.calendar.title")}</h2>
            <p>{t("file.calendar.text")}</p>
            <Fetched of=calendar lines=2 then={move |found: DeadlineCalendar| view! { <Address calendar address=found.address/> }}/>
        </section>
    }
}

#[component]
fn Address(calendar: Remote<DeadlineCalendar>, address: Option<String>) -> impl IntoView {
    let announcer = Announcer::expect();
    let changing = Mutation::<DeadlineCalendar>::new();
    let busy = Signal::derive(move || changing.is_pending());
    let store = move |changed: DeadlineCalendar| {
        calendar.update(|known| *known = changed);
        // The pressed button no longer exists.
        request_animation_frame(|| {
            focus_field(TITLE);
        });
    };
    let renew = move |_| {
        changing.send(events::renew_deadline_calendar(), move |changed| {
            announcer.say(t("file.calendar.created"));
            store(changed);
        });
    };
    let revoke = move |_| {
        changing.send(events::revoke_deadline_calendar(), move |changed| {
            announcer.say(t("file.calendar.revoked"));
            store(changed);
        });
    };
    let choices = match address {
        None => view! {
            <div><Button kind=ButtonKind::Secondary busy on_press=Callback::new(renew)>{t("file.calendar.create")}</Button></div>
        }
        .into_any(),
        Some(address) => {
            let subscribe = address
                .split_once("://")
                .map(|(_, rest)| format!("webcal://{rest}"));
            let shown = RwSignal::new(address);
            view! {
                <TextField
                    id="adresse-agenda"
                    label=t("file.calendar.address")
                    hint=t("file.calendar.hint")
                    value=shown
                    filter=true
                    readonly=Signal::stored(true)
                />
                <div class="cluster">
                    {subscribe.map(|href| view! { <a href=href>{t("file.calendar.subscribe")}</a> })}
                    <Button kind=ButtonKind::Quiet busy on_press=Callback::new(renew)>{t("file.calendar.renew")}</Button>
                    <Button kind=ButtonKind::Quiet busy on_press=Callback::new(revoke)>{t("file.calendar.revoke")}</Button>
                </div>
            }
            .into_any()
        }
    };
    view! {
        {choices}
        {move || changing.error().map(|error| view! { <ProblemAlert error/> })}
    }
}
