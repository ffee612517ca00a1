//! Likely duplicates: two submissions of one event.
//!
//! Two events of an edition are likely the same when they are in the same commune or within [`NEARBY_M`], two of their occurrences
//! overlap, and their titles are alike by at least [`TITLE_LIKENESS`]. Events that are online only have no place, and are compared
//! with none.
//!
//! Candidates are found by commune, by [`cell`](PlaceAndTime::cell) and by time, without reading all events.

mod title;

pub use title::TitleWords;

use crate::calendar::Occurrence;
use crate::event::{AttendanceMode, EventForm, PlaceForm};
use crate::id::EventId;
use crate::identifiers::string_enum;
use crate::label::LabelState;
use crate::place::{Commune, InseeCode, Position};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Titles are alike from this measure on.
pub const TITLE_LIKENESS: f64 = 0.85;
/// Places are the same within this distance, in metres.
pub const NEARBY_M: f64 = 150.0;
/// Side of a cell, in degrees: more than [`NEARBY_M`] up to 57° of latitude, farther than any French place.
const CELL_DEG: f64 = 0.002_5;
/// Cells in a row around the Earth.
const CELLS_A_ROW: i64 = 144_000;

string_enum! {
    /// Statement of a person about two events that look alike.
    DuplicateVerdict {
        /// They are the same event.
        Duplicate = "duplicate",
        /// They are two events.
        Distinct = "distinct",
    }
}

/// Statement about two events that look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DuplicateMark {
    /// The statement: the same event, or two.
    pub verdict: DuplicateVerdict,
}

/// Likeness of two events: titles, commune, distance and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Likeness {
    /// Similarity of the titles in percent; titles below 85 % do not count as alike.
    #[cfg_attr(feature = "openapi", schema(minimum = 85, maximum = 100, example = 93))]
    pub title_percent: u8,
    /// True when both are in the same commune.
    pub same_commune: bool,
    /// Distance between the map markers, in metres; absent unless both are set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = 40))]
    pub distance_m: Option<u32>,
}

/// An event that is likely the same as another. Of an event that is not public, only its organiser and its reviewers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LikelyDuplicate {
    /// UUID of the event.
    pub id: EventId,
    /// Slug of the edition.
    pub edition: String,
    /// Slug of the public page; absent unless the event is labelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Title of the other event.
    pub title: String,
    /// Name of the organising organisation; may be empty in a draft.
    pub organiser: String,
    /// Name of the commune; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Start of the first occurrence.
    pub first_begin: DateTime<Utc>,
    /// State in the labelling process.
    pub state: LabelState,
    /// True when the caller owns it.
    pub own: bool,
    /// Likeness to the event that the list belongs to.
    pub likeness: Likeness,
    /// Statement of a person about both; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<DuplicateVerdict>,
}

/// Place and times of an event, as far as its form says.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceAndTime {
    /// INSEE code of the commune; `None` for an event that is online only.
    pub commune: Option<InseeCode>,
    position: Option<Position>,
    /// Begin and end of each occurrence, by begin.
    times: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

impl PlaceAndTime {
    /// Place and times of a form. `commune` is the commune of its INSEE code.
    pub fn of(form: &EventForm, commune: Option<&Commune>) -> Self {
        let has_place = form.attendance_mode.is_none_or(AttendanceMode::has_place);
        let PlaceForm { position, .. } = &form.place;
        let span = |(_, time): (usize, Occurrence)| (time.begin().to_utc(), time.end().to_utc());
        let mut times: Vec<_> = form.parsed_occurrences(commune).map(span).collect();
        times.sort_unstable();
        Self {
            commune: commune
                .filter(|_| has_place)
                .map(|commune| commune.insee.clone()),
            position: position.filter(|_| has_place),
            times,
        }
    }

    /// Begin of the first occurrence.
    pub fn begin(&self) -> Option<DateTime<Utc>> {
        self.times.first().map(|(begin, _)| *begin)
    }

    /// End of the last occurrence.
    pub fn end(&self) -> Option<DateTime<Utc>> {
        self.times.iter().map(|(_, end)| *end).max()
    }

    /// Number of the cell of the map marker; `None` without one.
    pub fn cell(&self) -> Option<i64> {
        let (column, row) = cell_of(self.position?);
        Some(row * CELLS_A_ROW + column)
    }

    /// Numbers of the cells in which a marker may be nearby: its own and those around it; empty without a marker.
    pub fn cells_around(&self) -> Vec<i64> {
        let Some((column, row)) = self.position.map(cell_of) else {
            return Vec::new();
        };
        let rows = row - 1..=row + 1;
        rows.flat_map(|row| {
            let columns = column - 1..=column + 1;
            columns.map(move |column| row * CELLS_A_ROW + column.rem_euclid(CELLS_A_ROW))
        })
        .collect()
    }

    /// True when an occurrence of one overlaps an occurrence of the other: one that ends when the other begins does not.
    pub fn overlaps(&self, other: &Self) -> bool {
        let (mut one, mut two) = (self.times.as_slice(), other.times.as_slice());
        while let ([(begin, end), rest @ ..], [(from, until), others @ ..]) = (one, two) {
            if begin < until && from < end {
                return true;
            }
            if end <= until {
                one = rest;
            } else {
                two = others;
            }
        }
        false
    }

    /// Likeness of an event with this title, place and times to another one; `None` when they are not likely the same.
    pub fn likeness(
        &self,
        title: &TitleWords,
        other: &Self,
        other_title: &TitleWords,
    ) -> Option<Likeness> {
        let same_commune = self.commune.is_some() && self.commune == other.commune;
        let distance = self
            .position
            .zip(other.position)
            .map(|(one, other)| one.distance_m(other));
        let near = same_commune || distance.is_some_and(|metres| metres <= NEARBY_M);
        if !near || !self.overlaps(other) {
            return None;
        }
        let alike = title.likeness(other_title);
        (alike >= TITLE_LIKENESS).then(|| Likeness {
            title_percent: whole(alike * 100.0).try_into().unwrap_or(100),
            same_commune,
            distance_m: distance.map(whole),
        })
    }
}

/// Column and row of the cell of a position.
fn cell_of(position: Position) -> (i64, i64) {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a coordinate has at most 144,000 cells"
    )]
    let cell = |degrees: f64| (degrees / CELL_DEG).floor() as i64;
    (cell(position.lon() + 180.0), cell(position.lat() + 90.0))
}

/// The whole part of a number that is not negative.
fn whole(number: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a percentage or a distance on Earth"
    )]
    let whole = number as u32;
    whole
}

#[cfg(test)]
mod tests;
