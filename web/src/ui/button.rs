use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::components::A;

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// What the page is for; one a screen.
    #[default]
    Primary,
    /// Something else that can be done.
    Secondary,
    /// Something small, as text.
    Quiet,
    /// Something that cannot be undone.
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

/// An action. While `busy`, it stays in its place, says so, and does nothing.
#[component]
pub fn Button(
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// Sends the form that it stands in.
    #[prop(optional)]
    submit: bool,
    /// Whether what it started is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether it cannot be pressed; prefer to let it be pressed and to say what is missing.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Name for screen readers, when the text alone does not say enough.
    #[prop(optional, into)]
    label: MaybeProp<String>,
    /// What it does.
    #[prop(optional, into)]
    on_press: Option<Callback<MouseEvent>>,
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

/// A link that looks like a button, for where a step leads to another page.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    children: Children,
) -> impl IntoView {
    view! {
        <A href=move || href.get() attr:class="ds-button button" attr:data-variant=kind.variant() attr:data-color=kind.color()>
            {children()}
        </A>
    }
}
