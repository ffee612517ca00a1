//! Stable keys of the files of a kit, which are also parts of their addresses.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Stable identifier of a file of a kit, such as `poster-a4`: 1 to 40 of a–z, 0–9 and `-`, a letter first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "openapi",
    schema(value_type = String, pattern = "^[a-z][a-z0-9-]{0,39}$", example = "poster-a4")
)]
pub struct KitKey(crate::edition::FieldKey);

/// Error: not the key of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key has 1 to 40 characters of a–z, 0–9 and `-`, and begins with a letter")]
pub struct InvalidKitKey;

impl KitKey {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for KitKey {
    type Err = InvalidKitKey;

    fn from_str(text: &str) -> Result<Self, InvalidKitKey> {
        text.parse().map(Self).map_err(|_invalid| InvalidKitKey)
    }
}

impl TryFrom<String> for KitKey {
    type Error = InvalidKitKey;

    fn try_from(text: String) -> Result<Self, InvalidKitKey> {
        text.parse()
    }
}

impl From<KitKey> for String {
    fn from(key: KitKey) -> Self {
        key.as_str().to_owned()
    }
}

impl fmt::Display for KitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for KitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}
