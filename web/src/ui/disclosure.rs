use crate::messages::t;
use leptos::html::Details;
use leptos::prelude::*;

/// A part of a form that is folded until it is needed. It opens by itself, and only the user closes it.
#[component]
pub fn Disclosure(
    #[prop(into)] title: Signal<String>,
    /// Says in a few words what is inside.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// Shows the part as optional.
    #[prop(optional)]
    optional: bool,
    /// True when it holds something that must be seen: an answer, an error.
    #[prop(into)]
    needed: Signal<bool>,
    /// Called when it is opened or closed, with true while it is open.
    #[prop(optional, into)]
    on_toggle: Option<Callback<bool>>,
    children: Children,
) -> impl IntoView {
    let details = NodeRef::<Details>::new();
    let needed = Memo::new(move |_| needed.get());
    Effect::new(move |_| {
        if let (Some(details), true) = (details.get(), needed.get()) {
            details.set_open(true);
        }
    });
    let toggled = move |_| {
        if let (Some(on_toggle), Some(details)) = (on_toggle, details.get_untracked()) {
            on_toggle.run(details.open());
        }
    };
    view! {
        <details class="folded" open=needed.get_untracked() node_ref=details on:toggle=toggled>
            <summary class="folded__summary">
                <span class="folded__title">
                    {move || title.get()}
                    {optional.then(|| view! { <span class="field__optional">{t("field.optional")}</span> })}
                </span>
                {move || hint.get().map(|hint| view! { <span class="folded__hint">{hint}</span> })}
            </summary>
            <div class="folded__body">{children()}</div>
        </details>
    }
}
