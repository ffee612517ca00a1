use super::{Button, ButtonKind};
use crate::messages::t;
use leptos::html;
use leptos::prelude::*;

/// A modal dialog: the browser's `<dialog>`, which traps the focus and closes on Escape.
#[component]
pub fn Dialog(
    /// Id of the dialog; the id of its title is derived from it.
    #[prop(into)]
    id: String,
    /// True while it is open; becomes false however it is closed.
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let (Some(dialog), open) = (dialog.get(), open.get()) else {
            return;
        };
        if open && !dialog.open() {
            // Fails only when the dialog is already open.
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    let title_id = format!("{id}-title");
    let label_id = title_id.clone();
    view! {
        <dialog class="dialog" id=id aria-labelledby=label_id node_ref=dialog on:close=move |_| open.set(false)>
            <div class="dialog__head">
                <h2 class="dialog__title" id=title_id tabindex="-1">{move || title.get()}</h2>
                <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| open.set(false))>{t("dialog.close")}</Button>
            </div>
            <div class="dialog__body">{children()}</div>
        </dialog>
    }
}
