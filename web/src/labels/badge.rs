use crate::ui::{Tag, Tone};
use crate::words::t_of;
use leptos::prelude::*;
use shared::label::{Action, LabelState};

/// What people call a state.
pub fn state_name(state: LabelState) -> String {
    t_of("state", state.as_str())
}

/// What people call what they do.
pub fn action_name(action: Action) -> String {
    t_of("action", action.as_str())
}

const fn tone(state: LabelState) -> Tone {
    match state {
        LabelState::Draft | LabelState::Withdrawn => Tone::Neutral,
        LabelState::Submitted => Tone::Info,
        LabelState::CorrectionRequested => Tone::Warning,
        LabelState::Labelled => Tone::Good,
        LabelState::Refused | LabelState::Revoked => Tone::Bad,
    }
}

/// Where a file stands, in a word.
#[component]
pub fn StateTag(
    /// The state.
    state: LabelState,
) -> impl IntoView {
    view! { <Tag tone=Signal::stored(tone(state))>{state_name(state)}</Tag> }
}
