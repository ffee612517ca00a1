//! Event images: stored variants, identifiers and URLs.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Widths of the stored variants, in pixels. Images are never enlarged: one that is narrower than 1,600 pixels has the
/// variants below its own width, and one in its own width.
const WIDTHS_PX: [u32; 3] = [480, 960, 1_600];
/// Width of the largest variant, in pixels.
pub const IMAGE_MAX_WIDTH_PX: u32 = 1_600;

/// Value of the HTML `sizes` attribute for the image on the event page: beside the title on a wide screen, below it
/// on a narrow one. The server-rendered page and the web application must use the same value, or a browser would
/// download two variants.
pub const IMAGE_PAGE_SIZES: &str = "(min-width: 64rem) 36rem, 100vw";
/// Widest display of the image on the event page, in pixels: selects the fallback for browsers without `srcset`.
pub const IMAGE_PAGE_PX: u32 = 960;
/// Pixels needed by an image on a list card: displayed at most 160 CSS pixels wide, it is sharp on every screen.
const CARD_PX: u32 = 480;

/// Error of [`ImageId::parse`]: not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an image identifier is 64 lower-case hexadecimal digits")]
pub struct InvalidImageId;

/// Identifier of an image: SHA-256 of its largest variant, as 64 lower-case hexadecimal digits. Identical images share
/// an identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(
    feature = "openapi",
    derive(utoipa::ToSchema),
    schema(
        value_type = String,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )
)]
pub struct ImageId(String);

impl ImageId {
    /// Parses an identifier; upper case and spaces are rejected.
    ///
    /// # Errors
    ///
    /// [`InvalidImageId`] when the text is ill-formed. Whether the image exists is not checked.
    pub fn parse(text: &str) -> Result<Self, InvalidImageId> {
        let valid =
            text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidImageId)
        }
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ImageId {
    type Error = InvalidImageId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl FromStr for ImageId {
    type Err = InvalidImageId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl From<ImageId> for String {
    fn from(id: ImageId) -> Self {
        id.0
    }
}

impl fmt::Display for ImageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A stored image, as returned by its upload; copy it into the form unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoredImage {
    /// Identifier of the image. Its variants are served at `/media/{id}/{width}.jpg`, in the widths 480, 960 and 1,600
    /// that are below `width`, and in `width` itself.
    pub id: ImageId,
    /// Width of the largest variant, in pixels; at most 1,600.
    #[cfg_attr(feature = "openapi", schema(format = Int64, maximum = 4_294_967_295_u32, example = 1600))]
    pub width: u32,
    /// Height of the largest variant, in pixels.
    #[cfg_attr(feature = "openapi", schema(format = Int64, maximum = 4_294_967_295_u32, example = 1067))]
    pub height: u32,
}

impl StoredImage {
    /// Widths of the stored variants, ascending, in pixels.
    pub fn widths(&self) -> impl Iterator<Item = u32> + use<> {
        widths(self.width)
    }

    /// URL path of the largest variant.
    pub fn address(&self) -> String {
        address(&self.id, self.width)
    }

    /// URL path of the smallest variant at least `px` pixels wide; of the largest when none is.
    pub fn address_for(&self, px: u32) -> String {
        let width = self.widths().find(|width| *width >= px);
        address(&self.id, width.unwrap_or(self.width))
    }

    /// Value of the HTML `srcset` attribute: all variants with their widths.
    pub fn srcset(&self) -> String {
        self.widths()
            .map(|width| format!("{} {width}w", address(&self.id, width)))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// Widths of the stored variants of an image whose largest variant has the given width, ascending, in pixels.
pub fn widths(largest: u32) -> impl Iterator<Item = u32> {
    WIDTHS_PX
        .into_iter()
        .filter(move |width| *width < largest)
        .chain(std::iter::once(largest))
}

/// URL path of a variant.
fn address(id: &ImageId, width: u32) -> String {
    format!("/media/{id}/{width}.jpg")
}

/// Image of an event, with its alternative text and credits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventImage {
    /// Identifier of the image. Its variants are served at `/media/{id}/{width}.jpg`, in the widths 480, 960 and 1,600
    /// that are below `width`, and in `width` itself.
    pub id: ImageId,
    /// Width of the largest variant, in pixels; at most 1,600.
    #[cfg_attr(feature = "openapi", schema(example = 1600))]
    pub width: u32,
    /// Height of the largest variant, in pixels.
    #[cfg_attr(feature = "openapi", schema(example = 1067))]
    pub height: u32,
    /// Alternative text for people who cannot see the image; 3 to 250 characters.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Une coulée de métal dans un moule de sable")
    )]
    pub alt: String,
    /// Author or rights holder, 2 to 255 characters. Show it with the image, which has its own terms of reuse.
    #[cfg_attr(feature = "openapi", schema(example = "© Fonderie du Rhône"))]
    pub credits: String,
}

impl EventImage {
    /// URL path of the variant for a list card.
    pub fn thumbnail(&self) -> String {
        self.file().address_for(CARD_PX)
    }

    /// The stored image, without alternative text and credits.
    pub fn file(&self) -> StoredImage {
        StoredImage {
            id: self.id.clone(),
            width: self.width,
            height: self.height,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stored(width: u32) -> StoredImage {
        StoredImage {
            id: ImageId::parse(&"0a".repeat(32)).unwrap(),
            width,
            height: 200,
        }
    }

    #[test]
    fn an_image_id_has_one_spelling() {
        assert!(ImageId::parse(&"0f".repeat(32)).is_ok());
        for wrong in [
            "",
            "0f",
            &"0F".repeat(32),
            &"0g".repeat(32),
            "../etc/passwd",
        ] {
            assert_eq!(ImageId::parse(wrong), Err(InvalidImageId), "{wrong}");
        }
        let through_json = serde_json::from_str::<ImageId>("\"../../secret\"");
        assert!(through_json.is_err());
    }

    #[test]
    fn a_page_chooses_among_the_variants() {
        let id = "0a".repeat(32);
        assert_eq!(
            stored(1_000).srcset(),
            format!(
                "/media/{id}/480.jpg 480w, /media/{id}/960.jpg 960w, /media/{id}/1000.jpg 1000w"
            )
        );
        assert_eq!(
            stored(1_000).address_for(500),
            format!("/media/{id}/960.jpg")
        );
        assert_eq!(stored(300).address_for(500), format!("/media/{id}/300.jpg"));
    }

    proptest! {
        #[test]
        fn the_widths_ascend_and_never_enlarge(width in 1..=IMAGE_MAX_WIDTH_PX) {
            let all: Vec<_> = widths(width).collect();
            prop_assert!(all.is_sorted_by(|a, b| a < b));
            prop_assert_eq!(all.last(), Some(&width));
        }
    }
}
