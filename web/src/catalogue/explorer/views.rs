//! Conversion between a query and the area and data of the map.

use crate::api::catalogue;
use crate::map::{Circle, MapData, View};
use shared::event::EventQuery;
use shared::place::{Bounds, InseeCode};

/// Decimals of map edges in a URL, in degrees: about ten metres.
const BOUNDS_DECIMALS: i32 = 4;
/// Up to this many events, the browser loads every point and clusters them itself; above, the server clusters them.
///
/// Measured in headless Chromium without a graphics card, on two busy cores, from the response to a still map: 5,000 events take
/// 1 s and 0.15 MB (brotli), 10,000 take 2 s and 0.3 MB, 50,000 take 6 s and 1.5 MB. Up to this limit points cost less: they are
/// loaded once, and moving the map sends no request.
pub(super) const POINTS_MAX: u64 = EventQuery::MAP_POINTS_MAX;

/// The area that the map shows for a query.
pub(super) fn view_of(query: &EventQuery) -> View {
    if let Some(bounds) = query.bounds {
        return View::Box(bounds);
    }
    if let Some(center) = query.near {
        let radius_m = query.radius_m.unwrap_or(EventQuery::RADIUS_M);
        return View::Circle(Circle { center, radius_m });
    }
    if !query.communes.is_empty() {
        let mut departments: Vec<_> = query.communes.iter().map(InseeCode::department).collect();
        departments.sort_unstable();
        departments.dedup();
        return View::Departments(departments);
    }
    match (query.departments.as_slice(), query.regions.as_slice()) {
        ([], []) => View::Country,
        ([], regions) => View::Regions(regions.to_vec()),
        (departments, _) => View::Departments(departments.to_vec()),
    }
}

/// The circle that a query searches in, if any.
pub(super) fn circle_of(query: &EventQuery) -> Option<Circle> {
    Some(Circle {
        center: query.near?,
        radius_m: query.radius_m?,
    })
}

/// The query for the map: without the box, because the box that filters the list is the map's own view.
pub(super) fn for_map(query: EventQuery) -> EventQuery {
    EventQuery {
        bounds: None,
        sort: None,
        ..query
    }
}

/// The data source for this number of events.
pub(super) fn map_data(query: &EventQuery, total: u64) -> MapData {
    let points = catalogue::points_address(query);
    if total <= POINTS_MAX {
        MapData::Points(points)
    } else {
        MapData::Clusters {
            clusters: catalogue::clusters_address(query),
            points,
        }
    }
}

/// Rounds a box to few decimals; `None` when it is wider than the Earth.
pub(super) fn rounded(bounds: Bounds) -> Option<Bounds> {
    let factor = 10_f64.powi(BOUNDS_DECIMALS);
    let [west, south, east, north] = bounds.edges().map(|edge| (edge * factor).round() / factor);
    Bounds::new(west, south, east, north).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> EventQuery {
        EventQuery::parse(pairs.iter().copied()).unwrap()
    }

    #[test]
    fn the_box_of_a_url_is_the_area_of_the_map() {
        let query = query(&[
            ("bbox", "4,45,5,46"),
            ("near", "4.8,45.7"),
            ("region", "84"),
        ]);

        assert_eq!(view_of(&query), View::Box(query.bounds.unwrap()));
        assert_eq!(for_map(query).bounds, None);
    }

    #[test]
    fn a_centre_without_a_radius_is_shown_without_a_circle() {
        let query = query(&[("near", "4.8,45.7")]);

        assert!(
            matches!(view_of(&query), View::Circle(circle) if circle.radius_m == EventQuery::RADIUS_M)
        );
        assert_eq!(circle_of(&query), None);
    }

    #[test]
    fn departments_take_precedence_over_their_region() {
        assert!(matches!(
            view_of(&query(&[("region", "84"), ("department", "69")])),
            View::Departments(_)
        ));
        assert_eq!(view_of(&query(&[])), View::Country);
    }

    #[test]
    fn many_events_are_clustered_by_the_server() {
        let query = query(&[("kind", "workshop")]);

        assert!(matches!(map_data(&query, POINTS_MAX), MapData::Points(_)));
        assert!(matches!(
            map_data(&query, POINTS_MAX + 1),
            MapData::Clusters { .. }
        ));
    }

    #[test]
    fn an_edge_is_rounded_to_ten_metres() {
        let bounds = Bounds::new(4.123_456, 45.0, 5.0, 46.0).unwrap();

        assert_eq!(rounded(bounds).unwrap().to_string(), "4.1235,45,5,46");
    }
}
