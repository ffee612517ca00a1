//! French messages of pages, documents and e-mails.
//!
//! Those that the web application shows too are in `web/locales/fr.json`; those of the server alone are in
//! `locales/fr.json` of this crate, so that browsers do not download them.
#![warn(unreachable_pub)]

pub mod letters;

use shared::french::Words;
use shared::letter::Language;
use shared::problem::Code;
use std::fmt::Display;
use std::sync::LazyLock;

static MESSAGES: LazyLock<Words> = LazyLock::new(|| {
    [
        include_str!("../../../../web/locales/fr.json"),
        include_str!("../locales/fr.json"),
    ]
    .into_iter()
    .map(Words::parse)
    .collect::<Result<_, _>>()
    .expect("the message files are JSON objects of strings, as a test verifies")
});

/// English texts of letters, beside their wording, and of frames on other sites, under the keys of the French messages.
static ENGLISH: LazyLock<Words> = LazyLock::new(|| {
    Words::parse(include_str!("../locales/en.json"))
        .expect("the message file is a JSON object of strings, as a test verifies")
});

/// The messages in a language; the English ones are those of letters and of frames on other sites only.
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::French => &MESSAGES,
        Language::English => &ENGLISH,
    }
}

/// As [`t`], in `language` instead of French.
pub fn t_in(language: Language, key: &str) -> &'static str {
    words(language).get(key).unwrap_or_else(|| missing(key))
}

/// As [`plural`], in `language` instead of French.
pub fn plural_in(language: Language, key: &str, n: u64) -> String {
    words(language)
        .plural(key, n)
        .unwrap_or_else(|| missing(key).to_owned())
}

/// All messages, of both files.
pub fn all() -> &'static Words {
    &MESSAGES
}

/// The message for a key, such as `life_status.full`.
///
/// A missing message panics in a debug build; a release build logs an error and returns an empty string.
pub fn t(key: &str) -> &'static str {
    MESSAGES.get(key).unwrap_or_else(|| missing(key))
}

/// The message for the key `<feature>.<value>`, such as `("life_status", "full")`.
pub fn t_of(feature: &str, value: impl Display) -> &'static str {
    t(&format!("{feature}.{value}"))
}

/// The message for a key with its `{placeholders}` replaced.
pub fn t_args(key: &str, values: &[(&str, &dyn Display)]) -> String {
    Words::fill(t(key), values)
}

/// The message for a key in the plural form of `n`, such as `"3 événements"`.
pub fn plural(key: &str, n: u64) -> String {
    MESSAGES
        .plural(key, n)
        .unwrap_or_else(|| missing(key).to_owned())
}

/// The message for an error, with its bound if it has one.
pub fn problem(code: Code, limit: Option<i64>) -> String {
    let with_limit = limit.and_then(|limit| {
        let text = MESSAGES.get(&format!("problem.{code}.limit"))?;
        Some(Words::fill(text, &[("limit", &limit)]))
    });
    with_limit.unwrap_or_else(|| t(&format!("problem.{code}")).to_owned())
}

fn missing(key: &str) -> &'static str {
    debug_assert!(false, "missing message `{key}`");
    tracing::error!(message.key = key, "missing message");
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_message_files_have_no_key_in_common() {
        let web = Words::parse(include_str!("../../../../web/locales/fr.json")).unwrap();
        let server = Words::parse(include_str!("../locales/fr.json")).unwrap();

        let twice: Vec<_> = server
            .iter()
            .filter(|(key, _)| web.get(key).is_some())
            .collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn every_english_message_has_a_french_one() {
        for (key, _) in words(Language::English).iter() {
            assert!(all().get(key).is_some(), "{key}");
        }
    }

    #[test]
    fn every_field_of_the_form_has_a_name() {
        for field in shared::event::Field::ALL {
            assert!(all().get(field.name_key()).is_some(), "{field:?}");
        }
    }

    #[test]
    fn messages_are_found_by_key() {
        assert_eq!(t_of("life_status", "full"), t("life_status.full"));
        assert!(!t("life_status.full").is_empty());
    }
}
