//! The message file: every text that people read, by key.

use super::text::{number, typeset};
use std::collections::HashMap;
use std::fmt::Display;

/// A message file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the message file is not an object of texts: {0}")]
pub struct InvalidWords(#[from] serde_json::Error);

/// The texts of a message file, with French spaces and apostrophes in them.
///
/// The file is written with plain ones: `{ "home.title": "Bienvenue !" }`.
#[derive(Debug, Clone, Default)]
pub struct Words(HashMap<String, String>);

impl Words {
    /// Reads the JSON of a message file.
    ///
    /// # Errors
    ///
    /// [`InvalidWords`] when it is not one object of texts.
    pub fn parse(json: &str) -> Result<Self, InvalidWords> {
        let texts: HashMap<String, String> = serde_json::from_str(json)?;
        Ok(Self(
            texts
                .into_iter()
                .map(|(key, text)| (key, typeset(&text)))
                .collect(),
        ))
    }

    /// The text of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Every key with its text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// The text for a number: `<key>.one` for 0 and 1, `<key>.other` above, as French has it; `{n}` is the number.
    pub fn plural(&self, key: &str, n: u64) -> Option<String> {
        let text = self.get(&Self::plural_key(key, n))?;
        Some(Self::fill(text, &[("n", &number(n))]))
    }

    /// The key of the text for a number.
    pub fn plural_key(key: &str, n: u64) -> String {
        format!("{key}.{}", if n < 2 { "one" } else { "other" })
    }

    /// A text with its `{names}` filled.
    pub fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
        values.iter().fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), &value.to_string())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_typeset_and_filled() {
        let words = Words::parse(
            r#"{"a": "C'est {x} !", "n.one": "{n} séance", "n.other": "{n} séances"}"#,
        )
        .unwrap();

        assert_eq!(words.get("a"), Some("C’est {x}\u{202f}!"));
        assert_eq!(words.get("b"), None);
        assert_eq!(
            Words::fill("de {a} à {b}", &[("a", &1), ("b", &2)]),
            "de 1 à 2"
        );
        assert_eq!(words.plural("n", 0).as_deref(), Some("0 séance"));
        assert_eq!(
            words.plural("n", 2918).as_deref(),
            Some("2\u{202f}918 séances")
        );
        assert!(Words::parse("[]").is_err());
    }
}
