//! The French messages of pages, documents and letters: the application's own message file, `web/locales/fr.json`.
#![warn(unreachable_pub)]

use shared::french::Words;
use std::fmt::Display;
use std::sync::LazyLock;

static MESSAGES: LazyLock<Words> = LazyLock::new(|| {
    Words::parse(include_str!("../../../../web/locales/fr.json"))
        .expect("the message file is an object of texts: a test reads it")
});

/// All messages.
pub fn all() -> &'static Words {
    &MESSAGES
}

/// The message of a key, as `life_status.full`.
///
/// A key without a message fails a debug build; a release logs it and shows nothing.
pub fn t(key: &str) -> &'static str {
    MESSAGES.get(key).unwrap_or_else(|| missing(key))
}

/// The message of a key made of a feature and a value of the domain, as `("life_status", "full")`.
pub fn t_of(feature: &str, value: impl Display) -> &'static str {
    t(&format!("{feature}.{value}"))
}

/// The message of a key with its `{names}` replaced.
pub fn t_args(key: &str, values: &[(&str, &dyn Display)]) -> String {
    Words::fill(t(key), values)
}

/// The message of a key for a number, as `"3 événements"`.
pub fn plural(key: &str, n: u64) -> String {
    MESSAGES
        .plural(key, n)
        .unwrap_or_else(|| missing(key).to_owned())
}

fn missing(key: &str) -> &'static str {
    debug_assert!(false, "no message for `{key}`");
    tracing::error!(message.key = key, "no message for a key");
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_file_is_read() {
        assert_eq!(t_of("life_status", "full"), t("life_status.full"));
        assert!(!t("life_status.full").is_empty());
    }
}
