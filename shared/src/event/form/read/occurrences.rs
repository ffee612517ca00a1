//! Validation of the occurrences.

use super::reader::Reader;
use crate::calendar::{MAX_OCCURRENCES, Occurrence, Schedule, parse_local_time};
use crate::event::form::{EventForm, Field};
use crate::place::Commune;
use crate::problem::{Code, FieldProblem};

impl EventForm {
    pub(super) fn read_occurrences(
        &self,
        reader: &mut Reader,
        commune: Option<&Commune>,
    ) -> Option<Schedule> {
        let (schedule, mut faults) = self.schedule(commune);
        reader.faults.append(&mut faults);
        schedule
    }

    /// Parses the occurrences and collects their errors; the schedule is `Some` only when every one is valid.
    pub(crate) fn schedule(
        &self,
        commune: Option<&Commune>,
    ) -> (Option<Schedule>, Vec<FieldProblem>) {
        let zone = self.zone(commune);
        let mut faults = Vec::new();
        let mut parsed = Vec::with_capacity(self.occurrences.len().min(MAX_OCCURRENCES));
        if self.occurrences.len() > MAX_OCCURRENCES {
            let fault = FieldProblem::new(
                Field::Occurrences,
                Code::TooMany,
                format!("at most {MAX_OCCURRENCES}"),
            );
            return (None, vec![fault.with_limit(MAX_OCCURRENCES as u64)]);
        }
        for (i, form) in self.occurrences.iter().enumerate() {
            let mut local = |field: &str, raw: &str| {
                if raw.trim().is_empty() {
                    faults.push(FieldProblem::new(
                        Field::Occurrences.at(format_args!("{i}/{field}")),
                        Code::Required,
                        "required",
                    ));
                    return None;
                }
                parse_local_time(raw)
                    .map_err(|error| {
                        faults.push(FieldProblem::new(
                            Field::Occurrences.at(format_args!("{i}/{field}")),
                            error.code(),
                            error.to_string(),
                        ));
                    })
                    .ok()
            };
            let (begin, end) = (local("begin", &form.begin), local("end", &form.end));
            let (Some(begin), Some(end)) = (begin, end) else {
                continue;
            };
            match Occurrence::from_local(begin, end, zone, form.capacity) {
                Ok(occurrence) => parsed.push((i, occurrence)),
                Err(found) => faults.extend(found.into_iter().map(|fault| {
                    FieldProblem::new(
                        Field::Occurrences.at(format_args!("{i}/{}", fault.field())),
                        fault.code(),
                        fault.to_string(),
                    )
                })),
            }
        }
        let complete = parsed.len() == self.occurrences.len();
        match Schedule::numbered(parsed) {
            Ok(schedule) => (complete.then_some(schedule), faults),
            // Report an empty list only when the form has no row: rows that could not be parsed have their own errors.
            Err(_) if self.occurrences.is_empty() => (
                None,
                vec![FieldProblem::new(
                    Field::Occurrences,
                    Code::Required,
                    "at least one occurrence is required",
                )],
            ),
            Err(found) => {
                faults.extend(found.0.into_iter().filter_map(|fault| {
                    let index = fault.index?;
                    Some(FieldProblem::new(
                        Field::Occurrences.at(format_args!("{index}/begin")),
                        fault.code(),
                        fault.kind.to_string(),
                    ))
                }));
                (None, faults)
            }
        }
    }

    /// The occurrences that can be parsed, each with its index in the form.
    pub(crate) fn parsed_occurrences(
        &self,
        commune: Option<&Commune>,
    ) -> impl Iterator<Item = (usize, Occurrence)> {
        let zone = self.zone(commune);
        self.occurrences
            .iter()
            .enumerate()
            .filter_map(move |(i, row)| {
                let (begin, end) = (
                    parse_local_time(&row.begin).ok()?,
                    parse_local_time(&row.end).ok()?,
                );
                Some((
                    i,
                    Occurrence::from_local(begin, end, zone, row.capacity).ok()?,
                ))
            })
    }
}
