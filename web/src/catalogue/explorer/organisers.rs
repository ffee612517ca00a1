//! Search for an organiser, while somebody types its name.

use super::proposals::{MAX_OF_A_KIND, MIN_CHARS, organiser};
use crate::api::{CallError, Remote, catalogue};
use crate::clock::Debounce;
use crate::ui::Suggestion;
use leptos::prelude::*;
use shared::event::OrganiserMatch;
use shared::text::fold;
use std::time::Duration;

/// Pause in typing before a request.
const PAUSE: Duration = Duration::from_millis(180);
/// Maximum number of characters for a request: no name of more is typed.
const MAX_CHARS: usize = 100;

/// The organisers that a text means.
#[derive(Clone, Copy)]
pub(super) struct Organisers {
    text: RwSignal<String>,
    found: Remote<Vec<OrganiserMatch>>,
    debounce: Debounce,
}

impl Organisers {
    /// Those of an edition, the current one without a slug; none before [`Organisers::ask`].
    pub(super) fn of(edition: Memo<Option<String>>) -> Self {
        let text = RwSignal::new(String::new());
        let found = Remote::new(move || {
            let (text, edition) = (text.get(), edition.get());
            async move {
                if !is_searched(&text) {
                    return Ok::<_, CallError>(Vec::new());
                }
                let most = u32::try_from(MAX_OF_A_KIND).unwrap_or(u32::MAX);
                catalogue::search_organisers(&text, edition.as_deref(), most).await
            }
        });
        Self {
            text,
            found,
            debounce: Debounce::new(PAUSE),
        }
    }

    /// Searches for a text, once nothing else was typed for a moment.
    pub(super) fn ask(self, typed: String) {
        self.debounce.run(move || self.text.set(typed));
    }

    /// The organisers that were found; reactive.
    pub(super) fn suggestions(self) -> Vec<Suggestion> {
        let found = self.found.value().unwrap_or_default();
        found.iter().map(organiser).collect()
    }
}

fn is_searched(text: &str) -> bool {
    fold(text).chars().count() >= MIN_CHARS && text.chars().count() <= MAX_CHARS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_searched_that_may_be_a_name() {
        assert!(is_searched("pi") && is_searched("R&D"));
        assert!(!is_searched("f") && !is_searched("f?"));
        assert!(!is_searched(&"f".repeat(MAX_CHARS + 1)));
    }
}
