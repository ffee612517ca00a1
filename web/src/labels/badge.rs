use crate::messages::t_of;
use crate::ui::{Tag, Tone};
use leptos::prelude::*;
use shared::label::{Action, LabelState};

/// French name of a state.
pub fn state_name(state: LabelState) -> String {
    t_of("state", state.as_str())
}

/// French name of an action.
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

/// State of a submission as a coloured tag.
#[component]
pub fn StateTag(state: LabelState) -> impl IntoView {
    view! { <Tag tone=Signal::stored(tone(state))>{state_name(state)}</Tag> }
}
