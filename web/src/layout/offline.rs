use crate::messages::t;
use leptos::prelude::*;

/// Banner shown while the device is offline.
#[component]
pub fn OfflineBanner() -> impl IntoView {
    let online = RwSignal::new(window().navigator().on_line());
    let up = window_event_listener(leptos::ev::online, move |_| online.set(true));
    let down = window_event_listener(leptos::ev::offline, move |_| online.set(false));
    on_cleanup(move || {
        up.remove();
        down.remove();
    });
    view! {
        <div role="status">
            {move || (!online.get()).then(|| view! { <p class="offline">{t("call.offline")}</p> })}
        </div>
    }
}
