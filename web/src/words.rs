//! The words: every text that people read, by key, from `locales/fr.json`.
//!
//! The file is written with plain spaces and apostrophes; [`typeset`] puts the French ones in when it is read. A key that
//! is missing shows itself in the page and fails the tests.

use crate::api::CallError;
use shared::problem::{Code, FieldProblem};
use std::collections::HashMap;
use std::fmt::Display;
use std::sync::LazyLock;

/// Narrow no-break space: before `; : ! ?`, inside guillemets, between thousands.
pub const THIN: char = '\u{202f}';

static WORDS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    serde_json::from_str::<HashMap<String, String>>(include_str!("../locales/fr.json"))
        .expect("the message file is an object of texts, as its test says")
        .into_iter()
        .map(|(key, text)| (key, typeset(&text)))
        .collect()
});

/// The text of a key; the key itself where there is none.
pub fn t(key: &'static str) -> &'static str {
    WORDS.get(key).map_or_else(|| missing(key), String::as_str)
}

/// The text of a key that is made of a feature and a word of the domain, as `("label_state", "draft")`.
pub fn t_of(feature: &str, word: &str) -> String {
    let key = format!("{feature}.{word}");
    WORDS
        .get(&key)
        .cloned()
        .unwrap_or_else(|| missing(&key).to_owned())
}

/// The text of a key with its `{names}` filled.
pub fn t_args(key: &'static str, values: &[(&str, &dyn Display)]) -> String {
    fill(t(key), values)
}

/// The text for a number: `<key>.one` for 0 and 1, `<key>.other` above, as French has it; `{n}` is the number.
pub fn plural(key: &str, n: u64) -> String {
    let form = if n < 2 { "one" } else { "other" };
    fill(&t_of(key, form), &[("n", &number(n))])
}

/// What to tell a person about a problem code; `limit` is the number that the sentence may need.
pub fn problem(code: Code, limit: Option<i64>) -> String {
    let sentence = t_of("problem", code.as_str());
    match limit {
        Some(limit) => fill(&sentence, &[("limit", &number(limit.unsigned_abs()))]),
        None => sentence,
    }
}

/// What to tell a person about a fault at a field.
pub fn field_problem(fault: &FieldProblem) -> String {
    // A limit makes the sentence more helpful, and not every fault has one.
    if fault.limit.is_some() && WORDS.contains_key(&format!("problem.{}.limit", fault.code)) {
        let sentence = t_of("problem", &format!("{}.limit", fault.code));
        return fill(
            &sentence,
            &[(
                "limit",
                &number(fault.limit.unwrap_or_default().unsigned_abs()),
            )],
        );
    }
    problem(fault.code, fault.limit)
}

/// What to tell a person when a call failed.
pub fn call_error(error: &CallError) -> String {
    match error {
        CallError::Problem(refusal) => problem(refusal.code, None),
        CallError::Offline => t("call.offline").to_owned(),
        CallError::Network => t("call.network").to_owned(),
        CallError::Unreadable => t("call.unreadable").to_owned(),
    }
}

/// A whole number as French writes it: `2 918`, with narrow spaces.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 * THIN.len_utf8());
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(THIN);
        }
        text.push(digit);
    }
    text
}

/// Puts French spaces and apostrophes into a text that was written with plain ones.
pub fn typeset(text: &str) -> String {
    tied(text).replace('\'', "\u{2019}")
}

/// Puts French spaces into what a person wrote, so that no line begins with a colon; nothing else is touched.
pub fn tied(text: &str) -> String {
    let mut set = String::with_capacity(text.len() + 8);
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let c = match c {
            ' ' if before == Some('«') || matches!(next, Some(';' | ':' | '!' | '?' | '»')) => {
                THIN
            }
            ' ' if matches!(next, Some('%' | '€')) => '\u{a0}',
            other => other,
        };
        set.push(c);
        before = Some(c);
    }
    set
}

fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), &value.to_string())
    })
}

/// What a key that has no text shows: itself, and a word in the console.
#[cfg(not(test))]
fn missing(key: &str) -> &str {
    leptos::logging::error!("no text for `{key}`");
    key
}

/// In the tests, a key that has no text is a failure.
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
        WORDS.keys().cloned().collect()
    }

    fn sources(folder: &Path, texts: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, texts);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && path.file_name().unwrap() != "words.rs"
            {
                texts.push(fs::read_to_string(path).unwrap());
            }
        }
    }

    /// The first argument of each call of `function` that is a literal.
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
    fn every_problem_has_a_sentence() {
        for code in Code::ALL {
            assert!(!problem(*code, Some(1)).trim().is_empty());
        }
    }

    #[test]
    fn every_key_that_the_pages_ask_for_has_a_text() {
        let mut texts = Vec::new();
        sources(
            Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
            &mut texts,
        );
        let keys = keys();
        let mut lost = BTreeSet::new();
        for text in &texts {
            for function in ["t", "t_args"] {
                lost.extend(
                    literals(text, function)
                        .into_iter()
                        .filter(|key| !keys.contains(key)),
                );
            }
            for key in literals(text, "plural") {
                lost.extend(
                    ["one", "other"]
                        .map(|form| format!("{key}.{form}"))
                        .into_iter()
                        .filter(|key| !keys.contains(key)),
                );
            }
        }
        assert!(lost.is_empty(), "no text for {lost:?}");
    }

    #[test]
    fn no_text_is_written_in_english_punctuation() {
        for (key, text) in WORDS.iter() {
            assert!(!text.contains('\''), "{key}: straight apostrophe");
            assert!(!text.contains("..."), "{key}: use …");
            assert!(!text.trim().is_empty(), "{key}: empty");
            for sign in [" ;", " !", " ?", " :", "« ", " »"] {
                assert!(!text.contains(sign), "{key}: plain space at `{sign}`");
            }
        }
    }

    #[test]
    fn french_spaces_are_set() {
        assert_eq!(
            typeset("L'industrie : « ici » !"),
            "L’industrie\u{202f}: «\u{202f}ici\u{202f}»\u{202f}!"
        );
        assert_eq!(typeset("https://exemple.fr"), "https://exemple.fr");
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(number(7), "7");
        assert_eq!(number(918), "918");
        assert_eq!(number(2918), "2\u{202f}918");
        assert_eq!(number(1_600_000), "1\u{202f}600\u{202f}000");
    }

    #[test]
    fn zero_is_singular_in_french() {
        assert_eq!(
            plural("explorer.count", 0),
            fill(&t_of("explorer.count", "one"), &[("n", &"0")])
        );
        assert!(plural("explorer.count", 2918).contains("2\u{202f}918"));
    }
}
