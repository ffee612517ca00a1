//! Brings together what was typed here with what was saved elsewhere: another tab, another device, an earlier visit.

use super::autosave::{Autosave, SaveState, etag_of};
use super::draft::Draft;
use super::local_copy::{Aside, Words, fingerprint};
use super::working_copy::{self, WorkingCopy};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::edition::AdditionalField;
use shared::event::{EventForm, FormField, Merged};
use shared::place::Commune;

/// The form as a draft would return it.
fn normalised(form: &EventForm, fields: &[AdditionalField]) -> EventForm {
    let owner = Owner::new();
    let normalised = owner.with(|| untrack(|| Draft::new(form, fields).form()));
    owner.cleanup();
    normalised
}

/// Merges words left on this device with the server's form.
fn merged_words(words: &Words, etag: &str, theirs: &EventForm) -> Merged {
    let is_base = words.etag == etag || words.sent.contains(&fingerprint(theirs));
    match words.base.as_ref().filter(|_| !is_base) {
        Some(base) => EventForm::merge(base, &words.form, theirs),
        None if is_base => Merged {
            form: words.form.clone(),
            disputed: Vec::new(),
        },
        // Words of an earlier version of this page: who changed what is unknown.
        None => Merged {
            form: words.form.clone(),
            disputed: words.form.differences(theirs),
        },
    }
}

impl Autosave {
    /// Restores the words that earlier visits have left on this device, and what they have set aside.
    pub(super) fn recover(self) {
        let left = self.place.words();
        let (mut aside, aside_keys) = self.place.aside();
        let theirs = self.stored.get_untracked();
        for (_, words) in &left {
            let merged = merged_words(words, &self.etag.read_untracked(), &theirs);
            let mine = untrack(|| self.draft.form());
            let both = EventForm::merge(&theirs, &mine, &merged.form);
            let lost = both.disputed.iter();
            aside.extend(lost.map(|field| Aside::of(*field, &merged.form, None)));
            self.draft.fill(&both.form);
            self.draft.restore_texts(&words.texts);
            let asked = words.disputed.iter().chain(&merged.disputed);
            self.dispute(asked.copied().collect());
        }
        if self.is_unsaved() {
            self.keep_words(&untrack(|| self.draft.form()));
        }
        // Another tab may have put a value back since.
        let form = untrack(|| self.draft.form());
        aside.retain(|it| form.with_fields(&[it.field], &it.form) != form);
        self.aside.set(aside);
        self.keep_aside();
        for key in left.iter().map(|(key, _)| key).chain(&aside_keys) {
            self.place.forget_adopted(key);
        }
    }

    /// Keeps what is set aside on this device.
    fn keep_aside(self) {
        let keeping = self.place.keep_aside(&self.aside.read_untracked());
        if *self.aside_keeping.read_untracked() != keeping {
            self.aside_keeping.set(keeping);
        }
    }

    /// Removes what is set aside.
    pub(super) fn forget_aside(self) {
        self.aside.set(Vec::new());
        self.keep_aside();
    }

    /// Adds to the disputed fields, and drops those in which both sides agree.
    fn dispute(self, asked: Vec<FormField>) {
        let known = self.disputed.get_untracked();
        let differing = untrack(|| self.draft.form()).differences(&self.stored.read_untracked());
        let disputed: Vec<FormField> = differing
            .into_iter()
            .filter(|field| known.contains(field) || asked.contains(field))
            .collect();
        if disputed != known {
            self.disputed.set(disputed);
        }
    }

    /// Fetches the version of the server, and merges it into the form.
    pub(super) fn catch_up(self) {
        if !self.is_signed_in() {
            if self.is_unsaved() {
                self.state.set(SaveState::SignedOut);
            }
            return;
        }
        self.running.set_value(true);
        let place = self.place;
        spawn_local(async move {
            let answer = working_copy::fetch(place).await;
            if self.state.is_disposed() {
                return;
            }
            self.running.set_value(false);
            match answer {
                Ok(copy) => self.reconcile(copy),
                Err(error) => self.fail(error),
            }
        });
    }

