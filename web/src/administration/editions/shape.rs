//! Faults of shape: typed text that cannot be read as part of an edition, such as a missing date or a number that is none.

use chrono::{DateTime, NaiveDate};
use serde_json::{Value, json};
use shared::edition::FieldKey;
use shared::problem::{Code, FieldProblem};

/// Name of the only member of an object that stands for a number which cannot be read; its value is what was typed.
const NOT_A_NUMBER: &str = "notANumber";

/// A typed number as JSON. What is none stays as it was typed, marked as such: a fault until it is a number.
pub(super) fn number(text: &str) -> Value {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if let Ok(whole) = plain.parse::<i64>() {
        return Value::from(whole);
    }
    match plain.replace(',', ".").parse::<f64>() {
        Ok(number) if number.is_finite() => Value::from(number),
        Ok(_) | Err(_) => json!({ NOT_A_NUMBER: text }),
    }
}

/// Text typed instead of a number; `None` for any other value.
pub(super) fn not_a_number(value: &Value) -> Option<&str> {
    value.as_object()?.get(NOT_A_NUMBER)?.as_str()
}

/// Every such fault, with its JSON pointer.
pub(super) fn shape_faults(edition: &Value) -> Vec<FieldProblem> {
    let mut faults = Vec::new();
    walk("", "", edition, &mut faults);
    faults
}

fn walk(pointer: &str, name: &str, value: &Value, faults: &mut Vec<FieldProblem>) {
    let mut add = |code| faults.push(FieldProblem::new(pointer, code, "cannot be read"));
    if let Some(text) = not_a_number(value) {
        add(missing_or(text, Code::InvalidFormat));
        return;
    }
    match value {
        Value::String(text) => {
            if let Some(code) = fault_of(name, text) {
                add(code);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                walk(&format!("{pointer}/{name}"), name, value, faults);
            }
            if let (Some(first), Some(last)) = (day(members.get("first")), day(members.get("last")))
                && last < first
            {
                let pointer = format!("{pointer}/last");
                faults.push(FieldProblem::new(
                    pointer,
                    Code::EndBeforeBegin,
                    "before the first",
                ));
            }
        }
        Value::Array(items) => {
            for (at, value) in items.iter().enumerate() {
                walk(&format!("{pointer}/{at}"), name, value, faults);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn day(value: Option<&Value>) -> Option<NaiveDate> {
    value?.as_str()?.parse().ok()
}

/// The fault of a text that cannot be read: it is missing, or another.
fn missing_or(text: &str, other: Code) -> Code {
    if text.trim().is_empty() {
        Code::Required
    } else {
        other
    }
}

/// Fault of a text as the value of such a member; `None` when it can be read.
fn fault_of(name: &str, text: &str) -> Option<Code> {
    let unless = |readable: bool, code| {
        let is_missing = text.trim().is_empty();
        (is_missing || !readable).then(|| missing_or(text, code))
    };
    match name {
        "first" | "last" => unless(text.parse::<NaiveDate>().is_ok(), Code::ImpossibleDate),
        "opensAt" | "deadline" => unless(
            DateTime::parse_from_rfc3339(text).is_ok(),
            Code::ImpossibleDate,
        ),
        "key" => unless(text.parse::<FieldKey>().is_ok(), Code::InvalidFormat),
        "territory" | "field" => unless(true, Code::Required),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_told_at_its_place() {
        let edition = json!({
            "week": { "first": "", "last": "2019-03-24" },
            "window": { "first": "2019-03-24", "last": "2019-03-18" },
            "deadline": "2019-03-04T23:59:59+01:00",
            "undoSeconds": number("dix"),
            "additional": [{ "key": "Visite", "answer": { "type": "line", "min": number(""), "max": number(" 5 ") } }],
            "name": ""
        });

        let found: Vec<_> = shape_faults(&edition)
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
            .collect();

        let expected = [
            ("/additional/0/answer/min", Code::Required),
            ("/additional/0/key", Code::InvalidFormat),
            ("/undoSeconds", Code::InvalidFormat),
            ("/week/first", Code::Required),
            ("/window/last", Code::EndBeforeBegin),
        ];
        let mut found: Vec<_> = found
            .iter()
            .map(|(at, code)| (at.as_str(), *code))
            .collect();
        found.sort_unstable();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_number_is_read_as_typed_in_french() {
        assert_eq!(number("1 500"), json!(1500));
        assert_eq!(number("0,5"), json!(0.5));
        assert_eq!(not_a_number(&number("dix")), Some("dix"));
        assert_eq!(not_a_number(&json!("dix")), None);
    }

    #[test]
    fn the_editions_that_ship_can_be_read() {
        for text in [
            include_str!("../../../../data/editions/2018.json"),
            include_str!("../../../../data/editions/template.json"),
        ] {
            assert_eq!(shape_faults(&serde_json::from_str(text).unwrap()), []);
        }
    }
}
