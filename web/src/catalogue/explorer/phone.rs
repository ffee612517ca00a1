use leptos::ev;
use leptos::prelude::*;

/// Maximum width of the window of a phone, as the style sheets take it.
const PHONE: &str = "(max-width: 48rem)";

/// True while the window is as narrow as that of a phone.
pub(super) fn is_phone() -> ReadSignal<bool> {
    let (phone, set_phone) = signal(matches(PHONE));
    let resized = window_event_listener(ev::resize, move |_| {
        let now = matches(PHONE);
        if phone.get_untracked() != now {
            set_phone.set(now);
        }
    });
    on_cleanup(move || resized.remove());
    phone
}

/// True when the window matches a media query.
pub(super) fn matches(media: &str) -> bool {
    let list = window().match_media(media).ok().flatten();
    list.is_some_and(|list| list.matches())
}