    fn reconcile(self, WorkingCopy { answer, labelled }: WorkingCopy) {
        let theirs = self
            .edition
            .with_value(|edition| normalised(&answer.body.form, &edition.additional));
        let mine = untrack(|| self.draft.form());
        let sent_from_here = self
            .sent
            .with_value(|sent| sent.contains(&fingerprint(&theirs)));
        let base = if sent_from_here {
            theirs.clone()
        } else {
            self.stored.get_untracked()
        };
        let merged = EventForm::merge(&base, &mine, &theirs);
        self.from_copy.set(false);
        self.sent.set_value(Vec::new());
        self.etag.set(etag_of(&answer));
        self.stored.set(theirs);
        self.labelled.set(labelled);
        self.file.set(answer.body);
        self.keep_file();
        self.draft.fill(&merged.form);
        self.dispute(merged.disputed);
        if self.is_unsaved() {
            self.keep_words(&untrack(|| self.draft.form()));
        }
        if self.outgoing() != *self.stored.read_untracked() {
            self.state.set(SaveState::Dirty);
        }
        self.flush();
    }

    /// Chooses the value of a disputed field; the other one, of a form with the commune `lost`, is set aside.
    pub(super) fn choose(self, field: FormField, keep_mine: bool, lost: Option<Commune>) {
        let (mine, theirs) = (untrack(|| self.draft.form()), self.stored.get_untracked());
        let form = if keep_mine { &theirs } else { &mine };
        self.aside
            .update(|aside| aside.push(Aside::of(field, form, lost)));
        self.keep_aside();
        self.disputed
            .update(|disputed| disputed.retain(|other| *other != field));
        if !keep_mine {
            self.draft.fill(&mine.with_fields(&[field], &theirs));
        }
        if self.is_unsaved() {
            self.keep_words(&untrack(|| self.draft.form()));
        }
        self.flush();
    }

    /// Puts a value that was set aside back into the form; the value that it replaces is set aside.
    pub(super) fn put_back(self, index: usize, replaced: Option<Commune>) {
        let mine = untrack(|| self.draft.form());
        let mut chosen = None;
        self.aside.update(|aside| {
            if let Some(entry) = aside.get_mut(index) {
                let other = Aside::of(entry.field, &mine, replaced);
                chosen = Some(std::mem::replace(entry, other));
            }
        });
        self.keep_aside();
        if let Some(Aside { field, form, .. }) = chosen {
            self.draft.fill(&mine.with_fields(&[field], &form));
            self.flush();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::event::Field;
    use std::collections::BTreeMap;

    fn form(title: &str, summary: &str) -> EventForm {
        EventForm {
            title: title.to_owned(),
            summary: summary.to_owned(),
            ..EventForm::default()
        }
    }

    fn words(base: Option<EventForm>, form: EventForm) -> Words {
        Words {
            etag: "\"1\"".to_owned(),
            base,
            form,
            disputed: Vec::new(),
            sent: Vec::new(),
            texts: BTreeMap::new(),
        }
    }

    #[test]
    fn words_are_merged_with_what_was_saved_since() {
        let left = words(Some(form("a", "a")), form("b", "a"));
        let merged = merged_words(&left, "\"2\"", &form("a", "c"));
        assert_eq!(merged.form, form("b", "c"));
        assert_eq!(merged.disputed, []);
        let merged = merged_words(&left, "\"2\"", &form("d", "a"));
        assert_eq!(
            (merged.form.title.as_str(), merged.disputed),
            ("b", vec![Field::Title.into()])
        );
    }

    #[test]
    fn a_save_whose_response_was_lost_is_no_change_of_somebody_else() {
        let mut left = words(Some(form("a", "a")), form("abc", "a"));
        left.sent = vec![fingerprint(&form("ab", "a"))];
        let merged = merged_words(&left, "\"2\"", &form("ab", "a"));
        assert_eq!((merged.form, merged.disputed), (form("abc", "a"), vec![]));
    }

    #[test]
    fn every_difference_from_words_without_a_base_is_asked() {
        let left = words(None, form("b", "a"));
        let merged = merged_words(&left, "\"2\"", &form("a", "a"));
        assert_eq!(merged.disputed, [Field::Title.into()]);
        assert_eq!(merged_words(&left, "\"1\"", &form("a", "a")).disputed, []);
    }
}
