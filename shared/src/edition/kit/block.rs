//! The blocks that a file consists of.

use super::{ColourRole, KitUnit, limits};
use crate::identifiers::string_enum;
use serde::{Deserialize, Serialize};

/// A rectangle of a page, in the unit of its format, from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitArea {
    /// Distance from the left edge.
    #[cfg_attr(feature = "openapi", schema(example = 150))]
    pub x: i32,
    /// Distance from the upper edge.
    #[cfg_attr(feature = "openapi", schema(example = 150))]
    pub y: i32,
    /// Width, at least 1.
    #[cfg_attr(feature = "openapi", schema(example = 1800))]
    pub width: i32,
    /// Height, at least 1.
    #[cfg_attr(feature = "openapi", schema(example = 900))]
    pub height: i32,
}

impl KitArea {
    /// True when the other area lies inside.
    pub const fn covers(&self, other: &Self) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && self.x.saturating_add(self.width) >= other.x.saturating_add(other.width)
            && self.y.saturating_add(self.height) >= other.y.saturating_add(other.height)
    }

    /// True when both have a point in common.
    pub const fn meets(&self, other: &Self) -> bool {
        self.x < other.x.saturating_add(other.width)
            && other.x < self.x.saturating_add(self.width)
            && self.y < other.y.saturating_add(other.height)
            && other.y < self.y.saturating_add(self.height)
    }

    /// Corner of a picture in which its author may stand; `None` on a picture on which nobody could read the name.
    fn credits(&self, unit: KitUnit) -> Option<Self> {
        let least = match unit {
            KitUnit::TenthOfMillimetre => limits::PAPER_CREDITS,
            KitUnit::Pixel => limits::SCREEN_CREDITS,
        };
        let short = self.width.min(self.height);
        if short < least.saturating_mul(limits::CREDITS_ROOM) {
            return None;
        }
        let size = least.max(short / limits::CREDITS_SHARE + 1);
        // Three fifths of the width, with half of a letter on each side; the line has one and a half letters.
        let width = (self.width / 5).saturating_mul(3).saturating_add(size);
        let height = size.saturating_mul(3) / 2 + 1;
        Some(Self {
            x: self.x.saturating_add(self.width).saturating_sub(width),
            y: self.y.saturating_add(self.height).saturating_sub(height),
            width,
            height,
        })
    }
}

string_enum! {
    /// Side to which lines are aligned.
    Alignment {
        /// To the left, where French lines begin.
        Start = "start",
        /// Around the middle of the area.
        Centre = "centre",
        /// To the right, where French lines end.
        End = "end",
    }
}

string_enum! {
    /// Part of its area in which a text stands that does not fill it.
    Anchor {
        /// From the upper edge of the area down.
        Top = "top",
        /// With the same space above and below.
        Middle = "middle",
        /// On the lower edge of the area.
        Bottom = "bottom",
    }
}

string_enum! {
    /// Role of a paragraph for a screen reader.
    KitVoice {
        /// The heading of the page, once on each.
        Heading = "heading",
        /// A paragraph like any other.
        Text = "text",
    }
}

/// A paragraph of a text. One that is empty once its tags are filled is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitParagraph {
    /// Words with tags, 1 to 600 characters.
    #[cfg_attr(feature = "openapi", schema(example = "Organisé par {organisateur}"))]
    pub text: String,
    /// Largest font size, in the unit of the format.
    #[cfg_attr(feature = "openapi", schema(example = 180))]
    pub size: i32,
    /// Smallest font size: at least 20 tenths of a millimetre, or 11 pixels. A text that does not fit is shortened.
    #[cfg_attr(feature = "openapi", schema(example = 80))]
    pub smallest: i32,
    /// Most lines, 1 to 60.
    #[cfg_attr(feature = "openapi", schema(example = 4))]
    pub lines: i32,
    /// Space above, unless it is the first.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub above: i32,
    /// True for bold type.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bold: bool,
    /// Role of the theme's colour in which it is written.
    pub colour: ColourRole,
    /// Role for a screen reader.
    #[serde(default = "text_voice")]
    pub voice: KitVoice,
}

const fn text_voice() -> KitVoice {
    KitVoice::Text
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
const fn is_zero(number: &i32) -> bool {
    *number == 0
}

/// A block of a file. It covers no earlier text, QR code, map or row of logos, nor the lower right corner of an earlier picture, where its
/// author stands. Texts, QR codes and logos keep 30 tenths of a millimetre or 8 pixels from the edges of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum KitBlock {
    /// A rectangle of one colour. One that reaches an edge of the page goes on into the bleed.
    Shape {
        /// Area on the page.
        area: KitArea,
        /// Role of the theme's colour that fills it.
        colour: ColourRole,
        /// Radius of the corners; 0 for right angles.
        #[serde(default, skip_serializing_if = "is_zero")]
        radius: i32,
    },
    /// Paragraphs below each other. They shrink, the heading first, until they fit, and are shortened when that is not enough.
    Text {
        /// Area on the page.
        area: KitArea,
        /// Side to which lines are aligned.
        align: Alignment,
        /// Where the text stands when it does not fill the area.
        anchor: Anchor,
        /// Paragraphs from top to bottom, 1 to 12.
        paragraphs: Vec<KitParagraph>,
    },
    /// The picture of the event, cropped around its focal point; a pattern when it has none. One that reaches an edge of the page goes on
    /// into the bleed.
    Picture {
        /// Area on the page.
        area: KitArea,
    },
    /// QR code with the address of the event's page, black on white with its margin.
    Code {
        /// Area on the page with the quiet zone: a square of at least 230 tenths of a millimetre or 90 pixels.
        area: KitArea,
    },
    /// Map around the place of the event; the place in words when it has no position.
    Map {
        /// Area on the page.
        area: KitArea,
    },
    /// Logos of partners in a row; nothing when there are none.
    Logos {
        /// Area on the page.
        area: KitArea,
        /// Side to which the row is aligned.
        align: Alignment,
    },
}

impl KitBlock {
    /// Area of the block on its page.
    pub const fn area(&self) -> &KitArea {
        match self {
            Self::Shape { area, .. }
            | Self::Text { area, .. }
            | Self::Picture { area }
            | Self::Code { area }
            | Self::Map { area }
            | Self::Logos { area, .. } => area,
        }
    }

    /// True when it holds what is to be read, by a person or a telephone: no later block may cover it.
    pub const fn is_read(&self) -> bool {
        match self {
            Self::Text { .. } | Self::Code { .. } | Self::Map { .. } | Self::Logos { .. } => true,
            Self::Shape { .. } | Self::Picture { .. } => false,
        }
    }

    /// The area that no later block may cover: all of what is to be read; of a picture the corner in which its author stands.
    pub fn kept_free(&self, unit: KitUnit) -> Option<KitArea> {
        match self {
            Self::Text { area, .. }
            | Self::Code { area }
            | Self::Map { area }
            | Self::Logos { area, .. } => Some(*area),
            Self::Picture { area } => area.credits(unit),
            Self::Shape { .. } => None,
        }
    }

    /// True when it must not reach the edges of the page; a shape, a picture or a map may.
    pub const fn keeps_margin(&self) -> bool {
        match self {
            Self::Text { .. } | Self::Code { .. } | Self::Logos { .. } => true,
            Self::Shape { .. } | Self::Picture { .. } | Self::Map { .. } => false,
        }
    }
}
