//! The communication kit of an edition: what an event with the label gets to print, show and post.
//!
//! A kit is data: colours, a font, and for each file its size and its blocks. An edition takes the default kit, changes its colours and
//! its font, hides blocks, leaves files out, and adds or replaces files.

mod block;
mod colour;
mod faults;
mod font;
mod hidden;
mod key;
pub mod limits;
mod tag;

#[cfg(test)]
mod tests;

pub use block::{Alignment, Anchor, KitArea, KitBlock, KitParagraph, KitVoice};
pub use colour::{Colour, ColourRole, InvalidColour, KitTheme};
pub use font::KitFont;
pub use hidden::{HiddenParts, KitPart};
pub use key::{InvalidKitKey, KitKey};
pub use tag::{KitTag, TextPart, UnknownTag, parts};

use crate::identifiers::string_enum;
use serde::{Deserialize, Serialize};

/// Tenths of a millimetre in a typographic point, of which an inch has 72.
pub const TENTHS_OF_MM_IN_POINT: f32 = 254.0 / 72.0;
/// Bleed around a printed page, in tenths of a millimetre.
pub const BLEED: i32 = 30;

string_enum! {
    /// Format of a file of a kit.
    KitFormat {
        /// A page to print; also as SVG for those who edit it.
        Pdf = "pdf",
        /// A picture for screens.
        Png = "png",
        /// A drawing to edit.
        Svg = "svg",
        /// A fragment to paste into a letter.
        Html = "html",
    }
}

impl KitFormat {
    /// Media type of the file.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
            Self::Html => "text/html; charset=utf-8",
        }
    }

    /// Extension of the file's name, without a dot.
    pub const fn extension(self) -> &'static str {
        self.as_str()
    }

    /// Unit of the lengths in a template of this format.
    pub const fn unit(self) -> KitUnit {
        match self {
            Self::Pdf | Self::Svg => KitUnit::TenthOfMillimetre,
            Self::Png | Self::Html => KitUnit::Pixel,
        }
    }
}

/// Unit of the lengths in a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KitUnit {
    /// 0.1 mm, on paper.
    TenthOfMillimetre,
    /// A pixel, on a screen.
    Pixel,
}

string_enum! {
    /// Purpose of a file of a kit; groups the files on a page.
    KitUse {
        /// To print and hang up.
        Poster = "poster",
        /// For the screens of a hall.
        Screen = "screen",
        /// For the pages of a site.
        Banner = "banner",
        /// Pictures to post in social networks.
        Social = "social",
        /// To stand below an e-mail.
        Signature = "signature",
        /// To print and hand out.
        Flyer = "flyer",
        /// For people and doors on the day.
        OnSite = "on_site",
    }
}

/// A communication kit: the templates of an edition, whose tags each event fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Kit {
    /// Colours of every file.
    pub theme: KitTheme,
    /// Font of every file but those in HTML, which are set in a font of the reader.
    #[serde(default)]
    pub font: KitFont,
    /// Files in the order in which they are shown; at most 40.
    pub files: Vec<KitFile>,
}

impl Kit {
    /// Returns the file with this key; `None` when the kit does not have it.
    pub fn file(&self, key: KitKey) -> Option<&KitFile> {
        self.files.iter().find(|file| file.key == key)
    }
}

/// Changes of an edition to the default kit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditionKit {
    /// Colours of the edition; those of the default kit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<KitTheme>,
    /// Font of the edition; that of the default kit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub font: Option<KitFont>,
    /// Parts of files that the edition hides, at most 40 files, each once. Other places for blocks need a file of the edition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<HiddenParts>,
    /// Keys of the files of the default kit that the edition leaves out; at most 40.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<KitKey>,
    /// Files of the edition, at most 40; one with the key of a default file takes its place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<KitFile>,
}

impl EditionKit {
    /// True when the edition takes the default kit as it is.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The kit of the edition: the default one with its changes.
    pub fn over(&self, default: &Kit) -> Kit {
        let own = |key: KitKey| self.files.iter().find(|file| file.key == key);
        let kept = default
            .files
            .iter()
            .filter(|file| !self.without.contains(&file.key))
            .map(|file| own(file.key).unwrap_or(file));
        let added = self
            .files
            .iter()
            .filter(|file| !self.without.contains(&file.key) && default.file(file.key).is_none());
        let mut files: Vec<KitFile> = kept.chain(added).cloned().collect();
        for file in &mut files {
            let key = file.key;
            file.blocks
                .retain(|block| block.part().is_none_or(|part| !self.hides(key, part)));
        }
        Kit {
            theme: self.theme.unwrap_or(default.theme),
            font: self.font.unwrap_or(default.font),
            files,
        }
    }
}

/// Size of a page or a picture, in the unit of its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitSize {
    /// Width: 60 to 12,000 tenths of a millimetre, or 60 to 4,096 pixels.
    #[cfg_attr(feature = "openapi", schema(example = 2100))]
    pub width: i32,
    /// Height: as the width.
    #[cfg_attr(feature = "openapi", schema(example = 2970))]
    pub height: i32,
}

/// Sheet of paper on which a small page is printed several times, with marks to cut along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitSheet {
    /// Width of the sheet, in tenths of a millimetre.
    #[cfg_attr(feature = "openapi", schema(example = 2100))]
    pub width: i32,
    /// Height of the sheet, in tenths of a millimetre.
    #[cfg_attr(feature = "openapi", schema(example = 2970))]
    pub height: i32,
    /// Copies side by side, 1 to 10.
    #[cfg_attr(feature = "openapi", schema(example = 2))]
    pub columns: i32,
    /// Copies below each other, 1 to 20.
    #[cfg_attr(feature = "openapi", schema(example = 5))]
    pub rows: i32,
}

/// A file of a kit, with its template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitFile {
    /// Stable identifier, and the name of the file without its extension.
    pub key: KitKey,
    /// Name shown to people, in French, 2 to 80 characters.
    #[cfg_attr(feature = "openapi", schema(example = "Affiche A4"))]
    pub name: String,
    /// Purpose, by which the page of the kit groups the files.
    #[serde(rename = "use")]
    pub use_: KitUse,
    /// Format of the file, which decides the unit of its lengths.
    pub format: KitFormat,
    /// Size of the page or picture.
    pub size: KitSize,
    /// True when a printing house can get the page with a bleed of 3 mm and crop marks; for PDF only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bleed: bool,
    /// Sheet on which the page is printed several times; for PDF only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<KitSheet>,
    /// Blocks in drawing and reading order, 1 to 40; a later block covers an earlier one.
    pub blocks: Vec<KitBlock>,
}

impl KitFile {
    /// As an answer declares it, such as `image/png`.
    pub const fn media_type(&self) -> &'static str {
        self.format.media_type()
    }

    /// Name of the file: key and extension.
    pub fn file_name(&self) -> String {
        format!("{}.{}", self.key, self.format.extension())
    }
}
