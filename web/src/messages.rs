//! Messages: every text shown to users, by key, from `locales/fr.json`.
//!
//! The file uses plain spaces and apostrophes; [`Words`] converts them to French typography on loading. A missing key is displayed
//! as it is and fails the tests.

use crate::api::CallError;
use shared::french::Words;
use shared::problem::{Code, FieldProblem};
use std::fmt::Display;
use std::sync::LazyLock;

pub use shared::french::{number, tied};

static MESSAGES: LazyLock<Words> = LazyLock::new(|| {
    Words::parse(include_str!("../locales/fr.json"))
        .expect("the message file is a valid object of texts, which a test checks")
});

/// All messages, for code shared with the server.
pub fn all() -> &'static Words {
    &MESSAGES
}

/// The text of a key, or the key itself if it is missing.
pub fn t(key: &'static str) -> &'static str {
    MESSAGES.get(key).unwrap_or_else(|| missing(key))
}

/// The text of a key built from a feature and a domain value, such as `("label_state", "draft")`.
pub fn t_of(feature: &str, word: &str) -> String {
    let key = format!("{feature}.{word}");
    MESSAGES
        .get(&key)
        .unwrap_or_else(|| missing(&key))
        .to_owned()
}

/// The text of a key built from a feature and a word that this release may not know; `None` when there is none.
pub fn known(feature: &str, word: &str) -> Option<String> {
    MESSAGES
        .get(&format!("{feature}.{word}"))
        .map(str::to_owned)
}

/// The text of a key, with its `{names}` filled in.
pub fn t_args(key: &'static str, values: &[(&str, &dyn Display)]) -> String {
    Words::fill(t(key), values)
}

/// The text for a number: `<key>.one` for 0 and 1, `<key>.other` above, as in French; `{n}` is the number.
pub fn plural(key: &str, n: u64) -> String {
    MESSAGES
        .plural(key, n)
        .unwrap_or_else(|| missing(&Words::plural_key(key, n)).to_owned())
}

/// Message for a problem code; `limit` is a number that some messages contain.
pub fn problem(code: Code, limit: Option<i64>) -> String {
    let sentence = t_of("problem", code.as_str());
    match limit {
        Some(limit) => Words::fill(&sentence, &[("limit", &number(limit.unsigned_abs()))]),
        None => sentence,
    }
}

/// Message for an error at a field.
pub fn field_problem(fault: &FieldProblem) -> String {
    // Some errors carry a limit, for which there is a more precise message.
    if fault.limit.is_some()
        && MESSAGES
            .get(&format!("problem.{}.limit", fault.code))
            .is_some()
    {
        let sentence = t_of("problem", &format!("{}.limit", fault.code));
        return Words::fill(
            &sentence,
            &[(
                "limit",
                &number(fault.limit.unwrap_or_default().unsigned_abs()),
            )],
        );
    }
    problem(fault.code, fault.limit)
}

/// Message for a failed call.
pub fn call_error(error: &CallError) -> String {
    match error {
        CallError::Problem(refusal) => problem(refusal.code, None),
        CallError::Offline => t("call.offline").to_owned(),
        CallError::Network => t("call.network").to_owned(),
        CallError::Unreadable => t("call.unreadable").to_owned(),
    }
}

/// Text of a missing key: the key itself; also logs an error to the console.
#[cfg(not(test))]
fn missing(key: &str) -> &str {
    leptos::logging::error!("no text for `{key}`");
    key
}

/// In tests, a missing key panics.
#[cfg(test)]
fn missing(key: &str) -> &str {
    panic!("no text for `{key}`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    fn keys() -> BTreeSet<String> {
        MESSAGES.iter().map(|(key, _)| key.to_owned()).collect()
    }

    fn sources(folder: &Path, texts: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, texts);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && path.file_name().unwrap() != "messages.rs"
            {
                texts.push(fs::read_to_string(path).unwrap());
            }
        }
    }

    /// The first argument of each call of `function`, where it is a literal.
    fn literals(text: &str, function: &str) -> Vec<String> {
        text.match_indices(&format!("{function}(\""))
            .filter(|(at, _)| !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
            .map(|(at, opening)| {
                text[at + opening.len()..]
                    .split('"')
                    .next()
                    .unwrap()
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn every_problem_code_has_a_message() {
        for code in Code::ALL {
            assert!(!problem(*code, Some(1)).trim().is_empty());
        }
    }

    #[test]
    fn every_key_used_by_the_pages_has_a_text() {
        let mut texts = Vec::new();
        sources(
            Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
            &mut texts,
        );
        let keys = keys();
        let mut missing_keys = BTreeSet::new();
        for text in &texts {
            for function in ["t", "t_args"] {
                missing_keys.extend(
                    literals(text, function)
                        .into_iter()
                        .filter(|key| !keys.contains(key)),
                );
            }
            for key in literals(text, "plural") {
                missing_keys.extend(
                    ["one", "other"]
                        .map(|form| format!("{key}.{form}"))
                        .into_iter()
                        .filter(|key| !keys.contains(key)),
                );
            }
        }
        assert!(missing_keys.is_empty(), "no text for {missing_keys:?}");
    }

    #[test]
    fn every_text_follows_french_typography() {
        for (key, text) in MESSAGES.iter() {
            assert!(!text.contains('\''), "{key}: straight apostrophe");
            assert!(!text.contains("..."), "{key}: use …");
            assert!(!text.trim().is_empty(), "{key}: empty");
            for sign in [" ;", " !", " ?", " :", "« ", " »"] {
                assert!(!text.contains(sign), "{key}: plain space at `{sign}`");
            }
        }
    }

    #[test]
    fn zero_is_singular_in_french() {
        assert_eq!(
            plural("explorer.count", 0),
            Words::fill(&t_of("explorer.count", "one"), &[("n", &"0")])
        );
        assert!(plural("explorer.count", 2918).contains("2\u{202f}918"));
    }
}
