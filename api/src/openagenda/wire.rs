//! An event as OpenAgenda v2 exports it, parsed leniently, because real exports vary.
//!
//! Only the members that the form can store are read; others are ignored. Source: `docs.openagenda.com`, "Lecture
//! des événements".

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::str::FromStr;

/// Texts by language code: `fr`, `en`.
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
    pub(super) keywords: Keywords,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) timings: Vec<Timing>,
    #[serde(default, deserialize_with = "number")]
    pub(super) attendance_mode: Option<u8>,
    #[serde(default, deserialize_with = "text")]
    pub(super) online_access_link: Option<String>,
    #[serde(default)]
    pub(super) image: Image,
    #[serde(default, deserialize_with = "text")]
    pub(super) image_credits: Option<String>,
    #[serde(default, deserialize_with = "number")]
    pub(super) status: Option<u8>,
    #[serde(default)]
    pub(super) location: Option<Location>,
    #[serde(default)]
    pub(super) registration: Option<Vec<Registration>>,
    #[serde(default)]
    pub(super) accessibility: Option<BTreeMap<String, Flag>>,
    #[serde(default)]
    pub(super) age: Option<Age>,
    #[serde(default)]
    pub(super) origin_agenda: Option<Agenda>,
    /// Additional fields of the agenda, inlined beside the standard ones.
    #[serde(flatten)]
    pub(super) additional: BTreeMap<String, Value>,
}

/// A text in one language (`monolingual`) or several.
#[derive(Debug, Clone, Default)]
pub(super) enum Text {
    Languages(Texts),
    Plain(String),
    #[default]
    Absent,
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Object(texts) => {
                let texts = texts.into_iter();
                let given = texts.filter_map(|(language, text)| Some((language, as_text(text)?)));
                Ok(Self::Languages(given.collect()))
            }
            Value::Array(_) => Err(D::Error::custom("a text or texts by language are expected")),
            other => Ok(as_text(other).map_or(Self::Absent, Self::Plain)),
        }
    }
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

/// Address and alternative text of the picture. A value that is understood otherwise is none: no picture refuses an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Image {
    /// Of the largest variant.
    pub(super) address: Option<String>,
    pub(super) alt: String,
}

impl<'de> Deserialize<'de> for Image {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if let Value::String(address) = &value {
            return Ok(Self {
                address: Some(address.trim().to_owned()).filter(|address| !address.is_empty()),
                alt: String::new(),
            });
        }
        let named =
            |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let variants = value.get("variants").and_then(Value::as_array);
        let full = variants
            .into_iter()
            .flatten()
            .find(|variant| named(variant, "type").as_deref() == Some("full"));
        let file = full
            .and_then(|variant| named(variant, "filename"))
            .or_else(|| named(&value, "filename"));
        let base = named(&value, "base").unwrap_or_default();
        Ok(Self {
            address: file.map(|file| format!("{base}{file}")),
            alt: named(&value, "alt").unwrap_or_default(),
        })
    }
}

/// Keywords, of all languages.
#[derive(Debug, Clone, Default)]
pub(super) struct Keywords(Vec<String>);

impl<'de> Deserialize<'de> for Keywords {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let lists = match Value::deserialize(deserializer)? {
            Value::Object(lists) => lists.into_iter().map(|(_, list)| list).collect(),
            list => vec![list],
        };
        let words = lists.into_iter().flat_map(|list| match list {
            Value::Array(words) => words,
            word => vec![word],
        });
        Ok(Self(words.filter_map(as_text).collect()))
    }
}

impl Keywords {
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// A boolean as exports write it: false for `null` and 0, true for anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flag(pub(super) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Bool(flag) => Ok(Self(flag)),
            Value::Null => Ok(Self(false)),
            Value::Number(number) => Ok(Self(number.as_f64() != Some(0.0))),
            _ => Err(D::Error::custom("true or false is expected")),
        }
    }
}

/// A time slot, with the UTC offset of the venue.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Timing {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) begin: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) end: String,
}

/// Venue, with the members that the form can store.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Location {
    #[serde(deserialize_with = "text")]
    pub(super) name: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) address: Option<String>,
    #[serde(deserialize_with = "code")]
    pub(super) postal_code: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) city: Option<String>,
    #[serde(deserialize_with = "code")]
    pub(super) insee: Option<String>,
    #[serde(deserialize_with = "number")]
    pub(super) latitude: Option<f64>,
    #[serde(deserialize_with = "number")]
    pub(super) longitude: Option<f64>,
    pub(super) access: Text,
}

/// A booking contact: `link`, `email` or `phone`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Registration {
    #[serde(rename = "type", default, deserialize_with = "text")]
    pub(super) kind: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) value: Option<String>,
}

