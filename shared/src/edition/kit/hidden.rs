//! Blocks that an edition hides without a template of its own.

use super::{EditionKit, KitBlock, KitKey};
use crate::identifiers::string_enum;
use serde::{Deserialize, Serialize};

string_enum! {
    /// Kind of block that an edition can hide. No text stands on one of them, so that what is left can still be read.
    KitPart {
        /// The picture of the event.
        Picture = "picture",
        /// The QR code that leads to the page of the event.
        Code = "code",
        /// The map that shows where the event takes place.
        Map = "map",
        /// The logos of partners.
        Logos = "logos",
    }
}

/// Parts of a file that the edition hides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HiddenParts {
    /// Key of a file, of the default kit or of the edition.
    pub file: KitKey,
    /// Kinds of blocks, each once; at least one.
    #[cfg_attr(feature = "openapi", schema(max_items = 4))]
    pub parts: Vec<KitPart>,
}

impl KitBlock {
    /// The kind of the block, if an edition can hide it.
    pub const fn part(&self) -> Option<KitPart> {
        match self {
            Self::Picture { .. } => Some(KitPart::Picture),
            Self::Code { .. } => Some(KitPart::Code),
            Self::Map { .. } => Some(KitPart::Map),
            Self::Logos { .. } => Some(KitPart::Logos),
            Self::Shape { .. } | Self::Text { .. } => None,
        }
    }
}

impl EditionKit {
    /// True when the edition hides such blocks of the file with that key.
    pub fn hides(&self, key: KitKey, part: KitPart) -> bool {
        let mut hidden = self.hidden.iter();
        hidden.any(|hidden| hidden.file == key && hidden.parts.contains(&part))
    }
}
