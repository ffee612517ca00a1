use super::{Glyph, Icon};
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// What a colour says, beside the words that say it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// A fact.
    #[default]
    Neutral,
    /// Something to know.
    Info,
    /// As it should be.
    Good,
    /// To be looked at.
    Warning,
    /// Wrong, or over.
    Bad,
}

impl Tone {
    /// The word that the style sheets know.
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

/// A state or a kind, in a word or two.
#[component]
pub fn Tag(
    /// What its colour says.
    #[prop(optional, into)]
    tone: Signal<Tone>,
    children: Children,
) -> impl IntoView {
    view! { <span class="tag" data-tone=move || tone.get().word()>{children()}</span> }
}

/// A choice that can be taken back.
#[component]
pub fn Chip(
    /// What was chosen.
    #[prop(into)]
    text: String,
    /// What pressing it does, for screen readers.
    #[prop(into)]
    label: String,
    /// Takes it back.
    #[prop(into)]
    on_remove: Callback<MouseEvent>,
) -> impl IntoView {
    view! {
        <button class="chip" type="button" aria-label=label on:click=move |event| on_remove.run(event)>
            {text}
            <Icon glyph=Glyph::Close/>
        </button>
    }
}