/// Age range; exports use 0 and 99 to 121 for "everyone".
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct Age {
    #[serde(deserialize_with = "number")]
    pub(super) min: Option<u8>,
    #[serde(deserialize_with = "number")]
    pub(super) max: Option<u8>,
}

/// The agenda that an event comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Agenda {
    #[serde(deserialize_with = "text")]
    pub(super) title: Option<String>,
}

/// A value as text; `None` if it is neither a text nor a number.
fn as_text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A text, also written as a number; `None` for `null`.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        value => as_text(value)
            .map(Some)
            .ok_or_else(|| D::Error::custom("a text is expected")),
    }
}

/// A postal or INSEE code of five characters, also written as a number without its leading zero.
fn code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let code = text(deserializer)?;
    Ok(code.map(|code| match code.trim() {
        digits if digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("0{digits}")
        }
        code => code.to_owned(),
    }))
}

/// A number, also written as a text; `None` for `null` and an empty text.
fn number<'de, D: Deserializer<'de>, N: FromStr>(deserializer: D) -> Result<Option<N>, D::Error> {
    let text = text(deserializer)?.unwrap_or_default();
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse()
        .map(Some)
        .map_err(|_other| D::Error::custom(format!("`{}` is not such a number", excerpt(text))))
}

/// `null` as the default value.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn excerpt(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Accepts a number, as in most exports, or a string, as in some.
fn uid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let uid = text(deserializer)?.unwrap_or_default();
    let uid = uid.trim();
    if uid.is_empty() || uid.len() > 100 {
        Err(D::Error::custom("uid: 1 to 100 characters"))
    } else {
        Ok(uid.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: Value) -> Result<ExportedEvent, String> {
        serde_json::from_value(json).map_err(|error| error.to_string())
    }

    #[test]
    fn nulls_and_numbers_do_not_refuse_an_event() {
        let event = read(serde_json::json!({
            "uid": 7,
            "title": {"fr": null, "en": "Open day"},
            "description": null,
            "longDescription": {"fr": 2018},
            "keywords": {"fr": [null, "métal", 4], "en": null},
            "timings": null,
            "attendanceMode": "1",
            "onlineAccessLink": null,
            "location": {"name": 12, "postalCode": 1000, "insee": null, "latitude": "46.2", "longitude": null, "access": null},
            "registration": [{"type": "phone", "value": 474_000_000}, {"type": null, "value": null}],
            "accessibility": {"hi": null, "mi": true, "vi": 0},
            "age": {"min": null, "max": "12"},
            "originAgenda": {"title": null},
        }))
        .unwrap();
        let location = event.location.unwrap();

        assert_eq!(event.title.french(), "Open day");
        assert_eq!(event.long_description.french(), "2018");
        assert_eq!(event.keywords.words().collect::<Vec<_>>(), ["métal", "4"]);
        assert_eq!(event.attendance_mode, Some(1));
        assert_eq!(location.name.as_deref(), Some("12"));
        assert_eq!(location.postal_code.as_deref(), Some("01000"));
        assert_eq!((location.latitude, location.longitude), (Some(46.2), None));
        assert_eq!(
            event
                .accessibility
                .unwrap()
                .values()
                .filter(|flag| flag.0)
                .count(),
            1
        );
        assert_eq!(event.age.unwrap().max, Some(12));
    }

    #[test]
    fn the_largest_variant_of_a_picture_is_taken() {
        let image = |json: Value| {
            let event = read(serde_json::json!({"uid": 1, "image": json})).unwrap();
            event.image.address.unwrap_or_default()
        };
        let base = "https://cdn.exemple.fr/main/";
        let thumbnail = serde_json::json!({"type": "thumbnail", "filename": "a.thumb.jpg"});
        let full = serde_json::json!({"type": "full", "filename": "a.full.jpg"});

        assert_eq!(
            image(
                serde_json::json!({"base": base, "filename": "a.jpg", "variants": [thumbnail, full]})
            ),
            "https://cdn.exemple.fr/main/a.full.jpg"
        );
        assert_eq!(
            image(serde_json::json!({"base": base, "filename": "a.jpg"})),
            "https://cdn.exemple.fr/main/a.jpg"
        );
        assert_eq!(
            image("https://exemple.fr/a.jpg".into()),
            "https://exemple.fr/a.jpg"
        );
        for none in [
            Value::Null,
            4.into(),
            "".into(),
            serde_json::json!({}),
            serde_json::json!([{"filename": 7}]),
        ] {
            assert_eq!(image(none), "");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (member, value) in [
            ("title", serde_json::json!([])),
            ("timings", serde_json::json!(4)),
            ("attendanceMode", serde_json::json!("on site")),
            ("location", serde_json::json!({"latitude": "north"})),
        ] {
            let mut json = serde_json::json!({"uid": 1});
            json[member] = value;
            assert!(read(json).is_err(), "{member}");
        }
    }
}
