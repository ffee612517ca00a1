//! Colours of a kit, and their contrast.

use crate::identifiers::string_enum;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An opaque colour, such as `#35258f`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "openapi",
    schema(value_type = String, pattern = "^#[0-9a-f]{6}$", example = "#35258f")
)]
pub struct Colour([u8; 3]);

/// Error: not a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a colour is `#` and six digits of 0–9 and a–f")]
pub struct InvalidColour;

impl Colour {
    /// The colour of these parts, each 0 to 255.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// Red, green and blue, each 0 to 255.
    pub const fn parts(self) -> (u8, u8, u8) {
        let Self([red, green, blue]) = self;
        (red, green, blue)
    }

    /// Relative luminance, from 0 for black to 1 for white (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Contrast with another colour, from 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

impl FromStr for Colour {
    type Err = InvalidColour;

    fn from_str(text: &str) -> Result<Self, InvalidColour> {
        let digits = text.strip_prefix('#').ok_or(InvalidColour)?;
        let of_colour = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if digits.len() != 6 || !digits.bytes().all(of_colour) {
            return Err(InvalidColour);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_not_hex| InvalidColour)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl TryFrom<String> for Colour {
    type Error = InvalidColour;

    fn try_from(text: String) -> Result<Self, InvalidColour> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([red, green, blue]) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl fmt::Debug for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

string_enum! {
    /// Part that a colour of the theme plays.
    ColourRole {
        /// The paper: white or nearly so.
        Ground = "ground",
        /// Quiet areas on the ground.
        Soft = "soft",
        /// Text on the ground and on quiet areas.
        Ink = "ink",
        /// Bands, headings, the colour of the edition.
        Accent = "accent",
        /// Text on the accent.
        AccentInk = "accent_ink",
        /// Small decorations; never text.
        Spark = "spark",
    }
}

impl ColourRole {
    /// True when text of this colour can be read on that ground: the pairs of [`KitTheme::PAIRS`].
    pub fn is_read_on(self, ground: Self) -> bool {
        KitTheme::PAIRS.contains(&(self, ground))
    }
}

/// The six colours of a kit, each for one purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitTheme {
    /// The paper, on which everything stands: white or nearly so.
    pub ground: Colour,
    /// Quiet areas on the ground.
    pub soft: Colour,
    /// Text on the ground and on quiet areas: contrast at least 4.5 with both.
    pub ink: Colour,
    /// Bands and headings: contrast at least 4.5 with the ground and with quiet areas.
    pub accent: Colour,
    /// Text on the accent: contrast at least 4.5 with it.
    pub accent_ink: Colour,
    /// Small decorations; never text.
    pub spark: Colour,
}

impl KitTheme {
    /// Colours of text with the grounds on which it may stand.
    pub const PAIRS: [(ColourRole, ColourRole); 5] = [
        (ColourRole::Ink, ColourRole::Ground),
        (ColourRole::Ink, ColourRole::Soft),
        (ColourRole::Accent, ColourRole::Ground),
        (ColourRole::Accent, ColourRole::Soft),
        (ColourRole::AccentInk, ColourRole::Accent),
    ];
    /// Least contrast of a pair (WCAG 2.2, 1.4.3).
    pub const CONTRAST_MIN: f64 = 4.5;

    /// The colour that plays a part.
    pub const fn colour(&self, role: ColourRole) -> Colour {
        match role {
            ColourRole::Ground => self.ground,
            ColourRole::Soft => self.soft,
            ColourRole::Ink => self.ink,
            ColourRole::Accent => self.accent,
            ColourRole::AccentInk => self.accent_ink,
            ColourRole::Spark => self.spark,
        }
    }

    /// Pairs that cannot be read, with their contrast.
    pub fn too_faint(&self) -> impl Iterator<Item = (ColourRole, ColourRole, f64)> {
        let theme = *self;
        Self::PAIRS.into_iter().filter_map(move |(text, ground)| {
            let contrast = theme.colour(text).contrast(theme.colour(ground));
            (contrast < Self::CONTRAST_MIN).then_some((text, ground, contrast))
        })
    }
}
