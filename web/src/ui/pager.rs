use super::{Button, ButtonKind};
use leptos::prelude::*;

/// Button that loads more items of a list.
#[component]
pub fn More(
    /// True when there are more items.
    #[prop(into)]
    more: Signal<bool>,
    /// True while more items are loading.
    #[prop(into)]
    busy: Signal<bool>,
    /// Text that tells how many items are shown.
    #[prop(into)]
    shown: Signal<String>,
    /// Text of the button that loads more.
    #[prop(into)]
    text: String,
    #[prop(into)] on_more: Callback<()>,
) -> impl IntoView {
    let text = StoredValue::new(text);
    view! {
        <div class="more">
            // As a property: a translation service of the browser replaces text nodes.
            <p class="more__shown" prop:textContent=move || shown.get()></p>
            // The button stays, with the focus, from one page to the next.
            <Show when=move || more.get()>
                <Button kind=ButtonKind::Secondary busy on_press=Callback::new(move |_| on_more.run(()))>{text.get_value()}</Button>
            </Show>
        </div>
    }
}
