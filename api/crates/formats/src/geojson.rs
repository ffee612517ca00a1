//! GeoJSON (RFC 7946) with all public properties of the events.

use super::collection::EventCollection;
use super::document::EventDocument;
use catalogue::{Entry, TextKind};
use shared::event::FieldChoice;
use shared::place::{DepartmentCode, Position, RegionCode};
use std::sync::Arc;

/// Media type, from RFC 7946.
pub const TYPE: &str = "application/geo+json";

/// Coordinates are rounded to six decimals: a tenth of a metre.
const DECIMALS: f64 = 1e6;

/// Writes the events as a `FeatureCollection` with its bounding box.
#[derive(Debug, Default)]
pub struct GeoJsonDocument {
    begun: bool,
    /// Properties of each feature; all when absent.
    fields: Option<FieldChoice>,
}

impl GeoJsonDocument {
    /// A document whose features have some of their properties.
    pub const fn with(fields: Option<FieldChoice>) -> Self {
        Self {
            begun: false,
            fields,
        }
    }
}

impl EventDocument for GeoJsonDocument {
    fn begin(&mut self, collection: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        out.push_str(r#"{"type":"FeatureCollection","#);
        if let Some(bounds) = bounds(collection) {
            out.push_str(r#""bbox":"#);
            out.push_str(&serde_json::to_string(&bounds)?);
            out.push(',');
        }
        out.push_str(r#""features":["#);
        Ok(())
    }

    fn event(
        &mut self,
        collection: &EventCollection,
        entry: &Arc<Entry>,
        out: &mut String,
    ) -> anyhow::Result<()> {
        if self.begun {
            out.push(',');
        }
        self.begun = true;
        match &self.fields {
            None => collection.part(TextKind::Feature, entry, out, |out| {
                feature(collection, entry, None, out)
            }),
            Some(fields) => feature(collection, entry, Some(fields), out),
        }
    }

    fn end(&mut self, _: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        out.push_str("]}");
        Ok(())
    }
}

fn feature(
    collection: &EventCollection,
    entry: &Entry,
    fields: Option<&FieldChoice>,
    out: &mut String,
) -> anyhow::Result<()> {
    let event = &entry.event;
    out.push_str(r#"{"type":"Feature","id":""#);
    out.push_str(&event.id.to_string());
    out.push_str(r#"","geometry":"#);
    match &event.venue {
        Some(venue) => {
            out.push_str(r#"{"type":"Point","coordinates":"#);
            out.push_str(&serde_json::to_string(&coordinates(venue.position))?);
            out.push('}');
        }
        None => out.push_str("null"),
    }
    out.push_str(r#","properties":"#);
    match fields {
        None => properties(collection, entry, out)?,
        Some(fields) => {
            let mut all = String::new();
            properties(collection, entry, &mut all)?;
            out.push_str(&fields.narrow(&all)?);
        }
    }
    out.push('}');
    Ok(())
}

/// The event as a JSON object, with its URL and codes before it.
fn properties(collection: &EventCollection, entry: &Entry, out: &mut String) -> anyhow::Result<()> {
    let event = &entry.event;
    out.push_str(r#"{"url":"#);
    out.push_str(&serde_json::to_string(&collection.page(event))?);
    for (name, code) in [
        (
            "department",
            entry.department.as_ref().map(DepartmentCode::as_str),
        ),
        ("region", entry.region.as_ref().map(RegionCode::as_str)),
    ] {
        if let Some(code) = code {
            out.extend([",\"", name, "\":\"", code, "\""]);
        }
    }
    // The event serialises as an object; its members become properties.
    let members = serde_json::to_string(event)?;
    out.push(',');
    out.push_str(members.strip_prefix('{').unwrap_or(&members));
    Ok(())
}

/// Longitude and latitude, rounded.
fn coordinates(position: Position) -> [f64; 2] {
    [position.lon(), position.lat()].map(rounded)
}

fn rounded(degrees: f64) -> f64 {
    let short = (degrees * DECIMALS).round() / DECIMALS;
    // Avoids `-0`.
    if short == 0.0 { 0.0 } else { short }
}

/// West, south, east, north of all venues; `None` when no event has one.
fn bounds(collection: &EventCollection) -> Option<[f64; 4]> {
    collection
        .events
        .iter()
        .filter_map(|entry| entry.event.venue.as_ref())
        .map(|venue| coordinates(venue.position))
        .map(|[lon, lat]| [lon, lat, lon, lat])
        .reduce(|[west, south, east, north], [lon, lat, ..]| {
            [west.min(lon), south.min(lat), east.max(lon), north.max(lat)]
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(4.886_912_345_6, "4.886912")]
    #[case(-0.000_000_1, "0.0")]
    #[case(-176.2, "-176.2")]
    fn degrees_have_six_decimals(#[case] degrees: f64, #[case] expected: &str) {
        assert_eq!(serde_json::to_string(&rounded(degrees)).unwrap(), expected);
    }
}
