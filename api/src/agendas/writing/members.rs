//! Reads the members of a body by their types, and collects what is wrong.

use super::super::event::LANGUAGE;
use super::super::refusal::Fault;
use serde_json::{Map, Value};
use shared::problem::Code;

/// The members of a body, and the faults found in them.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    members: &'a Map<String, Value>,
    /// False when the request says that its plain texts are in another language.
    is_french: bool,
    faults: Vec<Fault>,
}

/// Meaning of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said<T> {
    /// Nothing that can be used: it is absent, or wrong.
    Unsaid,
    /// That there is no value.
    Null,
    Value(T),
}

impl<T> Said<T> {
    /// Changes a value to what is said.
    pub(super) fn change(self, value: &mut Option<T>) {
        match self {
            Self::Unsaid => {}
            Self::Null => *value = None,
            Self::Value(said) => *value = Some(said),
        }
    }

    /// The same, with a value made of what is said.
    pub(super) fn map<U>(self, map: impl FnOnce(T) -> Option<U>) -> Said<U> {
        match self {
            Self::Unsaid => Said::Unsaid,
            Self::Null => Said::Null,
            Self::Value(said) => map(said).map_or(Said::Null, Said::Value),
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(members: &'a Map<String, Value>, is_french: bool) -> Self {
        Self {
            members,
            is_french,
            faults: Vec::new(),
        }
    }

    /// The result, unless a member is wrong.
    ///
    /// # Errors
    ///
    /// Every fault.
    pub(super) fn finish<T>(self, result: T) -> Result<T, Vec<Fault>> {
        if self.faults.is_empty() {
            Ok(result)
        } else {
            Err(self.faults)
        }
    }

    pub(super) fn fault(&mut self, field: &str, code: Code, message: impl Into<String>) {
        let fault = Fault::new(field, code.as_str(), message).in_body();
        self.faults.push(fault);
    }

    fn of_type(&mut self, field: &str, message: &str) {
        self.fault(field, Code::InvalidFormat, message);
    }

    /// Value of a member of the body; `None` when it is absent.
    pub(super) fn given(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// A plain text; empty for `null`.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        match self.given(name)? {
            Value::Null => Some(String::new()),
            Value::String(text) => Some(text.trim().to_owned()),
            _ => {
                self.of_type(name, "must be a text");
                None
            }
        }
    }

    /// A text by language, or in the language of the request, in French; empty for `null`.
    pub(super) fn french(&mut self, name: &str) -> Option<String> {
        let value = self.given(name)?;
        self.french_of(name, value)
    }

    pub(super) fn french_of(&mut self, field: &str, value: &Value) -> Option<String> {
        match value {
            Value::Null => return Some(String::new()),
            Value::String(text) if self.is_french => return Some(text.trim().to_owned()),
            Value::String(_) => {}
            Value::Object(texts) => match texts.get(LANGUAGE) {
                Some(Value::String(text)) => return Some(text.trim().to_owned()),
                None | Some(Value::Null) if texts.values().all(is_empty) => {
                    return Some(String::new());
                }
                None | Some(Value::Null) => {}
                Some(_) => {
                    self.of_type(field, "must be a text in each language");
                    return None;
                }
            },
            _ => {
                self.of_type(field, "must be a text, or texts by language");
                return None;
            }
        }
        let fault = Fault::new(field, Code::Required.as_str(), "must be given in French");
        self.faults.push(fault.in_body().in_language(LANGUAGE));
        None
    }

    /// Yes or no: `true`, `false`, 1 or 0.
    pub(super) fn yes(&mut self, name: &str) -> Said<bool> {
        let Some(value) = self.given(name) else {
            return Said::Unsaid;
        };
        match (value, value.as_u64()) {
            (Value::Null, _) => Said::Null,
            (Value::Bool(yes), _) => Said::Value(*yes),
            (_, Some(1)) => Said::Value(true),
            (_, Some(0)) => Said::Value(false),
            _ => {
                self.of_type(name, "must be true or false");
                Said::Unsaid
            }
        }
    }

    /// Reads a member that has to be a whole number.
    pub(super) fn whole(&mut self, name: &str) -> Said<i64> {
        match self.given(name) {
            Some(value) => self.whole_of(name, value),
            None => Said::Unsaid,
        }
    }

    pub(super) fn whole_of(&mut self, field: &str, value: &Value) -> Said<i64> {
        if value.is_null() {
            return Said::Null;
        }
        // With `includeLabels`, a number of a list comes with its label.
        if let Some(number) = value.get("id").unwrap_or(value).as_i64() {
            return Said::Value(number);
        }
        self.of_type(field, "must be a whole number");
        Said::Unsaid
    }

    /// The items of a list; none for `null`.
    pub(super) fn list(&mut self, name: &str, most: usize) -> Option<&'a [Value]> {
        match self.given(name)? {
            Value::Null => Some(&[]),
            Value::Array(items) if items.len() <= most => Some(items),
            Value::Array(_) => {
                self.fault(name, Code::TooMany, format!("has at most {most} items"));
                None
            }
            _ => {
                self.of_type(name, "must be a list");
                None
            }
        }
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    fn read<T>(
        body: &Value,
        is_french: bool,
        read: impl FnOnce(&mut Reader<'_>) -> T,
    ) -> Result<T, Vec<Fault>> {
        let mut reader = Reader::new(body.as_object().unwrap(), is_french);
        let result = read(&mut reader);
        reader.finish(result)
    }

    #[rstest]
    #[case(json!({ "title": { "fr": " Visite ", "en": "Visit" } }), Some("Visite"))]
    #[case(json!({ "title": "Visite" }), Some("Visite"))]
    #[case(json!({ "title": null }), Some(""))]
    #[case(json!({ "title": {} }), Some(""))]
    #[case(json!({ "title": { "en": "" } }), Some(""))]
    #[case(json!({}), None)]
    fn a_text_is_read_in_french(#[case] body: Value, #[case] expected: Option<&str>) {
        let text = read(&body, true, |reader| reader.french("title"));

        assert_eq!(text.unwrap().as_deref(), expected);
    }

    #[rstest]
    #[case(json!({ "title": { "en": "Visit" } }), true)]
    #[case(json!({ "title": "Visit" }), false)]
    #[case(json!({ "title": { "fr": 4 } }), true)]
    #[case(json!({ "title": ["Visite"] }), true)]
    fn another_text_is_refused(#[case] body: Value, #[case] is_french: bool) {
        let text = read(&body, is_french, |reader| reader.french("title"));

        assert!(text.is_err(), "{text:?}");
    }

    #[test]
    fn types_are_strict() {
        let body = json!({ "free": "yes", "kind": { "id": 7, "label": {} }, "age": "x", "timings": {}, "many": [1, 2, 3] });
        let faults = read(&body, true, |reader| {
            assert_eq!(reader.whole("kind"), Said::Value(7));
            assert_eq!(reader.yes("absent"), Said::Unsaid);
            reader.yes("free");
            reader.whole("age");
            reader.list("timings", 2);
            reader.list("many", 2);
        });

        assert_eq!(faults.unwrap_err().len(), 4);
    }
}
