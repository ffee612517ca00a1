//! Identifiers of events in other systems.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Maximum length of the name of a system, in characters.
pub const SOURCE_MAX_CHARS: usize = 40;
/// Maximum length of an identifier in another system, in characters.
pub const EXTERNAL_ID_MAX_CHARS: usize = 200;

/// Name of another system, such as `agenda-cci`: 1 to 40 lower-case ASCII letters, digits, `-`, `_` and `.`; the first is a
/// letter or a digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "openapi",
    schema(value_type = String, pattern = "^[a-z0-9][a-z0-9._-]{0,39}$", example = "agenda-cci")
)]
pub struct Source(String);

/// Identifier of an event in another system: 1 to 200 ASCII letters, digits and `-._~:@+/`, as UUIDs, numbers, slugs and URNs
/// have; but not `.` or `..`, which URLs cannot contain. In a path, `/` is written `%2F`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "openapi",
    schema(value_type = String, pattern = "^[A-Za-z0-9._~:@+/-]{1,200}$", example = "visite-2018-04")
)]
pub struct ExternalKey(String);

/// An event of one account in another system. Two accounts may use the same one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ExternalId {
    /// System that the identifier is from.
    pub source: Source,
    /// Identifier in that system.
    pub key: ExternalKey,
}

/// Error: not the name of a system or an identifier in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidExternalId {
    /// The text cannot be a [`Source`].
    #[error(
        "must have 1 to 40 lower-case letters, digits, `-`, `_` and `.`, and begin with a letter or a digit"
    )]
    Source,
    /// The text cannot be an [`ExternalKey`].
    #[error("must have 1 to 200 ASCII letters, digits and `-._~:@+/`, and not be `.` or `..`")]
    Key,
}

impl Source {
    /// Parses the name of a system.
    ///
    /// # Errors
    ///
    /// [`InvalidExternalId::Source`].
    pub fn parse(text: impl Into<String>) -> Result<Self, InvalidExternalId> {
        let text = text.into();
        let is_word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let valid = text.len() <= SOURCE_MAX_CHARS
            && text.bytes().next().is_some_and(is_word)
            && text.bytes().all(|b| is_word(b) || b"-_.".contains(&b));
        if valid {
            Ok(Self(text))
        } else {
            Err(InvalidExternalId::Source)
        }
    }

    /// Name of the system.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ExternalKey {
    /// Parses an identifier.
    ///
    /// # Errors
    ///
    /// [`InvalidExternalId::Key`].
    pub fn parse(text: impl Into<String>) -> Result<Self, InvalidExternalId> {
        let text = text.into();
        let valid = (1..=EXTERNAL_ID_MAX_CHARS).contains(&text.len())
            && !matches!(text.as_str(), "." | "..")
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._~:@+/".contains(&b));
        if valid {
            Ok(Self(text))
        } else {
            Err(InvalidExternalId::Key)
        }
    }

    /// Identifier in the system.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.source.0, self.key.0)
    }
}

impl TryFrom<String> for Source {
    type Error = InvalidExternalId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ExternalKey {
    type Error = InvalidExternalId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("42")]
    #[case("0199c0de-0000-7000-8000-000000000000")]
    #[case("urn:uuid:0199c0de-0000-7000-8000-000000000000")]
    #[case("EVT/2018/04")]
    #[case("visite+fonderie@cci.fr~1")]
    #[case("...")]
    fn identifiers_of_real_systems_are_accepted(#[case] text: &str) {
        assert_eq!(ExternalKey::parse(text).unwrap().as_str(), text);
    }

    #[rstest]
    #[case("")]
    #[case(".")]
    #[case("..")]
    #[case("a b")]
    #[case("é")]
    #[case("a\u{0}b")]
    #[case("50%")]
    #[case("a?b")]
    #[case("a#b")]
    fn other_identifiers_are_refused(#[case] text: &str) {
        assert_eq!(ExternalKey::parse(text), Err(InvalidExternalId::Key));
    }

    #[test]
    fn lengths_are_bounded() {
        assert!(ExternalKey::parse("a".repeat(200)).is_ok());
        assert!(ExternalKey::parse("a".repeat(201)).is_err());
        assert!(Source::parse("a".repeat(40)).is_ok());
        assert!(Source::parse("a".repeat(41)).is_err());
    }

    #[rstest]
    #[case("openagenda", true)]
    #[case("uimm.ara_2", true)]
    #[case("0199c0de", true)]
    #[case("", false)]
    #[case("-cci", false)]
    #[case("..", false)]
    #[case("CCI", false)]
    #[case("a/b", false)]
    fn a_source_is_a_lower_case_word(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(Source::parse(text).is_ok(), valid);
    }
}
