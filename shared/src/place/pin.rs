//! Reliability of the marker of a venue.

use super::{Commune, Position};
use crate::identifiers::string_enum;

string_enum! {
    /// Origin of the position of a venue.
    PositionOrigin {
        /// Nobody placed the marker: it is on the town hall of the commune.
        Commune = "commune",
        /// A person or a geocoder placed it.
        Placed = "placed",
    }
}

/// Distance from the town hall up to which a marker is on it, in metres: positions are written with an accuracy of a metre.
const ON_TOWN_HALL_M: f64 = 1.0;

impl PositionOrigin {
    /// Origin of a position in that commune.
    pub fn of(position: Position, commune: &Commune) -> Self {
        if position.distance_m(commune.position) <= ON_TOWN_HALL_M {
            Self::Commune
        } else {
            Self::Placed
        }
    }
}

/// Distance between the marker and its commune above which reviewers are told, unless the edition says otherwise, in metres.
pub(crate) const fn pin_distance_m() -> u32 {
    2_000
}

/// The distance of a marker from its commune in whole metres, if reviewers are to be told: it is more than `allowed_m`.
pub fn reported_distance(distance_m: f64, allowed_m: u32) -> Option<u32> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a distance on the Earth, rounded"
    )]
    let metres = distance_m.round() as u32;
    (distance_m > f64::from(allowed_m)).then_some(metres)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn commune() -> Commune {
        serde_json::from_value(serde_json::json!({
            "insee": "69259", "name": "Vénissieux", "postalCodes": ["69200"], "department": "69", "departmentName": "Rhône",
            "region": "84", "regionName": "Auvergne-Rhône-Alpes", "position": { "lon": 4.8869, "lat": 45.6977 }, "population": 66_000
        }))
        .unwrap()
    }

    #[rstest]
    #[case(4.8869, 45.6977, PositionOrigin::Commune)]
    #[case(4.886_900_001, 45.6977, PositionOrigin::Commune)]
    #[case(4.8870, 45.6977, PositionOrigin::Placed)]
    #[case(4.9, 45.7, PositionOrigin::Placed)]
    fn a_marker_on_the_town_hall_was_not_placed(
        #[case] lon: f64,
        #[case] lat: f64,
        #[case] origin: PositionOrigin,
    ) {
        let position = Position::new(lon, lat).unwrap();
        assert_eq!(PositionOrigin::of(position, &commune()), origin);
    }

    #[rstest]
    #[case(0.0, None)]
    #[case(2_000.0, None)]
    #[case(2_000.4, Some(2_000))]
    #[case(7_512.6, Some(7_513))]
    fn reviewers_are_told_of_a_distant_marker(
        #[case] distance_m: f64,
        #[case] expected: Option<u32>,
    ) {
        assert_eq!(reported_distance(distance_m, pin_distance_m()), expected);
    }
}
