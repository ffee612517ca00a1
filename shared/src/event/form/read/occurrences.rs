//! When it takes place.

use super::reader::Reader;
use crate::calendar::{MAX_OCCURRENCES, Occurrence, Schedule, parse_local_time};
use crate::event::form::EventForm;
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

    /// The occurrences as far as they can be read, with every fault; the schedule is there only when all is well.
    pub(crate) fn schedule(
        &self,
        commune: Option<&Commune>,
    ) -> (Option<Schedule>, Vec<FieldProblem>) {
        let zone = self.zone(commune);
        let mut faults = Vec::new();
        let mut read = Vec::with_capacity(self.occurrences.len().min(MAX_OCCURRENCES));
        if self.occurrences.len() > MAX_OCCURRENCES {
            let fault = FieldProblem::new(
                "/occurrences",
                Code::TooMany,
                format!("at most {MAX_OCCURRENCES}"),
            );
            return (None, vec![fault.with_limit(MAX_OCCURRENCES as u64)]);
        }
        for (i, form) in self.occurrences.iter().enumerate() {
            let mut local = |field: &str, raw: &str| {
                if raw.trim().is_empty() {
                    faults.push(FieldProblem::new(
                        format!("/occurrences/{i}/{field}"),
                        Code::Required,
                        "required",
                    ));
                    return None;
                }
                parse_local_time(raw)
                    .map_err(|error| {
                        faults.push(FieldProblem::new(
                            format!("/occurrences/{i}/{field}"),
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
                Ok(occurrence) => read.push((i, occurrence)),
                Err(found) => faults.extend(found.into_iter().map(|fault| {
                    FieldProblem::new(
                        format!("/occurrences/{i}/{}", fault.field()),
                        fault.code(),
                        fault.to_string(),
                    )
                })),
            }
        }
        let complete = read.len() == self.occurrences.len();
        match Schedule::numbered(read) {
            Ok(schedule) => (complete.then_some(schedule), faults),
            // An empty list is a fault of its own only when nothing was typed: lines that could not be read have theirs.
            Err(_) if self.occurrences.is_empty() => (
                None,
                vec![FieldProblem::new(
                    "/occurrences",
                    Code::Required,
                    "at least one occurrence",
                )],
            ),
            Err(found) => {
                faults.extend(found.0.into_iter().filter_map(|fault| {
                    let index = fault.index?;
                    Some(FieldProblem::new(
                        format!("/occurrences/{index}/begin"),
                        fault.code(),
                        fault.kind.to_string(),
                    ))
                }));
                (None, faults)
            }
        }
    }

    /// The occurrences that can be read, each with its index in the form.
    pub(crate) fn read_lines(
        &self,
        commune: Option<&Commune>,
    ) -> impl Iterator<Item = (usize, Occurrence)> {
        let zone = self.zone(commune);
        self.occurrences
            .iter()
            .enumerate()
            .filter_map(move |(i, line)| {
                let (begin, end) = (
                    parse_local_time(&line.begin).ok()?,
                    parse_local_time(&line.end).ok()?,
                );
                Some((
                    i,
                    Occurrence::from_local(begin, end, zone, line.capacity).ok()?,
                ))
            })
    }
}
