//! Error-collecting reader of form fields.

use crate::edition::Term;
use crate::edition::vocabulary::find;
use crate::problem::{Code, FieldProblem};
use crate::text::Limits;

/// Reads form fields and collects every error instead of stopping at the first.
pub(super) struct Reader {
    pub(super) faults: Vec<FieldProblem>,
}

impl Reader {
    pub(super) fn fault(
        &mut self,
        pointer: impl Into<String>,
        code: Code,
        detail: impl Into<String>,
    ) {
        self.faults.push(FieldProblem::new(pointer, code, detail));
    }

    pub(super) fn ok_or_collect<T>(&mut self, read: Result<T, FieldProblem>) -> Option<T> {
        read.map_err(|fault| self.faults.push(fault)).ok()
    }

    pub(super) fn optional(&mut self, limits: Limits, pointer: &str, raw: &str) -> Option<String> {
        self.ok_or_collect(limits.read(pointer, raw)).flatten()
    }

    pub(super) fn required(&mut self, limits: Limits, pointer: &str, raw: &str) -> String {
        match limits.read(pointer, raw) {
            Ok(Some(text)) => return text,
            Ok(None) => self.fault(pointer, Code::Required, "required"),
            Err(fault) => self.faults.push(fault),
        }
        String::new()
    }

    pub(super) fn optional_parsed(
        &mut self,
        parse: fn(&str, &str) -> Result<String, FieldProblem>,
        pointer: &str,
        raw: &str,
    ) -> Option<String> {
        if raw.trim().is_empty() {
            None
        } else {
            self.ok_or_collect(parse(pointer, raw))
        }
    }

    pub(super) fn term<'a>(
        &mut self,
        terms: &'a [Term],
        pointer: &str,
        id: &str,
    ) -> Option<&'a Term> {
        if id.is_empty() {
            self.fault(pointer, Code::Required, "required");
            return None;
        }
        let term = find(terms, id);
        if term.is_none() {
            self.fault(
                pointer,
                Code::UnknownValue,
                "not in the edition's vocabulary",
            );
        }
        term
    }

    pub(super) fn terms(
        &mut self,
        terms: &[Term],
        pointer: &str,
        ids: &[String],
        max: usize,
    ) -> Vec<String> {
        if ids.len() > max {
            self.faults.push(
                FieldProblem::new(pointer, Code::TooMany, format!("at most {max}"))
                    .with_limit(max as u64),
            );
        }
        let mut accepted: Vec<String> = Vec::new();
        for (i, id) in ids.iter().enumerate().take(terms.len().max(max) + 1) {
            if find(terms, id).is_none() {
                self.fault(
                    format!("{pointer}/{i}"),
                    Code::UnknownValue,
                    "not in the edition's vocabulary",
                );
            } else if accepted.contains(id) {
                self.fault(
                    format!("{pointer}/{i}"),
                    Code::Duplicate,
                    "given more than once",
                );
            } else {
                accepted.push(id.clone());
            }
        }
        accepted
    }
}
