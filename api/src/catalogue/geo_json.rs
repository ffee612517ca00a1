//! GeoJSON (RFC 7946) of the events, reduced to what a map needs.

pub(super) use formats::geojson::TYPE as GEO_JSON;

use catalogue::MapItem;
use serde::Serialize;
use serde_json::value::RawValue;
use shared::event::PublicEvent;

/// Coordinates are rounded to five decimals: about a metre on the ground.
const DEGREE_PARTS: f64 = 1e5;

/// A feature collection whose features are serialised already.
#[derive(Serialize)]
pub(super) struct FeatureCollection<F> {
    #[serde(rename = "type")]
    kind: &'static str,
    features: Vec<F>,
}

impl<F> FeatureCollection<F> {
    pub(super) fn new(features: Vec<F>) -> Self {
        Self {
            kind: "FeatureCollection",
            features,
        }
    }
}

#[derive(Serialize)]
struct Feature<P> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    geometry: Point,
    properties: P,
}

#[derive(Serialize)]
struct Point {
    #[serde(rename = "type")]
    kind: &'static str,
    coordinates: [Degrees; 2],
}

impl Point {
    fn at(lon: f64, lat: f64) -> Self {
        Self {
            kind: "Point",
            coordinates: [Degrees(lon), Degrees(lat)],
        }
    }
}

/// Properties of a point on the map. Edition and slug identify the event; ids are left out because random ids would double
/// the size of the response for all of France.
#[derive(Serialize)]
struct PointProperties<'a> {
    slug: &'a str,
    edition: &'a str,
    kind: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
struct ClusterProperties {
    cluster: bool,
    count: i64,
    bbox: [Degrees; 4],
}

/// Degrees, written with at most five decimals.
#[derive(Clone, Copy)]
struct Degrees(f64);

impl Serialize for Degrees {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rounded = (self.0 * DEGREE_PARTS).round() / DEGREE_PARTS;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "degrees are between -180 and 360"
        )]
        if rounded.fract() == 0.0 {
            serializer.serialize_i64(rounded as i64)
        } else {
            serializer.serialize_f64(rounded)
        }
    }
}

/// The event as a point feature; `None` without a venue.
///
/// # Errors
///
/// When the event has no JSON form, which its types do not allow.
pub(super) fn feature(event: &PublicEvent) -> serde_json::Result<Option<Box<RawValue>>> {
    let Some(venue) = &event.venue else {
        return Ok(None);
    };
    let feature = Feature {
        kind: "Feature",
        id: None,
        geometry: Point::at(venue.position.lon(), venue.position.lat()),
        properties: PointProperties {
            slug: &event.slug,
            edition: &event.edition,
            kind: &event.kind,
            title: &event.title,
        },
    };
    serde_json::value::to_raw_value(&feature).map(Some)
}

/// The clusters of a map; events that are not part of a cluster are the point features that [`feature`] rendered.
///
/// # Errors
///
/// As [`feature`].
pub(super) fn clusters(spotted: &[MapItem<'_>]) -> serde_json::Result<String> {
    let features: Vec<MapFeature<'_>> = spotted
        .iter()
        .filter_map(|spotted| match spotted {
            MapItem::Event(entry) => entry.rendered.feature.as_deref().map(MapFeature::Event),
            MapItem::Cluster {
                cell: (zoom, column, row),
                count,
                middle: (lon, lat),
                bbox,
            } => Some(MapFeature::Cluster(Feature {
                kind: "Feature",
                id: Some(format!("{zoom}/{column}/{row}")),
                geometry: Point::at(*lon, *lat),
                properties: ClusterProperties {
                    cluster: true,
                    count: *count,
                    bbox: bbox.map(Degrees),
                },
            })),
        })
        .collect();
    serde_json::to_string(&FeatureCollection::new(features))
}

#[derive(Serialize)]
#[serde(untagged)]
enum MapFeature<'a> {
    Event(&'a RawValue),
    Cluster(Feature<ClusterProperties>),
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(4.886_912_345, "4.88691")]
    #[case(-0.000_001, "0")]
    #[case(48.0, "48")]
    #[case(-176.2, "-176.2")]
    fn coordinates_are_written_to_the_metre(#[case] value: f64, #[case] text: &str) {
        assert_eq!(serde_json::to_string(&Degrees(value)).unwrap(), text);
    }
}
