//! One labelled event, with what is made of it once.

use serde::Serialize;
use shared::event::{
    AccessMode, AccessibilityFlag, AttendanceMode, EventSummary, LifeStatus, PublicEvent,
};
use shared::id::EventId;
use shared::place::{DepartmentCode, Position, RegionCode};
use shared::text::fold;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A value of a filter; each has the bitmap of the events that have it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Facet {
    Edition(String),
    Region(RegionCode),
    Department(DepartmentCode),
    Kind(String),
    Audience(String),
    Topic(String),
    Sector(String),
    Access(AccessMode),
    Attendance(AttendanceMode),
    Accessibility(AccessibilityFlag),
    Status(LifeStatus),
}

/// A labelled event in the catalogue.
#[derive(Debug, PartialEq)]
pub(super) struct Entry {
    /// What anybody may read.
    pub(super) event: PublicEvent,
    /// Department that answers for it.
    pub(super) department: Option<DepartmentCode>,
    /// Region that answers for it.
    pub(super) region: Option<RegionCode>,
    /// JSON of its [`EventSummary`].
    pub(super) summary: Box<str>,
    /// Its GeoJSON feature; `None` without a place.
    pub(super) feature: Option<Box<str>>,
}

/// What the map needs to know of a point.
#[derive(Serialize)]
struct PointProperties<'a> {
    id: EventId,
    slug: &'a str,
    edition: &'a str,
    kind: &'a str,
    title: &'a str,
}

impl Entry {
    /// # Errors
    ///
    /// When the event has no JSON form, which its types do not allow.
    pub(super) fn new(
        event: PublicEvent,
        department: Option<DepartmentCode>,
        region: Option<RegionCode>,
    ) -> serde_json::Result<Self> {
        let summary = EventSummary::of(&event, department.clone(), region.clone());
        let feature = match event.venue.as_ref() {
            Some(venue) => Some(feature(&event, venue.position)?.into_boxed_str()),
            None => None,
        };
        Ok(Self {
            summary: serde_json::to_string(&summary)?.into_boxed_str(),
            feature,
            event,
            department,
            region,
        })
    }

    pub(super) fn id(&self) -> EventId {
        self.event.id
    }

    /// The part of its address that is its own.
    pub(super) fn address(&self) -> String {
        address(&self.event.edition, &self.event.slug)
    }

    /// Every bitmap that it stands in.
    pub(super) fn facets(&self) -> Vec<Facet> {
        let event = &self.event;
        let mut facets = vec![
            Facet::Edition(event.edition.clone()),
            Facet::Kind(event.kind.clone()),
            Facet::Access(event.access_mode),
            Facet::Attendance(event.attendance_mode),
            Facet::Status(event.life_status),
        ];
        facets.extend(self.region.clone().map(Facet::Region));
        facets.extend(self.department.clone().map(Facet::Department));
        facets.extend(event.audiences.iter().cloned().map(Facet::Audience));
        facets.extend(event.topics.iter().cloned().map(Facet::Topic));
        facets.extend(event.sectors.iter().cloned().map(Facet::Sector));
        facets.extend(
            event
                .accessibility
                .iter()
                .copied()
                .map(Facet::Accessibility),
        );
        facets
    }

    /// Every word that it is found by, folded.
    pub(super) fn words(&self) -> BTreeSet<String> {
        let event = &self.event;
        let mut texts = vec![
            event.title.as_str(),
            &event.summary,
            &event.description,
            &event.organiser.name,
        ];
        texts.extend(event.organiser.on_behalf_of.as_deref());
        texts.extend(event.organiser.co_organisers.iter().map(String::as_str));
        if let Some(venue) = &event.venue {
            texts.extend([venue.name.as_str(), &venue.city]);
        }
        texts.into_iter().flat_map(words).collect()
    }
}

/// The words of a text, folded.
pub(super) fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Edition and slug in one key; neither can hold a `/`.
pub(super) fn address(edition: &str, slug: &str) -> String {
    format!("{edition}/{slug}")
}

/// A feature of RFC 7946, properties as small as a map needs.
fn feature(event: &PublicEvent, position: Position) -> serde_json::Result<String> {
    let properties = serde_json::to_string(&PointProperties {
        id: event.id,
        slug: &event.slug,
        edition: &event.edition,
        kind: &event.kind,
        title: &event.title,
    })?;
    Ok(format!(
        r#"{{"type":"Feature","id":"{}","geometry":{{"type":"Point","coordinates":[{},{}]}},"properties":{properties}}}"#,
        event.id,
        degrees(position.lon()),
        degrees(position.lat()),
    ))
}

/// Degrees with five decimals at most: a metre on the ground.
fn degrees(value: f64) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write!(text, "{value:.5}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" {
        "0".to_owned()
    } else {
        short.to_owned()
    }
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
        assert_eq!(degrees(value), text);
    }
}
