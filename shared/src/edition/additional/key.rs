use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Maximum length of a key, in characters.
const KEY_MAX: usize = 40;

/// Stable identifier of an additional field, such as `visit-capacity`: 1 to 40 of a–z, 0–9 and `-`, a letter first.
///
/// The same question keeps its key across editions. A key is never used again for another question.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "openapi",
    schema(value_type = String, pattern = "^[a-z][a-z0-9-]{0,39}$", example = "visit-capacity")
)]
pub struct FieldKey(Word);

/// A short text that can be copied.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Word {
    /// Padded with zeros, so that words are in the order of their texts.
    bytes: [u8; KEY_MAX],
    length: u8,
}

/// Error: not the key of an additional field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key has 1 to 40 characters of a–z, 0–9 and `-`, and begins with a letter")]
pub struct InvalidFieldKey;

impl FieldKey {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        let Word { bytes, length } = &self.0;
        bytes
            .get(..usize::from(*length))
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or_default()
    }

    /// JSON pointer into the form to the answer.
    pub fn pointer(self) -> String {
        format!("{ANSWERS}/{self}")
    }

    /// The key in a pointer to an answer or into one: `visit-capacity` for `/additional/visit-capacity`.
    pub fn containing(pointer: &str) -> Option<Self> {
        let rest = pointer.strip_prefix(ANSWERS)?.strip_prefix('/')?;
        rest.split('/').next()?.parse().ok()
    }
}

/// JSON pointer into the form to all answers.
pub const ANSWERS: &str = "/additional";

impl FromStr for FieldKey {
    type Err = InvalidFieldKey;

    fn from_str(text: &str) -> Result<Self, InvalidFieldKey> {
        let of_key = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let starts = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
        if !starts || !text.bytes().all(of_key) {
            return Err(InvalidFieldKey);
        }
        let mut bytes = [0; KEY_MAX];
        bytes
            .get_mut(..text.len())
            .ok_or(InvalidFieldKey)?
            .copy_from_slice(text.as_bytes());
        let length = u8::try_from(text.len()).map_err(|_too_long| InvalidFieldKey)?;
        Ok(Self(Word { bytes, length }))
    }
}

impl TryFrom<String> for FieldKey {
    type Error = InvalidFieldKey;

    fn try_from(text: String) -> Result<Self, InvalidFieldKey> {
        text.parse()
    }
}

impl From<FieldKey> for String {
    fn from(key: FieldKey) -> Self {
        key.as_str().to_owned()
    }
}

impl fmt::Display for FieldKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for FieldKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FieldKey({self})")
    }
}

/// JSON pointer to the answer of an additional field, such as `/additional/visit-capacity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "openapi",
    schema(value_type = String, pattern = "^/additional/[a-z][a-z0-9-]{0,39}$", example = "/additional/visit-capacity")
)]
pub struct AnswerPointer(pub FieldKey);

impl TryFrom<String> for AnswerPointer {
    type Error = InvalidFieldKey;

    fn try_from(text: String) -> Result<Self, InvalidFieldKey> {
        FieldKey::containing(&text)
            .filter(|key| key.pointer() == text)
            .map(Self)
            .ok_or(InvalidFieldKey)
    }
}

impl From<AnswerPointer> for String {
    fn from(AnswerPointer(key): AnswerPointer) -> Self {
        key.pointer()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("visit-capacity", true)]
    #[case("a", true)]
    #[case(&"a".repeat(40), true)]
    #[case(&"a".repeat(41), false)]
    #[case("", false)]
    #[case("1st", false)]
    #[case("Visite", false)]
    #[case("été", false)]
    #[case("a/b", false)]
    fn keys_are_short_words(#[case] text: &str, #[case] fine: bool) {
        let key = text.parse::<FieldKey>();
        assert_eq!(key.is_ok(), fine);
        if let Ok(key) = key {
            assert_eq!(key.as_str(), text);
            assert_eq!(
                FieldKey::containing(&format!("{}/2", key.pointer())),
                Some(key)
            );
        }
    }

    #[test]
    fn keys_are_in_the_order_of_their_texts() {
        let mut keys = ["b", "ab", "a", "a-b"].map(|text| text.parse::<FieldKey>().unwrap());
        keys.sort_unstable();
        assert_eq!(keys.map(|key| key.to_string()), ["a", "a-b", "ab", "b"]);
    }
}
