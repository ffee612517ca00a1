use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::components::A;

/// Visual weight of a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// The main action of the page; one per screen.
    #[default]
    Primary,
    /// Any action that is not the main one.
    Secondary,
    /// A minor action, shown as text.
    Quiet,
    /// An action that cannot be undone.
    Danger,
}

impl ButtonKind {
    const fn variant(self) -> &'static str {
        match self {
            Self::Primary | Self::Danger => "primary",
            Self::Secondary => "secondary",
            Self::Quiet => "tertiary",
        }
    }

    const fn color(self) -> &'static str {
        match self {
            Self::Primary | Self::Secondary | Self::Quiet => "accent",
            Self::Danger => "danger",
        }
    }
}

/// A button. While `busy`, it keeps its size, says so, and does nothing.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    /// Submits the enclosing form.
    #[prop(optional)]
    submit: bool,
    /// True while its action is in progress.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// True to disable it; prefer an enabled button that explains what is missing.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Accessible name, when the text alone is not enough.
    #[prop(optional, into)]
    label: MaybeProp<String>,
    #[prop(optional, into)] on_press: Option<Callback<MouseEvent>>,
    children: Children,
) -> impl IntoView {
    let press = move |event: MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(event);
        }
    };
    view! {
        <button
            class="ds-button button"
            type=if submit { "submit" } else { "button" }
            data-variant=kind.variant()
            data-color=kind.color()
            aria-label=move || label.get()
            aria-busy=move || busy.get().then_some("true")
            disabled=move || disabled.get()
            on:click=press
        >
            {move || busy.get().then(|| view! { <span class="button__spinner" aria-hidden="true"></span> })}
            {children()}
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] kind: ButtonKind,
    children: Children,
) -> impl IntoView {
    view! {
        <A href=move || href.get() attr:class="ds-button button" attr:data-variant=kind.variant() attr:data-color=kind.color()>
            {children()}
        </A>
    }
}
