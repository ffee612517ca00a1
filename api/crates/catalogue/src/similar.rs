//! “Did you mean”: the query that a search without results may have meant.

use super::entry::Entry;
use super::selection::Selection;
use shared::event::EventQuery;
use shared::text::fold;

impl Selection {
    /// The query with similar words in place of those that no event of its editions has, if it finds nothing and that query finds
    /// events. The words are those of the events, as they write them.
    pub fn did_you_mean(&self) -> Option<EventQuery> {
        if self.total() > 0 {
            return None;
        }
        let text = self.query().text.as_deref()?;
        let catalogue = self.catalogue();
        let scope = catalogue.slots_of(self.editions());
        let spelled = |slot, word: &str| {
            let entry = catalogue.entry(slot);
            entry
                .and_then(|entry| spelled(entry, word))
                .unwrap_or_else(|| word.to_owned())
        };
        let text = catalogue.words.corrected(text, &scope, spelled)?;
        let meant = self.query().with_text(&text)?;
        let found = catalogue.resolve(self.editions(), &meant, self.at());
        (!found.slots().is_empty()).then_some(meant)
    }
}

/// A folded word as the event writes it, in lower case; `None` when it is written in several parts.
fn spelled(entry: &Entry, word: &str) -> Option<String> {
    let event = &entry.event;
    let venue = event.venue.as_ref();
    let texts = [
        &event.title,
        &event.summary,
        &event.organiser.name,
        &event.description,
    ]
    .into_iter()
    .chain(
        venue
            .into_iter()
            .flat_map(|venue| [&venue.name, &venue.city]),
    );
    let mut words = texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    words
        .find(|written| fold(written) == word)
        .map(str::to_lowercase)
}
