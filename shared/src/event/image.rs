//! Event images: stored variants, identifiers and URLs.

use crate::identifiers::digest_id;
use serde::{Deserialize, Serialize};

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
/// Ratio of width to height of an image on a list card.
pub const CARD_RATIO: (u32, u32) = (4, 3);
/// Pixels needed by an image on a list card: displayed at most 160 CSS pixels wide, it is sharp on every screen.
const CARD_PX: u32 = 480;

/// Side of the square crop, in pixels; shorter where the image itself is.
pub const SQUARE_PX: u32 = 480;
/// Steps of the position of a crop, in percent: few enough that every crop of an image can be stored.
const CROP_STEP: u8 = 10;

digest_id! {
    /// Identifier of an image: SHA-256 of its largest variant, as 64 lower-case hexadecimal digits. Identical images share
    /// an identifier.
    ImageId, InvalidImageId, "an image identifier is 64 lower-case hexadecimal digits"
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

    /// Width of the smallest variant at least `px` pixels wide; of the largest when none is.
    pub fn width_for(&self, px: u32) -> u32 {
        let width = self.widths().find(|width| *width >= px);
        width.unwrap_or(self.width)
    }

    /// URL path of the variant of [`Self::width_for`].
    pub fn address_for(&self, px: u32) -> String {
        address(&self.id, self.width_for(px))
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

/// Position of the crop of an image of a size to a ratio of width to height that keeps a point.
pub fn crop_position(
    (width, height): (u32, u32),
    ratio: (u32, u32),
    focus: FocalPoint,
) -> CropPosition {
    let is_wider = u64::from(width) * u64::from(ratio.1) > u64::from(height) * u64::from(ratio.0);
    CropPosition::nearest(if is_wider { focus.x } else { focus.y })
}

/// URL path of the square crop of an image at a position.
pub fn square_address(id: &ImageId, at: CropPosition) -> String {
    format!("/media/{id}/square-{}.jpg", at.percent())
}

/// URL path of a variant.
fn address(id: &ImageId, width: u32) -> String {
    format!("/media/{id}/{width}.jpg")
}

/// The point of an image that crops keep, in percent of its width and height from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FocalPoint {
    /// Distance from the left edge, in percent of the width: 0 to 100.
    #[cfg_attr(feature = "openapi", schema(example = 30))]
    pub x: i16,
    /// Distance from the top edge, in percent of the height: 0 to 100.
    #[cfg_attr(feature = "openapi", schema(example = 40))]
    pub y: i16,
}

impl FocalPoint {
    /// The middle of an image, from which it is cropped unless the organiser chose another point.
    pub const CENTRE: Self = Self { x: 50, y: 50 };

    /// True when the point is inside the image.
    pub fn is_inside(self) -> bool {
        [self.x, self.y]
            .iter()
            .all(|percent| (0..=100).contains(percent))
    }
}

impl Default for FocalPoint {
    fn default() -> Self {
        Self::CENTRE
    }
}

/// Position of a crop along the side of the image that it shortens: a multiple of 10 from 0, the left or top end, to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CropPosition(u8);

impl CropPosition {
    /// The position that is nearest to `percent`.
    pub fn nearest(percent: i16) -> Self {
        let percent = u8::try_from(percent.clamp(0, 100)).unwrap_or_default();
        Self((percent + CROP_STEP / 2) / CROP_STEP * CROP_STEP)
    }

    /// The position of that many percent; `None` unless it is a multiple of 10 up to 100.
    pub fn parse(percent: u8) -> Option<Self> {
        (percent <= 100 && percent.is_multiple_of(CROP_STEP)).then_some(Self(percent))
    }

    /// From 0 to 100, a multiple of 10.
    pub const fn percent(self) -> u8 {
        self.0
    }

    /// Pixels before the crop, of those that it leaves out.
    pub fn pixels_before(self, left_out: u32) -> u32 {
        let before = u64::from(left_out) * u64::from(self.0) / 100;
        u32::try_from(before).unwrap_or(left_out)
    }
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
    /// Term of the edition's `imageLicences` vocabulary under which the image may be reused; absent when all rights are reserved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "cc_by_4"))]
    pub licence: Option<String>,
    /// The point that crops keep; absent for the centre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focus: Option<FocalPoint>,
}

impl EventImage {
    /// URL path of the variant for a list card.
    pub fn thumbnail(&self) -> String {
        self.file().address_for(CARD_PX)
    }

    /// CSS class of the image on a list card, which keeps the focal point in sight.
    pub fn card_class(&self) -> String {
        format!("focus-{}", self.crop_position(CARD_RATIO).percent())
    }

    /// URL path of the square crop around the focal point, [`SQUARE_PX`] wide or less.
    pub fn square(&self) -> String {
        square_address(&self.id, self.crop_position((1, 1)))
    }

    /// Position of the crop to a ratio of width to height that keeps the focal point.
    pub fn crop_position(&self, ratio: (u32, u32)) -> CropPosition {
        crop_position(
            (self.width, self.height),
            ratio,
            self.focus.unwrap_or_default(),
        )
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

    #[test]
    fn a_crop_moves_along_the_side_that_it_shortens() {
        let focus = FocalPoint { x: 12, y: 88 };
        assert_eq!(crop_position((1_600, 900), (1, 1), focus).percent(), 10);
        assert_eq!(crop_position((900, 1_600), (1, 1), focus).percent(), 90);
        // Narrower than 16:9, so that its height is shortened.
        assert_eq!(crop_position((1_000, 900), (16, 9), focus).percent(), 90);
        assert_eq!(CropPosition::nearest(50).pixels_before(700), 350);
        assert_eq!(CropPosition::nearest(100).pixels_before(u32::MAX), u32::MAX);
        assert_eq!(CropPosition::nearest(-1), CropPosition(0));
        assert_eq!(CropPosition::parse(7), None);
        assert_eq!(CropPosition::parse(105), None);
    }

    proptest! {
        #[test]
        fn every_position_of_an_address_is_read_back(percent in -200..300_i16) {
            let position = CropPosition::nearest(percent);
            prop_assert_eq!(CropPosition::parse(position.percent()), Some(position));
        }

        #[test]
        fn the_widths_ascend_and_never_enlarge(width in 1..=IMAGE_MAX_WIDTH_PX) {
            let all: Vec<_> = widths(width).collect();
            prop_assert!(all.is_sorted_by(|a, b| a < b));
            prop_assert_eq!(all.last(), Some(&width));
        }
    }
}
