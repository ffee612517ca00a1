use crate::messages::{t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, Glyph, Icon};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

/// Shares a URL: with the device's share dialog, through the clipboard, or by showing it to copy manually.
#[component]
pub fn Share(
    /// Title of the shared page.
    #[prop(into)]
    title: Signal<String>,
    /// Path on this site; the current page by default.
    #[prop(optional, into)]
    path: MaybeProp<String>,
    text: &'static str,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let share = move |_| {
        let location = window().location();
        let address = match path.get_untracked() {
            Some(path) => format!("{}{path}", location.origin().unwrap_or_default()),
            None => location.href().unwrap_or_default(),
        };
        let title = title.get_untracked();
        let navigator = window().navigator();
        spawn_local(async move {
            let offers = |name: &str| {
                js_sys::Reflect::get(&navigator, &name.into())
                    .is_ok_and(|part| !part.is_undefined())
            };
            if offers("share") {
                let data = web_sys::ShareData::new();
                data.set_title(&title);
                data.set_url(&address);
                // Rejected when the user cancels; nothing to report then.
                let _ = JsFuture::from(navigator.share_with_data(&data)).await;
                return;
            }
            // The clipboard is unavailable on a page served over plain HTTP.
            let copied = if offers("clipboard") {
                JsFuture::from(navigator.clipboard().write_text(&address))
                    .await
                    .is_ok()
            } else {
                false
            };
            announcer.say(if copied {
                t("event.copied").to_owned()
            } else {
                t_args("event.copy_by_hand", &[("address", &address)])
            });
        });
    };
    view! {
        <Button kind=ButtonKind::Secondary on_press=Callback::new(share)><Icon glyph=Glyph::Link/>{text}</Button>
    }
}
