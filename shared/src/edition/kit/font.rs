//! Fonts of a kit.

use crate::identifiers::string_enum;

string_enum! {
    /// Font family in which a kit is set. The server has the files of each; none is loaded from elsewhere.
    KitFont {
        /// Public Sans, the font of the site.
        PublicSans = "public_sans",
        /// Noto Sans, somewhat wider.
        NotoSans = "noto_sans",
        /// Open Sans, with larger small letters.
        OpenSans = "open_sans",
    }
}

impl KitFont {
    /// Font of an edition that has chosen none.
    pub const DEFAULT: Self = Self::PublicSans;

    /// Name of the family.
    pub const fn family(self) -> &'static str {
        match self {
            Self::PublicSans => "Public Sans",
            Self::NotoSans => "Noto Sans",
            Self::OpenSans => "Open Sans",
        }
    }
}

impl Default for KitFont {
    fn default() -> Self {
        Self::DEFAULT
    }
}
