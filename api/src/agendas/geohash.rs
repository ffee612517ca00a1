//! Geohashes: cells of the globe, each a fifth bit finer than the one before.

use shared::place::Position;

/// Base 32 of geohashes: the digits and letters without `a`, `i`, `l` and `o`.
const DIGITS: &[u8; 32] = b"0123456789bcdefghjkmnpqrstuvwxyz";
/// Maximum number of digits.
const DIGITS_MAX: u32 = 12;
/// Width of the world at zoom 0, in pixels.
const WORLD_PX: f64 = 256.0;

/// A cell, as the bits of its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cell {
    bits: u64,
    digits: u32,
}

/// Number of digits whose cells are at most so many pixels wide at a zoom level.
pub(super) fn digits(zoom: u32, radius_px: u32) -> u32 {
    let degrees = 360.0 / (WORLD_PX * f64::from(zoom.min(24)).exp2()) * f64::from(radius_px.max(1));
    (1..DIGITS_MAX)
        .find(|digits| {
            let halvings = (5 * *digits).div_ceil(2);
            360.0 / f64::from(halvings).exp2() <= degrees
        })
        .unwrap_or(DIGITS_MAX)
}

impl Cell {
    /// The cell of a position.
    pub(super) fn of(position: Position, digits: u32) -> Self {
        let digits = digits.clamp(1, DIGITS_MAX);
        let (mut west, mut east, mut south, mut north) = (-180.0, 180.0, -90.0, 90.0);
        let mut bits = 0_u64;
        for bit in 0..5 * digits {
            // Longitude first, and by turns.
            let (low, high, value) = if bit.is_multiple_of(2) {
                (&mut west, &mut east, position.lon())
            } else {
                (&mut south, &mut north, position.lat())
            };
            let middle = f64::midpoint(*low, *high);
            let is_upper = value >= middle;
            bits = (bits << 1) | u64::from(is_upper);
            if is_upper {
                *low = middle;
            } else {
                *high = middle;
            }
        }
        Self { bits, digits }
    }

    /// The digits of the cell.
    pub(super) fn text(self) -> String {
        (0..self.digits)
            .rev()
            .filter_map(|place| {
                let digit = usize::try_from((self.bits >> (5 * place)) & 31).ok()?;
                DIGITS.get(digit).map(|digit| char::from(*digit))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(-5.6, 42.6, 5, "ezs42")]
    #[case(10.407_44, 57.649_11, 11, "u4pruydqqvj")]
    #[case(2.3522, 48.8566, 4, "u09t")]
    fn known_places_have_their_cells(
        #[case] lon: f64,
        #[case] lat: f64,
        #[case] digits: u32,
        #[case] text: &str,
    ) {
        let cell = Cell::of(Position::new(lon, lat).unwrap(), digits);
        assert_eq!(cell.text(), text);
    }

    #[test]
    fn cells_are_finer_the_nearer_one_looks() {
        let all: Vec<_> = (0..=24).map(|zoom| digits(zoom, 40)).collect();
        assert!(all.is_sorted());
        assert_eq!((all[0], digits(24, 1)), (1, 12));
    }
}
