//! Copies of submissions on this device, of the account that is signed in:
//!
//! * the *words* that the server does not have, one copy for each tab, until they are saved;
//! * the *file* as the server last returned it, with its edition, so that its form opens without a connection.
//!
//! Signing out erases both, and so does filing the submission. Where the browser refuses storage they last as long as the tab.

use crate::device;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::edition::Edition;
use shared::event::{EventFile, EventForm, FormField};
use shared::id::{AccountId, EventId};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Number of files that are kept: those opened last.
const FILES_MAX: usize = 12;
/// Number of saves without a known outcome that are remembered.
pub(super) const SENT_MAX: usize = 8;

/// A form that the server does not have, and what it is based on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Words {
    /// Version of the submission that the form is based on.
    pub(super) etag: String,
    /// The form of that version; `None` in a copy of an earlier version of this page.
    pub(super) base: Option<EventForm>,
    pub(super) form: EventForm,
    /// Fields in which `base` has the value of somebody else, and the user has not chosen.
    pub(super) disputed: Vec<FormField>,
    /// Fingerprints of the forms that were sent without a known outcome.
    pub(super) sent: Vec<u64>,
    /// What is not in `form`: texts that are no numbers, by pointer.
    pub(super) texts: BTreeMap<String, String>,
}

/// A file with its edition, as last returned by the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptFile {
    /// Address of the account, to sign in again.
    pub(super) email: String,
    /// Time of the response, in milliseconds since 1970.
    pub(super) at: i64,
    pub(super) etag: String,
    pub(super) file: EventFile,
    pub(super) edition: Edition,
}

/// Where the words are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    /// On this device: they survive closing the page.
    Device,
    /// In this tab only, because the browser refuses storage or has no room.
    Tab,
}

/// Identifies a form among those that were sent.
pub(super) fn fingerprint(form: &EventForm) -> u64 {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(form)
        .unwrap_or_default()
        .hash(&mut hasher);
    hasher.finish()
}

/// A submission of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) account: AccountId,
    pub(super) id: EventId,
}

impl Place {
    fn words_prefix(self) -> String {
        format!("{}words.{}.", device::own(self.account), self.id)
    }

    fn words_key(self) -> String {
        format!("{}{}", self.words_prefix(), device::tab())
    }

    /// Key of the words in an earlier version of this page.
    fn earlier_key(self) -> String {
        format!("semaine.form.{}", self.id)
    }

    fn files_prefix(self) -> String {
        format!("{}file.", device::own(self.account))
    }

    fn prefilled_key(self) -> String {
        format!("{}prefilled.{}", device::own(self.account), self.id)
    }

    fn file_key(self) -> String {
        format!("{}{}", self.files_prefix(), self.id)
    }
}

impl Place {
    /// Keeps the words of this tab.
    pub(super) fn keep_words(self, words: &Words) -> Keeping {
        let (key, text) = (self.words_key(), serialise(words));
        let stored = device::write(&key, &text) || {
            // Files can be fetched again, words cannot.
            for file in device::keys(&self.files_prefix()) {
                device::remove(&file);
            }
            device::write(&key, &text)
        };
        if stored {
            Keeping::Device
        } else {
            Keeping::Tab
        }
    }

    /// The words left on this device, those of this tab first, and the keys that hold them.
    pub(super) fn words(self) -> Vec<(String, Words)> {
        let own = self.words_key();
        let mut keys = device::keys(&self.words_prefix());
        keys.push(self.earlier_key());
        keys.sort_by_key(|key| (*key != own, key.clone()));
        keys.into_iter()
            .filter_map(|key| {
                let words = parse(&device::read(&key)?)?;
                Some((key, words))
            })
            .collect()
    }

    /// The words of this tab.
    pub(super) fn own_words(self) -> Option<Words> {
        parse(&device::read(&self.words_key())?)
    }

    /// Removes the words of this tab, once the server has them.
    pub(super) fn forget_words(self) {
        device::remove(&self.words_key());
    }

    /// Removes the words of another tab that are now among those of this one.
    pub(super) fn forget_adopted(self, key: &str) {
        if key != self.words_key() {
            device::remove(key);
        }
    }

