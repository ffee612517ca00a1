use super::{Glyph, Icon};
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// Meaning of a colour; the text must express it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Plain fact, without judgement.
    #[default]
    Neutral,
    /// Information for the reader.
    Info,
    /// Success, or a valid state.
    Good,
    /// State that needs attention.
    Warning,
    /// Error, or no longer valid.
    Bad,
}

impl Tone {
    /// Value of the attribute `data-tone`, by which style sheets select the colour.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
        }
    }
}

/// A short label for a state or a kind.
#[component]
pub fn Tag(#[prop(optional, into)] tone: Signal<Tone>, children: Children) -> impl IntoView {
    view! { <span class="tag" data-tone=move || tone.get().word()>{children()}</span> }
}

/// A selected value with a button to remove it.
#[component]
pub fn Chip(
    #[prop(into)] text: String,
    /// Accessible name of the button.
    #[prop(into)]
    label: String,
    #[prop(into)] on_remove: Callback<MouseEvent>,
) -> impl IntoView {
    view! {
        <button class="chip" type="button" aria-label=label on:click=move |event| on_remove.run(event)>
            {text}
            <Icon glyph=Glyph::Close/>
        </button>
    }
}
