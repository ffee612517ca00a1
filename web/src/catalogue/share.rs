use crate::ui::{Announcer, Button, ButtonKind, Glyph, Icon};
use crate::words::{t, t_args};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

/// Hands an address on: the device's own way, or the clipboard, or by hand.
#[component]
pub fn Share(
    /// What is shared.
    #[prop(into)]
    title: Signal<String>,
    /// Path on this site; the page itself when absent.
    #[prop(optional, into)]
    path: MaybeProp<String>,
    /// What the button says.
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
                // Rejected when the person thinks better of it: nothing to say then.
                let _ = JsFuture::from(navigator.share_with_data(&data)).await;
                return;
            }
            // A page that came over plain HTTP has no clipboard.
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