    /// Keeps the file, and removes those opened longest ago.
    pub(super) fn keep_file(self, file: &KeptFile) {
        device::write(&self.file_key(), &serialise(file));
        let mut files: Vec<(i64, String)> = device::keys(&self.files_prefix())
            .into_iter()
            .map(|key| {
                let at = device::read(&key).and_then(|text| kept_at(&text));
                (at.unwrap_or_default(), key)
            })
            .collect();
        files.sort_unstable();
        let surplus = files.len().saturating_sub(FILES_MAX);
        for (_, key) in files.into_iter().take(surplus) {
            device::remove(&key);
        }
    }

    /// The file; `None` when another version of this page wrote it in another format.
    pub(super) fn file(self) -> Option<KeptFile> {
        serde_json::from_str(&device::read(&self.file_key())?).ok()
    }

    /// Notes the answers that a new form began with.
    pub(super) fn note_prefilled(self, form: &EventForm) {
        device::write(&self.prefilled_key(), &serialise(form));
    }

    /// The answers that the form began with.
    pub(super) fn prefilled(self) -> Option<EventForm> {
        let value: Value = serde_json::from_str(&device::read(&self.prefilled_key())?).ok()?;
        Some(EventForm::recovered(&value))
    }

    /// Removes everything of the submission.
    pub(super) fn forget(self) {
        device::remove(&self.prefilled_key());
        device::remove(&self.file_key());
        device::remove(&self.earlier_key());
        for key in device::keys(&self.words_prefix()) {
            device::remove(&key);
        }
    }
}

fn kept_at(text: &str) -> Option<i64> {
    #[derive(Deserialize)]
    struct At {
        at: i64,
    }
    serde_json::from_str::<At>(text).ok().map(|kept| kept.at)
}

fn serialise(copy: &impl Serialize) -> String {
    serde_json::to_string(copy).expect("texts and numbers always serialise")
}

/// Parses words, also those that another version of this page wrote: what it understands of the form is kept.
fn parse(text: &str) -> Option<Words> {
    let value: Value = serde_json::from_str(text).ok()?;
    let of = |name: &str| value.get(name).filter(|value| !value.is_null());
    Some(Words {
        etag: of("etag")?.as_str()?.to_owned(),
        base: of("base").map(EventForm::recovered),
        form: EventForm::recovered(of("form")?),
        disputed: of("disputed").map(fields).unwrap_or_default(),
        sent: of("sent").map(readable).unwrap_or_default(),
        texts: of("texts").map(readable).unwrap_or_default(),
    })
}

fn readable<T: DeserializeOwned + Default>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_default()
}

fn fields(value: &Value) -> Vec<FormField> {
    let pointers = value.as_array().into_iter().flatten();
    pointers
        .filter_map(|pointer| serde_json::from_value(pointer.clone()).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::event::Field;

    #[test]
    fn words_round_trip() {
        let words = Words {
            etag: "\"3\"".to_owned(),
            base: Some(EventForm::default()),
            form: EventForm {
                title: "Visite".to_owned(),
                ..EventForm::default()
            },
            disputed: vec![Field::Title.into()],
            sent: vec![u64::MAX],
            texts: BTreeMap::from([("/ageMax".to_owned(), "vingt".to_owned())]),
        };
        assert_eq!(parse(&serialise(&words)), Some(words));
    }

    #[test]
    fn words_of_another_version_are_read_as_far_as_possible() {
        let earlier = r#"{ "etag": "\"1\"", "form": { "title": "Visite" } }"#;
        let words = parse(earlier).unwrap();
        assert_eq!((words.form.title.as_str(), words.base), ("Visite", None));

        let later = r#"{ "etag": "\"1\"", "form": { "title": "Visite", "colour": "red" }, "disputed": ["/colour", "/title"] }"#;
        let words = parse(later).unwrap();
        assert_eq!(words.form.title, "Visite");
        assert_eq!(words.disputed, [Field::Title.into()]);
        assert_eq!(parse("{}"), None);
    }

    #[test]
    fn a_fingerprint_identifies_a_form() {
        let form = EventForm::default();
        let other = EventForm {
            title: "Visite".to_owned(),
            ..EventForm::default()
        };
        assert_eq!(fingerprint(&form), fingerprint(&form.clone()));
        assert_ne!(fingerprint(&form), fingerprint(&other));
    }
}
