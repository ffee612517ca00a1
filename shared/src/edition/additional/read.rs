//! Reading an answer to an additional field.

use super::{AdditionalField, AnswerKind, AnswerTerm, NumberStep};
use crate::event::{Answer, AnswerFile, DocumentType, Number};
use crate::problem::{Code, FieldProblem};
use crate::text::Limits;
use std::collections::HashSet;

impl AdditionalField {
    /// The answer as it is stored with a submission; `None` when it is blank.
    ///
    /// # Errors
    ///
    /// Every fault with its JSON pointer into the form.
    pub fn read(&self, answer: &Answer) -> Result<Option<Answer>, Vec<FieldProblem>> {
        if answer.is_blank() {
            return Ok(None);
        }
        let one = |code, detail: &str| vec![FieldProblem::new(self.key.pointer(), code, detail)];
        match (&self.answer, answer) {
            (AnswerKind::Line { min, max }, Answer::Text(text)) => {
                self.read_text(Limits::line(size(*min), size(*max)), text)
            }
            (AnswerKind::Prose { min, max }, Answer::Text(text)) => {
                self.read_text(Limits::prose(size(*min), size(*max)), text)
            }
            (AnswerKind::Number { min, max, step }, Answer::Number(number)) => self
                .check_number(*number, (*min, *max), *step)
                .map(|()| Some(answer.clone()))
                .map_err(|fault| vec![fault]),
            (AnswerKind::One { terms }, Answer::Text(id)) => {
                if has(terms, id) {
                    Ok(Some(answer.clone()))
                } else {
                    Err(one(Code::UnknownValue, "not a term of the field"))
                }
            }
            (AnswerKind::Many { terms, max }, Answer::Terms(ids)) => {
                let faults = self.term_faults(terms, ids, *max);
                if faults.is_empty() {
                    Ok(Some(answer.clone()))
                } else {
                    Err(faults)
                }
            }
            (AnswerKind::YesNo {}, Answer::YesNo(_)) => Ok(Some(answer.clone())),
            (AnswerKind::File { types, max_bytes }, Answer::File(file)) => self
                .check_file(file, types, *max_bytes)
                .map(|()| Some(answer.clone()))
                .map_err(|fault| vec![fault]),
            (kind, _) => Err(one(Code::InvalidFormat, kind.expected())),
        }
    }

    fn read_text(&self, limits: Limits, text: &str) -> Result<Option<Answer>, Vec<FieldProblem>> {
        let read = limits.read(&self.key.pointer(), text);
        Ok(read.map_err(|fault| vec![fault])?.map(Answer::Text))
    }

    fn check_number(
        &self,
        number: Number,
        (min, max): (i64, i64),
        step: NumberStep,
    ) -> Result<(), FieldProblem> {
        let value = number.value();
        let fault = |code, detail: String| FieldProblem::new(self.key.pointer(), code, detail);
        if value < Number::of_whole(min).value() {
            return Err(fault(Code::OutOfRange, format!("at least {min}")).with_limit(min));
        }
        if value > Number::of_whole(max).value() {
            return Err(fault(Code::OutOfRange, format!("at most {max}")).with_limit(max));
        }
        let step = Number::from(step).value();
        if (value / step).fract() == 0.0 {
            Ok(())
        } else {
            Err(fault(Code::InvalidFormat, format!("a multiple of {step}")))
        }
    }

    fn check_file(
        &self,
        file: &AnswerFile,
        types: &[DocumentType],
        max_bytes: u32,
    ) -> Result<(), FieldProblem> {
        let pointer = self.key.pointer();
        if !types.contains(&file.document_type) {
            let detail = "not a type that the field accepts";
            return Err(FieldProblem::new(
                format!("{pointer}/type"),
                Code::UnknownValue,
                detail,
            ));
        }
        if file.bytes == 0 || file.bytes > max_bytes {
            let detail = format!("from 1 to {max_bytes} bytes");
            let fault = FieldProblem::new(format!("{pointer}/bytes"), Code::OutOfRange, detail);
            return Err(fault.with_limit(max_bytes));
        }
        file.name_fault(&pointer).map_or(Ok(()), Err)
    }

    fn term_faults(
        &self,
        terms: &[AnswerTerm],
        ids: &[String],
        max: Option<u32>,
    ) -> Vec<FieldProblem> {
        let max = max.map_or(terms.len(), size);
        let mut faults = Vec::new();
        if ids.len() > max {
            let fault =
                FieldProblem::new(self.key.pointer(), Code::TooMany, format!("at most {max}"));
            faults.push(fault.with_limit(max as u64));
        }
        let mut seen = HashSet::new();
        for (i, id) in ids.iter().enumerate().take(terms.len() + 1) {
            let (code, detail) = if !has(terms, id) {
                (Code::UnknownValue, "not a term of the field")
            } else if !seen.insert(id) {
                (Code::Duplicate, "given more than once")
            } else {
                continue;
            };
            faults.push(FieldProblem::new(
                format!("{}/{i}", self.key.pointer()),
                code,
                detail,
            ));
        }
        faults
    }
}

impl AnswerKind {
    /// Demand on the JSON type of an answer, in English, for the detail of a problem.
    const fn expected(&self) -> &'static str {
        match self {
            Self::Line { .. } | Self::Prose { .. } => "must be a text",
            Self::Number { .. } => "must be a number",
            Self::One { .. } => "must be the identifier of a term",
            Self::Many { .. } => "must be a list of identifiers of terms",
            Self::YesNo {} => "must be true or false",
            Self::File { .. } => "must be a document, as its upload returned it",
        }
    }
}

fn has(terms: &[AnswerTerm], id: &str) -> bool {
    terms.iter().any(|term| term.id == id)
}

fn size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
