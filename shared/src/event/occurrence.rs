//! The state of one occurrence of a labelled event, as the people who answer for it set it.

use super::form::EventForm;
use super::{AccessMode, EventContent};
use crate::calendar::{
    MAX_CAPACITY, Occurrence, OccurrenceFault, OccurrenceState, Schedule, Window, parse_local_time,
};
use crate::label::Actor;
use crate::problem::{Code, FieldProblem};
use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Capacities in which a person may set the state of an occurrence.
pub const OCCURRENCE_SETTERS: &[Actor] = &[
    Actor::Owner,
    Actor::Submitter,
    Actor::Editor,
    Actor::Referent,
    Actor::Coordinator,
];

/// Request to set the state of one occurrence, which replaces the current one.
///
/// No such change is checked again: whether an occurrence admits people is for the organiser to say, and a move stays in the
/// window that the label was granted for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OccurrenceStateForm {
    /// New state. `open` is the time first announced, so it takes back a move; `full` and `cancelled` keep the time.
    pub state: OccurrenceState,
    /// New start in the local time of the place, without UTC offset; with `moved` only, and required unless the occurrence
    /// was moved before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(example = "2018-03-29T14:00"))]
    pub begin: String,
    /// New end in local time, after `begin` by at most 24 hours; with `begin`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(example = "2018-03-29T15:30"))]
    pub end: String,
    /// Number of seats that are still free, up to the capacity; with `open` and `moved` only, and only for an event with
    /// seats or booking. 0 makes the occurrence `full`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    // A number above the capacity is an invalid field; the schema has the range of the type.
    #[cfg_attr(feature = "openapi", schema(format = Int64, maximum = 4_294_967_295_u32))]
    pub places_left: Option<u32>,
}

/// Change of one occurrence, in an entry of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OccurrenceChange {
    /// Number of the occurrence within its event.
    pub number: u32,
    /// State after the change.
    pub state: OccurrenceState,
    /// Start after the change.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2018-03-29T14:00:00+02:00"))]
    pub begin: DateTime<FixedOffset>,
    /// End after the change.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2018-03-29T15:30:00+02:00"))]
    pub end: DateTime<FixedOffset>,
    /// Number of seats still free after the change; absent when not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places_left: Option<u32>,
}

impl OccurrenceChange {
    /// The change that led to `after`.
    pub const fn of(number: u32, after: &Occurrence) -> Self {
        Self {
            number,
            state: after.state(),
            begin: after.begin(),
            end: after.end(),
            places_left: after.places_left(),
        }
    }
}

/// True when places left have a meaning: there are seats, or people book.
fn counts_places(access: AccessMode, has_booking: bool, occurrence: &Occurrence) -> bool {
    let books = match access {
        AccessMode::Registration | AccessMode::SchoolsOnly => true,
        AccessMode::Open | AccessMode::Invitation => has_booking,
    };
    books || occurrence.capacity().is_some()
}

impl EventForm {
    /// True when the organiser can give the number of places left of an occurrence.
    pub fn counts_places(&self, occurrence: &Occurrence) -> bool {
        let has_booking = !self.public_booking.is_empty() || !self.school_booking.is_empty();
        let access = self.access_mode.unwrap_or(AccessMode::Open);
        counts_places(access, has_booking, occurrence)
    }

    /// Gives the row with these times, in the local time of the place, other ones: the form follows an occurrence that was
    /// moved.
    pub fn move_occurrence(&mut self, before: &Occurrence, after: &Occurrence) {
        let local = |at: DateTime<FixedOffset>| at.naive_local();
        let is_before = |text: &str, at| parse_local_time(text).is_ok_and(|time| time == local(at));
        let row = self
            .occurrences
            .iter_mut()
            .find(|row| is_before(&row.begin, before.begin()) && is_before(&row.end, before.end()));
        if let Some(row) = row {
            let text = |at| local(at).format("%Y-%m-%dT%H:%M").to_string();
            row.begin = text(after.begin());
            row.end = text(after.end());
        }
    }
}

impl OccurrenceStateForm {
    /// The schedule of an event with the occurrence of that number in the new state; `window` is the one that applies to the
    /// event, and `at` the time of the request. `None` when there is no such occurrence.
    ///
    /// # Errors
    ///
    /// Every fault with its JSON pointer into the request: a past occurrence, a time that is invalid, past, outside the window
    /// or taken, places that do not fit.
    pub fn apply(
        &self,
        content: &EventContent,
        number: u32,
        window: Window,
        at: DateTime<Utc>,
    ) -> Option<Result<Schedule, Vec<FieldProblem>>> {
        let before = content.occurrences.numbered_as(number)?;
        if before.is_past(at) {
            return Some(Err(vec![FieldProblem::new(
                "/state",
                Code::OccurrencePast,
                "the occurrence is over",
            )]));
        }
        let mut faults = Vec::new();
        let timed = self.timed(content, before, window, at, &mut faults);
        let places = self.places(content, before, &mut faults);
        let Some(timed) = timed.filter(|_| faults.is_empty()) else {
            return Some(Err(faults));
        };
        let (state, places) = match places {
            Some(0) => (OccurrenceState::Full, None),
            places => (self.state, places),
        };
        let changed = timed
            .in_state(state, places)
            .map_err(|fault| vec![fault_of(fault)])
            .and_then(|changed| {
                let taken = |_overlap| {
                    let detail = "another occurrence takes place then";
                    vec![FieldProblem::new(
                        "/begin",
                        Code::OccurrencesOverlap,
                        detail,
                    )]
                };
                content.occurrences.with(number, changed).map_err(taken)
            });
        Some(changed)
    }

