use super::gazetteer::Gazetteer;
use geo_index::kdtree::{KDTree, KDTreeBuilder, KDTreeIndex as _};
use shared::place::{Commune, Position};

/// Metres per degree of latitude; slightly below the shortest one, so that a bounding box is never too small.
const METRES_PER_DEGREE: f64 = 110_500.0;
/// Initial search radius in metres; doubled until a commune is found.
const FIRST_RADIUS_M: f64 = 4_000.0;
/// Slightly more than half the circumference of the Earth, in metres.
const WHOLE_EARTH_M: f64 = 20_100_000.0;

impl Gazetteer {
    /// The commune with the nearest town hall, and its distance in metres.
    ///
    /// In Paris, Lyon and Marseille it is the arrondissement.
    ///
    /// # Panics
    ///
    /// Never: the table is not empty.
    pub fn nearest(&self, position: Position) -> (Commune, f64) {
        let mut radius_m = FIRST_RADIUS_M;
        loop {
            let nearest = self
                .around(position, radius_m)
                .into_iter()
                .filter_map(|place| self.row(place))
                .filter(|row| !row.has_arrondissements())
                .map(|row| (row, row.position.distance_m(position)))
                .min_by(|(_, one), (_, other)| one.total_cmp(other));
            if let Some((row, distance_m)) = nearest
                && (distance_m <= radius_m || radius_m >= WHOLE_EARTH_M)
            {
                return (self.to_commune(row), distance_m);
            }
            assert!(
                radius_m < WHOLE_EARTH_M,
                "the table of communes is not empty"
            );
            radius_m *= 2.0;
        }
    }

    /// Spatial index of the town halls.
    pub(super) fn points(&self) -> &KDTree<f64> {
        self.points.get_or_init(|| {
            let count =
                u32::try_from(self.rows.len()).expect("there are fewer communes than numbers");
            let mut builder = KDTreeBuilder::<f64>::new(count);
            for row in &self.rows {
                builder.add(row.position.lon(), row.position.lat());
            }
            builder.finish()
        })
    }

    /// Rows in a box around the circle: a degree of longitude shrinks with the latitude, and the box may cross the
    /// antimeridian.
    pub(super) fn around(&self, centre: Position, radius_m: f64) -> Vec<u32> {
        let reach_lat = radius_m / METRES_PER_DEGREE;
        let (south, north) = (centre.lat() - reach_lat, centre.lat() + reach_lat);
        let narrowest = south.abs().max(north.abs()).min(90.0).to_radians().cos();
        let reach_lon = reach_lat / narrowest;
        if !reach_lon.is_finite() || reach_lon >= 180.0 {
            return self.points().range(-180.0, south, 180.0, north);
        }
        let (west, east) = (centre.lon() - reach_lon, centre.lon() + reach_lon);
        let mut found = self.points().range(west, south, east, north);
        if west < -180.0 {
            found.extend(self.points().range(west + 360.0, south, 180.0, north));
        }
        if east > 180.0 {
            found.extend(self.points().range(-180.0, south, east - 360.0, north));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::new(lon, lat).unwrap()
    }

    #[test]
    fn the_nearest_commune_is_found() {
        for (position, insee) in [
            (at(45.6977, 4.8869), "69259"),
            (at(48.8566, 2.3125), "75107"),
            (at(-20.8789, 55.4481), "97411"),
            (at(-17.5347, -149.5684), "98735"),
            (at(46.7791, -56.1773), "97502"),
            (at(40.0, -50.0), "97502"),
            (at(90.0, 0.0), "59107"),
        ] {
            let (nearest, _) = Gazetteer::embedded().nearest(position);
            assert_eq!(
                nearest.insee.as_str(),
                insee,
                "{position:?}: {}",
                nearest.name
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_commune_is_nearer_than_the_nearest(lon in -180.0..=180.0, lat in -90.0..=90.0) {
            let gazetteer = Gazetteer::embedded();
            let here = Position::new(lon, lat).unwrap();

            let (_, distance_m) = gazetteer.nearest(here);

            let by_hand = gazetteer.rows.iter()
                .filter(|row| !row.has_arrondissements())
                .map(|row| row.position.distance_m(here))
                .fold(f64::INFINITY, f64::min);
            prop_assert!((distance_m - by_hand).abs() < 0.001);
        }
    }
}
