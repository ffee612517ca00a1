use serde::{Deserialize, Serialize};
use std::fmt;

/// Mean radius of the Earth, in metres (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A geographic position in degrees, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RawPosition")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Position {
    /// Longitude in degrees, −180 to 180, east positive.
    #[cfg_attr(feature = "openapi", schema(minimum = -180, maximum = 180, example = 4.8869))]
    lon: f64,
    /// Latitude in degrees, −90 to 90, north positive.
    #[cfg_attr(feature = "openapi", schema(minimum = -90, maximum = 90, example = 45.6977))]
    lat: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPosition {
    lon: f64,
    lat: f64,
}

impl TryFrom<RawPosition> for Position {
    type Error = InvalidPosition;

    fn try_from(RawPosition { lon, lat }: RawPosition) -> Result<Self, Self::Error> {
        Self::new(lon, lat)
    }
}

/// A coordinate is not a number or is out of range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("longitude must be between -180 and 180, latitude between -90 and 90")]
pub struct InvalidPosition;

impl Position {
    /// Builds a position from longitude and latitude, in degrees.
    ///
    /// # Errors
    ///
    /// [`InvalidPosition`] when a value is not a number or out of range.
    pub fn new(lon: f64, lat: f64) -> Result<Self, InvalidPosition> {
        if (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat) {
            Ok(Self { lon, lat })
        } else {
            Err(InvalidPosition)
        }
    }

    /// Parses `lon,lat`, in degrees.
    ///
    /// # Errors
    ///
    /// [`InvalidPosition`] when the text is not two numbers, or as for [`Position::new`].
    pub fn parse(text: &str) -> Result<Self, InvalidPosition> {
        let (lon, lat) = text.split_once(',').ok_or(InvalidPosition)?;
        let number = |part: &str| {
            part.trim()
                .parse::<f64>()
                .map_err(|_not_a_number| InvalidPosition)
        };
        Self::new(number(lon)?, number(lat)?)
    }

    /// Longitude in degrees, −180 to 180, east positive.
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees, −90 to 90, north positive.
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// Great-circle distance in metres (haversine formula).
    pub fn distance_m(self, other: Self) -> f64 {
        let (lat1, lat2) = (self.lat.to_radians(), other.lat.to_radians());
        let d_lat = lat2 - lat1;
        let d_lon = (other.lon - self.lon).to_radians();
        let a = (d_lat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (d_lon / 2.0).sin().powi(2);
        2.0 * EARTH_RADIUS_M * a.sqrt().min(1.0).asin()
    }
}

/// `lon,lat`, the format that [`Position::parse`] accepts.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.lon, self.lat)
    }
}

/// A bounding box, in degrees. A `west` greater than `east` means a box across the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// South-west corner; east of the other corner when the box crosses the antimeridian.
    south_west: Position,
    /// North-east corner, never south of the other.
    north_east: Position,
}

impl Bounds {
    /// Builds a box from its edges, in degrees.
    ///
    /// # Errors
    ///
    /// [`InvalidPosition`] when a value is not a number or out of range, or when `south` is greater than `north`.
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Result<Self, InvalidPosition> {
        if south > north {
            return Err(InvalidPosition);
        }
        Ok(Self {
            south_west: Position::new(west, south)?,
            north_east: Position::new(east, north)?,
        })
    }

    /// Parses `west,south,east,north`, in degrees.
    ///
    /// # Errors
    ///
    /// [`InvalidPosition`] when the text is not four numbers, or as for [`Bounds::new`].
    pub fn parse(text: &str) -> Result<Self, InvalidPosition> {
        let mut numbers = text.split(',').map(|part| {
            part.trim()
                .parse::<f64>()
                .map_err(|_not_a_number| InvalidPosition)
        });
        let mut next = || numbers.next().unwrap_or(Err(InvalidPosition));
        let (west, south, east, north) = (next()?, next()?, next()?, next()?);
        if numbers.next().is_some() {
            return Err(InvalidPosition);
        }
        Self::new(west, south, east, north)
    }

    /// West, south, east and north edge, in degrees.
    pub const fn edges(self) -> [f64; 4] {
        [
            self.south_west.lon,
            self.south_west.lat,
            self.north_east.lon,
            self.north_east.lat,
        ]
    }

    /// True for a point in the box, edges included, also across the antimeridian.
    pub fn contains(self, point: Position) -> bool {
        let [west, south, east, north] = self.edges();
        let in_longitude = if west <= east {
            (west..=east).contains(&point.lon)
        } else {
            point.lon >= west || point.lon <= east
        };
        in_longitude && (south..=north).contains(&point.lat)
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [west, south, east, north] = self.edges();
        write!(f, "{west},{south},{east},{north}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lyon_is_392_km_from_paris() {
        let paris = Position::new(2.3522, 48.8566).unwrap();
        let lyon = Position::new(4.8357, 45.7640).unwrap();
        assert!((paris.distance_m(lyon) - 391_500.0).abs() < 1_000.0);
    }

    #[test]
    fn a_box_across_the_antimeridian_holds_both_sides() {
        let wallis_and_fiji = Bounds::new(176.0, -20.0, -175.0, -12.0).unwrap();
        assert!(wallis_and_fiji.contains(Position::new(-176.2, -13.3).unwrap()));
        assert!(wallis_and_fiji.contains(Position::new(178.0, -17.0).unwrap()));
        assert!(!wallis_and_fiji.contains(Position::new(0.0, -17.0).unwrap()));
    }

    #[test]
    fn every_constructor_rejects_invalid_coordinates() {
        assert!(Position::new(f64::NAN, 0.0).is_err());
        assert!(serde_json::from_str::<Position>(r#"{"lon": 181, "lat": 0}"#).is_err());
        assert!(Bounds::parse("1,2,3").is_err());
        assert!(Bounds::parse("1,2,3,4,5").is_err());
        assert!(Bounds::parse("1,9,3,4").is_err());
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in ".{0,40}") {
            let _ = Bounds::parse(&text);
        }

        #[test]
        fn bounds_round_trip_through_text(w in -180.0..180.0, s in -90.0..0.0, e in -180.0..180.0, n in 0.0..90.0) {
            let bounds = Bounds::new(w, s, e, n).unwrap();
            prop_assert_eq!(Bounds::parse(&bounds.to_string()).unwrap(), bounds);
        }
    }
}
