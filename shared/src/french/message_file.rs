//! Message file: every text shown to people, by key.

use super::text::{number, typeset};
use std::collections::HashMap;
use std::fmt::Display;

/// The message file is not a JSON object of strings.
#[derive(Debug, thiserror::Error)]
#[error("the message file is not an object of texts: {0}")]
pub struct InvalidWords(#[from] serde_json::Error);

/// Texts of a message file, with French spaces and apostrophes.
///
/// The file itself uses plain ones: `{ "home.title": "Bienvenue !" }`.
#[derive(Debug, Clone, Default)]
pub struct Words(HashMap<String, String>);

impl Words {
    /// Parses the JSON of a message file.
    ///
    /// # Errors
    ///
    /// [`InvalidWords`] when it is not one object of strings.
    pub fn parse(json: &str) -> Result<Self, InvalidWords> {
        let texts: HashMap<String, String> = serde_json::from_str(json)?;
        Ok(Self(
            texts
                .into_iter()
                .map(|(key, text)| (key, typeset(&text)))
                .collect(),
        ))
    }

    /// The text of a key; `None` when the file has no such key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Every key with its text, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// The text for a count: `<key>.one` for 0 and 1, `<key>.other` above, as in French; `{n}` is replaced by the
    /// number.
    pub fn plural(&self, key: &str, n: u64) -> Option<String> {
        let text = self.get(&Self::plural_key(key, n))?;
        Some(Self::fill(text, &[("n", &number(n))]))
    }

    /// Key of the text for a count: `<key>.one` or `<key>.other`.
    pub fn plural_key(key: &str, n: u64) -> String {
        format!("{key}.{}", if n < 2 { "one" } else { "other" })
    }

    /// Replaces each `{name}` in a text by its value; braces inside a value are left as they are.
    pub fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let named = after.split_once('}').and_then(|(name, after)| {
                let (_, value) = values.iter().find(|(known, _)| *known == name)?;
                Some((value, after))
            });
            rest = if let Some((value, after)) = named {
                filled.push_str(&value.to_string());
                after
            } else {
                filled.push('{');
                after
            };
        }
        filled + rest
    }
}

/// Texts of several message files; a later file wins.
impl FromIterator<Words> for Words {
    fn from_iter<T: IntoIterator<Item = Self>>(iter: T) -> Self {
        Self(iter.into_iter().flat_map(|file| file.0).collect())
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
        assert_eq!(
            Words::fill("{a}, {c}, {b} {", &[("a", &"{b}"), ("b", &2)]),
            "{b}, {c}, 2 {"
        );
        assert_eq!(words.plural("n", 0).as_deref(), Some("0 séance"));
        assert_eq!(
            words.plural("n", 2918).as_deref(),
            Some("2\u{202f}918 séances")
        );
        assert!(Words::parse("[]").is_err());
    }
}
