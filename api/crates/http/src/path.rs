//! Typed path and query parameters: a malformed one in a path yields 404, in a query 400, without a database query.

use serde::Deserialize;

/// Maximum length of a slug, in characters.
const MAX_CHARS: usize = 120;

/// A slug in a path, a query or a body: 1 to 120 lower-case ASCII letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Slug(String);

impl Slug {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl TryFrom<String> for Slug {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let valid = (1..=MAX_CHARS).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if valid {
            Ok(Self(text))
        } else {
            Err("must have 1 to 120 lower-case letters, digits and hyphens")
        }
    }
}
