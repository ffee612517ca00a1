//! GeoJSON (RFC 7946): the events with all that is public of them.

use super::collection::Collection;
use super::document::Document;
use catalogue::{Entry, TextKind};
use shared::place::{DepartmentCode, Position, RegionCode};
use std::sync::Arc;

/// RFC 7946.
pub const TYPE: &str = "application/geo+json";

/// Decimals of a degree at most: a tenth of a metre.
const DECIMALS: f64 = 1e6;

/// A `FeatureCollection` with its box.
#[derive(Debug, Default)]
pub struct GeoJsonDocument {
    begun: bool,
}

impl Document for GeoJsonDocument {
    fn begin(&mut self, of: &Collection, out: &mut String) -> anyhow::Result<()> {
        out.push_str(r#"{"type":"FeatureCollection","#);
        if let Some(bounds) = bounds(of) {
            out.push_str(r#""bbox":"#);
            out.push_str(&serde_json::to_string(&bounds)?);
            out.push(',');
        }
        out.push_str(r#""features":["#);
        Ok(())
    }

    fn event(
        &mut self,
        of: &Collection,
        entry: &Arc<Entry>,
        out: &mut String,
    ) -> anyhow::Result<()> {
        if self.begun {
            out.push(',');
        }
        self.begun = true;
        of.part(TextKind::Feature, entry, out, |out| feature(of, entry, out))
    }

    fn end(&mut self, _: &Collection, out: &mut String) -> anyhow::Result<()> {
        out.push_str("]}");
        Ok(())
    }
}

fn feature(of: &Collection, entry: &Entry, out: &mut String) -> anyhow::Result<()> {
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
    out.push_str(r#","properties":{"url":"#);
    out.push_str(&serde_json::to_string(&of.page(event))?);
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
    // The event itself is an object too; its members follow.
    let members = serde_json::to_string(event)?;
    out.push(',');
    out.push_str(members.strip_prefix('{').unwrap_or(&members));
    out.push('}');
    Ok(())
}

/// Longitude, latitude.
fn coordinates(position: Position) -> [f64; 2] {
    [position.lon(), position.lat()].map(rounded)
}

fn rounded(degrees: f64) -> f64 {
    let short = (degrees * DECIMALS).round() / DECIMALS;
    // No negative nought.
    if short == 0.0 { 0.0 } else { short }
}

/// West, south, east, north of the events that have a place; `None` when none has.
fn bounds(of: &Collection) -> Option<[f64; 4]> {
    of.events
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
    fn degrees_have_six_decimals(#[case] degrees: f64, #[case] told: &str) {
        assert_eq!(serde_json::to_string(&rounded(degrees)).unwrap(), told);
    }
}
