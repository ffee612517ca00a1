use super::{INTERVAL, NotLoaded, PAUSE, is_outdated, load_afresh, typed};
use crate::clock;
use crate::messages::t;
use crate::ui::{Button, ButtonKind};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::VisibilityState;

/// Says that there is a new version of the application, and loads it when the user wants it.
#[component]
pub fn UpdateBar() -> impl IntoView {
    let outdated = RwSignal::new(false);
    let (hidden, busy) = (RwSignal::new(false), RwSignal::new(false));
    let failure = RwSignal::new(None::<NotLoaded>);
    watch(outdated);
    typed::give_back();
    let update = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let loaded = load_afresh().await;
            busy.set(false);
            failure.set(loaded.err());
        });
    };
    view! {
        <div role="status" class="update__place">
            {move || (outdated.get() && !hidden.get()).then(|| view! {
                <div class="update">
                    <p class="update__text">
                        {t("update.title")} " "
                        {move || failure.get().map(|NotLoaded::Unsaved| t("update.unsaved"))}
                    </p>
                    <div class="cluster">
                        <Button kind=ButtonKind::Secondary busy on_press=Callback::new(update)>{t("update.action")}</Button>
                        <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| hidden.set(true))>{t("update.later")}</Button>
                    </div>
                </div>
            })}
        </div>
    }
}

/// Looks for a new version when the page becomes visible, and from time to time while it is.
fn watch(outdated: RwSignal<bool>) {
    let checked_at = StoredValue::new(None);
    let check = move || {
        let now = clock::now();
        let soon = |at: DateTime<Utc>| {
            now.signed_duration_since(at)
                .to_std()
                .is_ok_and(|since| since < PAUSE)
        };
        let hidden = document().visibility_state() == VisibilityState::Hidden;
        if hidden || outdated.get_untracked() || checked_at.get_value().is_some_and(soon) {
            return;
        }
        checked_at.set_value(Some(now));
        spawn_local(async move {
            if is_outdated().await {
                // The layout may be gone meanwhile.
                outdated.try_set(true);
            }
        });
    };
    let seen = window_event_listener_untyped("visibilitychange", move |_| check());
    let interval = set_interval_with_handle(check, INTERVAL).ok();
    on_cleanup(move || {
        seen.remove();
        if let Some(interval) = interval {
            interval.clear();
        }
    });
}
