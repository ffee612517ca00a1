//! Copies of submissions on this device, of the account that is signed in:
//!
//! * the *words* that the server does not have, one copy for each tab, until they are saved;
//! * the values that were *set aside*, since the user chose other ones;
//! * the *file* as the server last returned it, with its edition, so that its form opens without a connection.
//!
//! Signing out erases them, and so does filing the submission. Where the browser refuses storage they last as long as the tab.

use crate::device;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::edition::Edition;
use shared::event::{EventFile, EventForm, Field, FormField};
use shared::id::{AccountId, EventId};
use shared::place::Commune;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Number of files that are kept: those opened last.
const FILES_MAX: usize = 12;
/// Number of saves without a known outcome that are remembered.
pub(super) const SENT_MAX: usize = 8;
/// Number of values set aside that are kept: the latest.
const ASIDE_MAX: usize = 100;

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
    /// Texts that are not in `form`, since they are no numbers, by pointer.
    pub(super) texts: BTreeMap<String, String>,
}

/// The value of a field that the user did not choose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Aside {
    pub(super) field: FormField,
    /// A form with this value; of the rest it has only what describes a picture.
    pub(super) form: EventForm,
    /// Commune of the form that the value comes from.
    pub(super) commune: Option<Commune>,
}

impl Aside {
    /// Takes the value of a field from a form with that commune.
    pub(super) fn of(field: FormField, form: &EventForm, commune: Option<Commune>) -> Self {
        let mut alone = EventForm::default().with_fields(&[field], form);
        if field == Field::ImageFile.into() {
            alone.image.alt.clone_from(&form.image.alt);
        }
        Self {
            field,
            form: alone,
            commune,
        }
    }
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

/// Storage that holds what was typed.
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

    fn aside_prefix(self) -> String {
        format!("{}aside.{}.", device::own(self.account), self.id)
    }

    fn aside_key(self) -> String {
        format!("{}{}", self.aside_prefix(), device::tab())
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
        self.keep(&self.words_key(), &serialise(words))
    }

    /// Keeps the values that were set aside, the latest of them if there are very many.
    pub(super) fn keep_aside(self, aside: &[Aside]) -> Keeping {
        let key = self.aside_key();
        if aside.is_empty() {
            device::remove(&key);
            return Keeping::Device;
        }
        let surplus = aside.len().saturating_sub(ASIDE_MAX);
        let latest: Vec<&Aside> = aside.iter().skip(surplus).collect();
        self.keep(&key, &serialise(&latest))
    }

    fn keep(self, key: &str, text: &str) -> Keeping {
        let stored = device::write(key, text) || {
            // Files can be fetched again, words cannot.
            for file in device::keys(&self.files_prefix()) {
                device::remove(&file);
            }
            device::write(key, text)
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

    /// The values that were set aside on this device, each once, and the keys that hold them.
    pub(super) fn aside(self) -> (Vec<Aside>, Vec<String>) {
        let keys = device::keys(&self.aside_prefix());
        let mut found = Vec::new();
        for aside in keys.iter().filter_map(|key| device::read(key)) {
            for value in parse_aside(&aside) {
                if !found.contains(&value) {
                    found.push(value);
                }
            }
        }
        (found, keys)
    }

    /// Removes what another tab has kept and this one keeps now.
    pub(super) fn forget_adopted(self, key: &str) {
        if key != self.words_key() && key != self.aside_key() {
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
        for prefix in [self.words_prefix(), self.aside_prefix()] {
            for key in device::keys(&prefix) {
                device::remove(&key);
            }
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

/// Parses values set aside, also those that another version of this page wrote: what it does not understand is left out.
fn parse_aside(text: &str) -> Vec<Aside> {
    let entries: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
    let read = |entry: &Value| {
        let of = |name: &str| entry.get(name);
        Some(Aside {
            field: serde_json::from_value(of("field")?.clone()).ok()?,
            form: EventForm::recovered(of("form")?),
            commune: of("commune").map(readable).unwrap_or_default(),
        })
    };
    entries.iter().filter_map(read).collect()
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
    fn values_set_aside_round_trip_without_the_rest_of_their_form() {
        let form = EventForm {
            title: "Visite".to_owned(),
            summary: "Une heure".to_owned(),
            ..EventForm::default()
        };
        let aside = Aside::of(Field::Title.into(), &form, None);
        assert_eq!(
            (aside.form.title.as_str(), aside.form.summary.as_str()),
            ("Visite", "")
        );
        assert_eq!(parse_aside(&serialise(&[&aside])), [aside.clone()]);

        let later = r#"[{ "field": "/colour", "form": {} }, { "field": "/title", "form": { "title": "Visite", "colour": "red" } }, 3]"#;
        assert_eq!(parse_aside(later), [aside]);
        assert_eq!(parse_aside("{}"), []);
    }

    #[test]
    fn a_picture_is_set_aside_with_its_description() {
        let mut form = EventForm::default();
        form.image.alt = "Deux poches de métal".to_owned();
        form.image.credits = "Fonderie".to_owned();
        let aside = Aside::of(Field::ImageFile.into(), &form, None);
        assert_eq!(aside.form.image.alt, "Deux poches de métal");
        assert_eq!(aside.form.image.credits, "");
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
