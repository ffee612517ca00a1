use crate::api::{Mutation, Remote, accounts};
use crate::clock;
use crate::messages::{t, t_args, t_of};
use crate::ui::{Announcer, Button, ButtonKind, Notice, ProblemAlert, Tone};
use chrono_tz::Tz;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use shared::mail::ReturnedAddress;

/// Says that the address of the account returns letters, and offers to prove it again; nothing for an address that works.
#[component]
pub(super) fn ReturnedNotice() -> impl IntoView {
    let address = Remote::new(accounts::get_account_address);
    move || {
        let returned = address.value().and_then(|address| address.returned);
        returned.map(|returned| view! { <Returned returned/> })
    }
}

#[component]
fn Returned(returned: ReturnedAddress) -> impl IntoView {
    let announcer = Announcer::expect();
    let proving = Mutation::<()>::new();
    let prove = Callback::new(move |_: MouseEvent| {
        proving.send(accounts::request_verification(), move |()| {
            announcer.say(t("own.address.returned.sent"));
        });
    });
    let since = clock::moment_in(returned.since, Tz::Europe__Paris);
    view! {
        <Notice tone=Tone::Warning title=t("own.address.returned.title")>
            <p>{t_of("own.address.returned.reason", returned.reason.as_str())}" "{t_args("own.address.returned.text", &[("at", &since)])}</p>
            {move || proving.error().map(|error| view! { <ProblemAlert error/> })}
            {move || if proving.value().is_some() {
                view! { <p>{t("own.address.returned.sent")}</p> }.into_any()
            } else {
                view! {
                    <Button kind=ButtonKind::Secondary busy=Signal::derive(move || proving.is_pending()) on_press=prove>
                        {t("own.address.returned.action")}
                    </Button>
                }.into_any()
            }}
        </Notice>
    }
}
