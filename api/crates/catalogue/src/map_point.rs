//! Positions on the map, and the cells into which each zoom level divides it.

use shared::place::Position;

/// Deepest zoom level of the map.
pub const ZOOM_MAX: u8 = 24;
/// Cells along one edge of a tile, as a power of two: a cell is 64 of the 512 pixels of a tile, so that the points of
/// neighbouring cells do not overlap.
const CELLS_PER_TILE: u8 = 3;

/// A position, and its cell of the Mercator map at the deepest zoom level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MapPoint {
    pub(super) place: Position,
    column: u32,
    row: u32,
}

impl MapPoint {
    pub(super) fn of(place: Position) -> Self {
        let side = f64::from(1u32 << (ZOOM_MAX + CELLS_PER_TILE));
        let height = place.lat().to_radians().sin();
        let down = 0.5 - ((1.0 + height) / (1.0 - height)).ln() / (4.0 * std::f64::consts::PI);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to between zero and the side of the map, which is 2²⁷"
        )]
        let whole = |part: f64| (part * side).clamp(0.0, side - 1.0) as u32;
        Self {
            place,
            column: whole(place.lon() / 360.0 + 0.5),
            row: whole(down),
        }
    }

    /// Row and column of the cell at a zoom level.
    pub(super) fn cell(self, zoom: u8) -> (u32, u32) {
        let shift = ZOOM_MAX - zoom.min(ZOOM_MAX);
        (self.row >> shift, self.column >> shift)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    // The corner of four tiles, and the last cell before the antimeridian and the end of the map.
    #[case(0.0, 0.0, 0, (4, 4))]
    #[case(180.0, -89.9, 0, (7, 7))]
    #[case(-180.0, 90.0, 0, (0, 0))]
    // Lyon: tile 5/16/11.
    #[case(4.8357, 45.764, 5, (11 * 8 + 3, 16 * 8 + 3))]
    fn a_place_lies_in_one_cell(
        #[case] lon: f64,
        #[case] lat: f64,
        #[case] zoom: u8,
        #[case] cell: (u32, u32),
    ) {
        let place = Position::new(lon, lat).unwrap();
        assert_eq!(MapPoint::of(place).cell(zoom), cell);
    }
}
