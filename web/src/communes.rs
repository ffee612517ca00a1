//! Search for a commune, while somebody types its name or postal code.

use crate::api::{CallError, Remote, places};
use crate::clock::Debounce;
use crate::messages::t_args;
use crate::ui::Suggestion;
use leptos::prelude::*;
use shared::place::{Commune, CommuneMatch};
use std::time::Duration;

/// Pause in typing before a request to the gazetteer.
const PAUSE: Duration = Duration::from_millis(180);
/// Minimum number of characters for a request: "Y" is a commune.
const MIN_CHARS: usize = 1;
/// Maximum number of suggestions.
const MAX_SUGGESTIONS: u32 = 8;

/// The communes that a text means.
#[derive(Debug, Clone, Copy)]
pub struct Communes {
    text: RwSignal<String>,
    found: Remote<Vec<CommuneMatch>>,
    debounce: Debounce,
}

impl Communes {
    /// Finds none before [`Communes::ask`]; belongs to the component that makes it.
    pub fn ready() -> Self {
        let text = RwSignal::new(String::new());
        let found = Remote::new(move || {
            let text = text.get();
            async move {
                if text.chars().count() < MIN_CHARS {
                    return Ok::<_, CallError>(Vec::new());
                }
                places::search_communes(&text, MAX_SUGGESTIONS).await
            }
        });
        let debounce = Debounce::new(PAUSE);
        Self {
            text,
            found,
            debounce,
        }
    }

    /// Searches for a text, once nothing else was typed for a moment.
    pub fn ask(self, typed: String) {
        self.debounce.run(move || self.text.set(typed));
    }

    /// The text of the last search.
    pub fn asked(self) -> String {
        self.text.get_untracked()
    }

    /// The commune of a suggestion, as long as it is among those that were found last.
    pub fn chosen(self, suggestion: &Suggestion) -> Option<Commune> {
        let found = self.found.value().unwrap_or_default();
        found
            .into_iter()
            .map(|found| found.commune)
            .find(|commune| commune.insee.as_str() == suggestion.value)
    }

    /// The communes that were found, with their postal codes and department.
    pub fn suggestions(self) -> Signal<Vec<Suggestion>> {
        Signal::derive(move || {
            let found = self.found.value().unwrap_or_default();
            found
                .iter()
                .map(|found| suggestion(&found.commune))
                .collect()
        })
    }

    /// True while a request is pending.
    pub fn searching(self) -> Signal<bool> {
        Signal::derive(move || self.found.is_loading())
    }

    /// True when the last request failed.
    pub fn is_out_of_reach(self) -> bool {
        matches!(self.found.get(), Some(Err(_)))
    }
}

fn suggestion(commune: &Commune) -> Suggestion {
    let codes = match commune.postal_codes.as_slice() {
        [first, .., last] if commune.postal_codes.len() > 3 => format!("{first} – {last}"),
        codes => codes.join(", "),
    };
    Suggestion {
        value: commune.insee.to_string(),
        label: commune.label(),
        detail: Some(t_args(
            "form.commune.detail",
            &[("codes", &codes), ("department", &commune.department_name)],
        )),
    }
}
