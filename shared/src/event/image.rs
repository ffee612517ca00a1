//! The picture of an event: what is kept of it, in which widths, and where it is read.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Widths in which a picture is kept, in pixels. A smaller one is never enlarged: it is kept in those below its own width,
/// and in its own.
const WIDTHS_PX: [u32; 3] = [480, 960, 1_600];
/// Width of the largest variant, in pixels.
pub const IMAGE_MAX_WIDTH_PX: u32 = 1_600;

/// How wide the page of an event shows its picture, as HTML's `sizes` has it: beside the title where there is room. The page
/// of the server and that of the application must not differ in it, or a browser would read two variants.
pub const IMAGE_PAGE_SIZES: &str = "(min-width: 64rem) 36rem, 100vw";
/// The variant of the page for a browser that does not choose: pixels of the width in which it is shown at most.
pub const IMAGE_PAGE_PX: u32 = 960;
/// The variant of a card in a list, which shows it 160 CSS pixels wide at most: sharp on every screen.
const CARD_PX: u32 = 480;

/// A text that cannot be the name of a picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an image is named by 64 lower-case hexadecimal digits")]
pub struct InvalidImageId;

/// Name of a picture: SHA-256 of its largest variant, as 64 lower-case hexadecimal digits. The same picture has the same
/// name, and another one another.
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
    /// Reads a name, letter for letter.
    ///
    /// # Errors
    ///
    /// [`InvalidImageId`] when it is not written like one; whether the picture exists is for the store to say.
    pub fn parse(text: &str) -> Result<Self, InvalidImageId> {
        let valid =
            text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidImageId)
        }
    }

    /// The name as text.
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

/// A picture that is kept, as its upload answered it; a form passes it on as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoredImage {
    /// Its name; `/media/{id}/{width}.jpg` gives it, in the widths 480, 960 and 1,600 as far as they are below `width`, and
    /// in `width`.
    pub id: ImageId,
    /// Width of the largest variant, in pixels; 1,600 at most.
    #[cfg_attr(feature = "openapi", schema(example = 1600))]
    pub width: u32,
    /// Height of the largest variant, in pixels.
    #[cfg_attr(feature = "openapi", schema(example = 1067))]
    pub height: u32,
}

impl StoredImage {
    /// Widths in which it is kept, ascending.
    pub fn widths(&self) -> impl Iterator<Item = u32> + use<> {
        widths(self.width)
    }

    /// Where the largest variant is read, from the root of the site.
    pub fn address(&self) -> String {
        address(&self.id, self.width)
    }

    /// Where the variant of the least width that shows `px` pixels sharply is read; the largest when none does.
    pub fn address_for(&self, px: u32) -> String {
        let width = self.widths().find(|width| *width >= px);
        address(&self.id, width.unwrap_or(self.width))
    }

    /// All variants with their widths, as HTML's `srcset` has them.
    pub fn srcset(&self) -> String {
        self.widths()
            .map(|width| format!("{} {width}w", address(&self.id, width)))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// Widths in which a picture is kept whose largest variant has this one.
pub fn widths(largest: u32) -> impl Iterator<Item = u32> {
    WIDTHS_PX
        .into_iter()
        .filter(move |width| *width < largest)
        .chain(std::iter::once(largest))
}

/// Where a variant is read, from the root of the site.
fn address(id: &ImageId, width: u32) -> String {
    format!("/media/{id}/{width}.jpg")
}

/// The picture of an event, with what must stand beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventImage {
    /// Its name; `/media/{id}/{width}.jpg` gives it, in the widths 480, 960 and 1,600 as far as they are below `width`, and
    /// in `width`.
    pub id: ImageId,
    /// Width of the largest variant, in pixels; 1,600 at most.
    #[cfg_attr(feature = "openapi", schema(example = 1600))]
    pub width: u32,
    /// Height of the largest variant, in pixels.
    #[cfg_attr(feature = "openapi", schema(example = 1067))]
    pub height: u32,
    /// What it shows, for those who do not see it; 250 characters at most.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Une coulée de métal dans un moule de sable")
    )]
    pub alt: String,
    /// Whose picture it is; it is shown with these words, and keeps its own terms of re-use.
    #[cfg_attr(feature = "openapi", schema(example = "© Fonderie du Rhône"))]
    pub credits: String,
}

impl EventImage {
    /// Where the variant of a card is read, from the root of the site.
    pub fn thumbnail(&self) -> String {
        self.file().address_for(CARD_PX)
    }

    /// The picture without its words.
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
    fn a_name_is_written_in_one_way() {
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
