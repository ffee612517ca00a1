use super::{Button, ButtonKind};
use leptos::prelude::*;

/// The rest of a list.
#[component]
pub fn More(
    /// Whether there is more.
    #[prop(into)]
    more: Signal<bool>,
    /// Whether it is being fetched.
    #[prop(into)]
    busy: Signal<bool>,
    /// How much is in sight.
    #[prop(into)]
    shown: Signal<String>,
    /// What the button says.
    #[prop(into)]
    text: String,
    /// Fetches it.
    #[prop(into)]
    on_more: Callback<()>,
) -> impl IntoView {
    let text = StoredValue::new(text);
    view! {
        <div class="more">
            <p class="more__shown">{move || shown.get()}</p>
            {move || {
                more.get().then(|| view! {
                    <Button kind=ButtonKind::Secondary busy on_press=Callback::new(move |_| on_more.run(()))>{text.get_value()}</Button>
                })
            }}
        </div>
    }
}
