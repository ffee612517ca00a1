//! Texts under the code of their language.

use serde::Serialize;

/// Text of the programme: in its language, or alone.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Localised<T> {
    Alone(T),
    InFrench { fr: T },
}

impl<T> Localised<T> {
    pub(super) fn new(text: T, monolingual: bool) -> Self {
        if monolingual {
            Self::Alone(text)
        } else {
            Self::InFrench { fr: text }
        }
    }
}
