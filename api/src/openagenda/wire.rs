//! An event as OpenAgenda v2 exports it, parsed leniently, because real exports vary.
//!
//! Only the members that the form can store are read; others are ignored. Source: `docs.openagenda.com`, « Lecture des
//! événements ».

use serde::Deserialize;
use std::collections::BTreeMap;

/// Texts by language.
pub(super) type Texts = BTreeMap<String, String>;

/// One event of an export made with `detailed=1`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExportedEvent {
    #[serde(deserialize_with = "uid")]
    pub(super) uid: String,
    #[serde(default)]
    pub(super) title: Text,
    #[serde(default)]
    pub(super) description: Text,
    #[serde(default)]
    pub(super) long_description: Text,
    #[serde(default)]
    pub(super) conditions: Text,
    #[serde(default)]
    pub(super) keywords: Option<Keywords>,
    #[serde(default)]
    pub(super) timings: Vec<Timing>,
    #[serde(default)]
    pub(super) attendance_mode: Option<u8>,
    #[serde(default)]
    pub(super) online_access_link: Option<String>,
    #[serde(default)]
    pub(super) status: Option<u8>,
    #[serde(default)]
    pub(super) location: Option<Location>,
    #[serde(default)]
    pub(super) registration: Option<Vec<Registration>>,
    #[serde(default)]
    pub(super) accessibility: Option<BTreeMap<String, bool>>,
    #[serde(default)]
    pub(super) age: Option<Age>,
    #[serde(default)]
    pub(super) origin_agenda: Option<Agenda>,
    /// Additional fields of the agenda, inlined beside the standard ones.
    #[serde(flatten)]
    pub(super) additional: BTreeMap<String, serde_json::Value>,
}

/// A text in one language (`monolingual`) or several.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(untagged)]
pub(super) enum Text {
    Languages(Texts),
    Plain(String),
    #[default]
    Absent,
}

impl Text {
    /// The French text, or else the first available one.
    pub(super) fn french(&self) -> &str {
        match self {
            Self::Languages(texts) => texts
                .get("fr")
                .or_else(|| texts.values().next())
                .map_or("", String::as_str),
            Self::Plain(text) => text,
            Self::Absent => "",
        }
    }
}

/// Keywords in one language or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Keywords {
    Languages(BTreeMap<String, Vec<String>>),
    Plain(Vec<String>),
}

impl Keywords {
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let lists: Vec<&Vec<String>> = match self {
            Self::Languages(lists) => lists.values().collect(),
            Self::Plain(list) => vec![list],
        };
        lists.into_iter().flatten().map(String::as_str)
    }
}

/// A time slot, with the UTC offset of the venue.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Timing {
    pub(super) begin: String,
    pub(super) end: String,
}

/// The venue.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Location {
    pub(super) name: Option<String>,
    pub(super) address: Option<String>,
    pub(super) postal_code: Option<String>,
    pub(super) city: Option<String>,
    pub(super) insee: Option<String>,
    pub(super) latitude: Option<f64>,
    pub(super) longitude: Option<f64>,
    pub(super) access: Text,
}

/// A booking contact: `link`, `email` or `phone`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Registration {
    #[serde(rename = "type", default)]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) value: String,
}

/// Age range; exports use 0 and 99 to 121 for "everyone".
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct Age {
    pub(super) min: Option<u8>,
    pub(super) max: Option<u8>,
}

/// The agenda that an event comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Agenda {
    pub(super) title: Option<String>,
}

/// Accepts a number, as in most exports, or a string, as in some.
fn uid<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Uid {
        Number(u64),
        Text(String),
    }
    let uid = match Uid::deserialize(deserializer)? {
        Uid::Number(number) => number.to_string(),
        Uid::Text(text) => text.trim().to_owned(),
    };
    if uid.is_empty() || uid.len() > 100 {
        Err(serde::de::Error::custom("uid: 1 to 100 characters"))
    } else {
        Ok(uid)
    }
}