    /// The occurrence at the time that the request leads to; `None` when the time has a fault.
    fn timed(
        &self,
        content: &EventContent,
        before: &Occurrence,
        window: Window,
        at: DateTime<Utc>,
        faults: &mut Vec<FieldProblem>,
    ) -> Option<Occurrence> {
        let named = [("/begin", &self.begin), ("/end", &self.end)]
            .map(|(pointer, text)| (pointer, text.trim()));
        if self.state != OccurrenceState::Moved {
            let given = named.into_iter().filter(|(_, text)| !text.is_empty());
            let detail = "only with the state `moved`";
            faults.extend(
                given.map(|(pointer, _)| FieldProblem::new(pointer, Code::NotAllowed, detail)),
            );
            return match (self.state, before.previous()) {
                (OccurrenceState::Open, Some((begin, end))) => {
                    self.checked(before.at(begin, end), None, at, faults)
                }
                _ => Some(before.clone()),
            };
        }
        if before.previous().is_some() && named.iter().all(|(_, text)| text.is_empty()) {
            return Some(before.clone());
        }
        let zone: Tz = content.timezone.parse().unwrap_or(Tz::Europe__Paris);
        let [begin, end] = named.map(|(pointer, text)| local(pointer, text, faults));
        match Occurrence::from_local(begin?, end?, zone, None) {
            Ok(time) => {
                let moved = before.at(time.begin(), time.end());
                self.checked(moved, Some(window), at, faults)
            }
            Err(found) => {
                faults.extend(found.into_iter().map(fault_of));
                None
            }
        }
    }

    /// The moved occurrence, if it lies in the future and in the window.
    fn checked(
        &self,
        moved: Result<Occurrence, OccurrenceFault>,
        window: Option<Window>,
        at: DateTime<Utc>,
        faults: &mut Vec<FieldProblem>,
    ) -> Option<Occurrence> {
        let pointer = match self.state {
            OccurrenceState::Moved => "/begin",
            OccurrenceState::Open | OccurrenceState::Full | OccurrenceState::Cancelled => "/state",
        };
        let moved = moved.map_err(|fault| faults.push(fault_of(fault))).ok()?;
        if moved.begin() <= at {
            let detail = "the new time has begun already";
            faults.push(FieldProblem::new(pointer, Code::OccurrencePast, detail));
            return None;
        }
        if let Some(window) = window
            && !window.contains(&moved)
        {
            let detail = format!("outside the labelling window {window}");
            faults.push(FieldProblem::new(pointer, Code::OutsideWindow, detail));
            return None;
        }
        Some(moved)
    }

    fn places(
        &self,
        content: &EventContent,
        before: &Occurrence,
        faults: &mut Vec<FieldProblem>,
    ) -> Option<u32> {
        let places = self.places_left?;
        let has_booking = content.public_booking.is_some() || content.school_booking.is_some();
        let mut refuse = |fault: FieldProblem| faults.push(fault);
        if !counts_places(content.access_mode, has_booking, before) {
            let detail = "the event has neither seats nor booking";
            refuse(FieldProblem::new("/placesLeft", Code::NotAllowed, detail));
        } else if !self.state.can_be_joined() {
            let detail = "only with the states `open` and `moved`";
            refuse(FieldProblem::new("/placesLeft", Code::NotAllowed, detail));
        } else if places > before.places_max() {
            let detail = format!("at most {}", before.places_max());
            let fault = FieldProblem::new("/placesLeft", Code::OutOfRange, detail);
            refuse(fault.with_limit(before.places_max()));
        }
        Some(places.min(MAX_CAPACITY))
    }
}

fn local(pointer: &str, text: &str, faults: &mut Vec<FieldProblem>) -> Option<NaiveDateTime> {
    if text.is_empty() {
        faults.push(FieldProblem::new(pointer, Code::Required, "required"));
        return None;
    }
    parse_local_time(text)
        .map_err(|error| {
            faults.push(FieldProblem::new(pointer, error.code(), error.to_string()));
        })
        .ok()
}

fn fault_of(fault: OccurrenceFault) -> FieldProblem {
    FieldProblem::new(
        format!("/{}", fault.field()),
        fault.code(),
        fault.to_string(),
    )
}
