//! The members of a public event that a reader chooses.

use serde_json::value::RawValue;
use std::collections::{HashMap, HashSet};

/// Members of an [`EventSummary`](super::EventSummary), in order.
const SUMMARY: &[&str] = &[
    "id",
    "edition",
    "slug",
    "lifeStatus",
    "title",
    "summary",
    "image",
    "kind",
    "audiences",
    "attendanceMode",
    "accessMode",
    "organiser",
    "venueName",
    "city",
    "department",
    "region",
    "position",
    "positionApproximate",
    "timezone",
    "firstBegin",
    "lastEnd",
    "occurrenceCount",
    "cancelledCount",
    "fullCount",
    "updatedAt",
];

/// Members of a [`PublicEvent`](super::PublicEvent), in order.
const EVENT: &[&str] = &[
    "id",
    "edition",
    "slug",
    "lifeStatus",
    "lifeNote",
    "title",
    "summary",
    "description",
    "kind",
    "kindOther",
    "topics",
    "sectors",
    "followsTheme",
    "image",
    "organiser",
    "attendanceMode",
    "venue",
    "onlineUrl",
    "timezone",
    "occurrences",
    "droppedOccurrences",
    "audiences",
    "accessMode",
    "age",
    "conditions",
    "publicBooking",
    "schoolBooking",
    "accessibility",
    "constraints",
    "constraintsNote",
    "labelledAt",
    "updatedAt",
];

/// Members of an [`EventContext`](super::EventContext), in order.
const CONTEXT: &[&str] = &[
    "url",
    "nextBegin",
    "nextEnd",
    "nextState",
    "nextPlacesLeft",
    "kindLabel",
    "audienceLabels",
    "imageUrl",
    "thumbnailUrl",
    "squareUrl",
];

/// Members that a [`PublishedEvent`](super::PublishedEvent) has besides, in order.
const DETAIL: &[&str] = &[
    "topicLabels",
    "sectorLabels",
    "additional",
    "department",
    "region",
];

/// Properties that a GeoJSON feature has before the members of the event.
const PLACE: &[&str] = &["url", "department", "region"];

/// Members of a [`ListedEvent`](super::ListedEvent).
pub const LISTED_FIELDS: &[&[&str]] = &[SUMMARY, CONTEXT];
/// Members of a [`PublishedEvent`](super::PublishedEvent).
pub const PUBLISHED_FIELDS: &[&[&str]] = &[EVENT, CONTEXT, DETAIL];
/// Properties of an event in GeoJSON.
pub const FEATURE_FIELDS: &[&[&str]] = &[PLACE, EVENT];

/// Some of the members of an object, each once, in the order of the object's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChoice(Vec<&'static str>);

/// Error of [`FieldChoice::parse`]: the first 60 characters of a name that is not one of a member.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a field")]
pub struct UnknownField(String);

impl FieldChoice {
    /// Parses comma-separated names of `known` members, in any order.
    ///
    /// # Errors
    ///
    /// When a name is not known.
    pub fn parse(names: &str, known: &[&'static [&'static str]]) -> Result<Self, UnknownField> {
        let mut chosen = HashSet::new();
        for name in names.split(',').map(str::trim) {
            if !known.iter().any(|part| part.contains(&name)) {
                return Err(UnknownField(name.chars().take(60).collect()));
            }
            chosen.insert(name);
        }
        let known = known.iter().copied().flatten().copied();
        Ok(Self(known.filter(|name| chosen.contains(name)).collect()))
    }

    /// The names joined by commas, as [`Self::parse`] reads them.
    pub fn to_text(&self) -> String {
        self.0.join(",")
    }

    /// A JSON object with the chosen members of `object` alone; one that it does not have is left out.
    ///
    /// # Errors
    ///
    /// When `object` is no JSON object.
    pub fn narrow(&self, object: &str) -> serde_json::Result<String> {
        let members: HashMap<&str, &RawValue> = serde_json::from_str(object)?;
        let mut narrowed = String::from("{");
        for &name in &self.0 {
            if let Some(value) = members.get(name) {
                if narrowed.len() > 1 {
                    narrowed.push(',');
                }
                narrowed.extend(["\"", name, "\":", value.get()]);
            }
        }
        narrowed.push('}');
        Ok(narrowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn members_are_chosen_in_the_order_of_the_type() {
        let choice = FieldChoice::parse("title, id,title,city", LISTED_FIELDS).unwrap();

        assert_eq!(choice.to_text(), "id,title,city");
        assert_eq!(
            choice
                .narrow(r#"{"slug":"a","title":"Visite, {\"guidée\"}","id":{"x":[1,2]}}"#)
                .unwrap(),
            r#"{"id":{"x":[1,2]},"title":"Visite, {\"guidée\"}"}"#
        );
        assert_eq!(choice.narrow("{}").unwrap(), "{}");
    }

    #[rstest]
    #[case("colour")]
    #[case("id,colour,title")]
    #[case("description")]
    #[case("id,")]
    #[case("Title")]
    fn an_unknown_field_is_refused(#[case] names: &str) {
        assert!(FieldChoice::parse(names, LISTED_FIELDS).is_err());
    }

    #[test]
    fn a_long_name_is_cut_in_the_error() {
        let refused = FieldChoice::parse(&"é".repeat(5_000), LISTED_FIELDS).unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!("`{}` is not a field", "é".repeat(60))
        );
    }
}
