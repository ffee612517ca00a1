//! The additional fields of a form.

use super::{Answer, Answers};
use crate::edition::{AdditionalField, Edition, FieldKey};
use crate::event::{EndedTerm, EventForm};
use crate::problem::{Code, FieldProblem};

/// Maximum number of answers that a form can store: those of an edition, and some of fields that it does not have any more.
const ANSWERS_MAX: usize = 100;

impl EventForm {
    /// Checks that each answer belongs to a field that the edition asks for, given the other answers.
    ///
    /// `stored` is the form that this one replaces. What is wrong in the same way in it stays: the definition of the fields
    /// has changed since, and answers survive that.
    ///
    /// # Errors
    ///
    /// Each answer to a field that is unknown, or not asked, with its JSON pointer into the form.
    pub fn check_answers(
        &self,
        edition: &Edition,
        stored: Option<&Self>,
    ) -> Result<(), Vec<FieldProblem>> {
        let mut faults = Vec::new();
        for (key, answer) in self.additional.iter() {
            let Some(misfit) = self.misfit(key, answer, edition) else {
                continue;
            };
            let survives = stored.is_some_and(|stored| {
                stored.additional.get(key) == Some(answer)
                    && stored.misfit(key, answer, edition) == Some(misfit)
            });
            if !survives {
                faults.push(misfit.fault(key));
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    fn misfit(&self, key: FieldKey, answer: &Answer, edition: &Edition) -> Option<Misfit> {
        if answer.is_blank() {
            return None;
        }
        match edition.additional_field(key) {
            None => Some(Misfit::Unknown),
            Some(field) if field.is_shown(self, &edition.additional) => None,
            Some(_) => Some(Misfit::NotAsked),
        }
    }

    /// Fault of the number of answers, if the form cannot be stored.
    pub(in crate::event) fn too_many_answers(&self) -> Option<FieldProblem> {
        (self.additional.len() > ANSWERS_MAX).then(|| {
            FieldProblem::new(
                crate::edition::ANSWERS,
                Code::TooMany,
                "too many answers to store",
            )
            .with_limit(ANSWERS_MAX as u64)
        })
    }

    /// The answers to submit: those that are asked, and those to fields that the edition does not have any more. Answers to
    /// fields that are not asked since their definition has changed stay in the form.
    pub(in crate::event) fn read_answers(
        &self,
        edition: &Edition,
        faults: &mut Vec<FieldProblem>,
    ) -> Answers {
        let mut read: Answers = self
            .additional
            .retired(edition)
            .map(|(key, answer)| (key, answer.clone()))
            .collect();
        for field in edition.additional_shown(self) {
            let answer = self.additional.get(field.key);
            match answer.map_or(Ok(None), |answer| field.read(answer)) {
                Ok(Some(answer)) => read.set(field.key, answer),
                Ok(None) if field.is_required(self, &edition.additional) => {
                    let pointer = field.key.pointer();
                    faults.push(FieldProblem::new(pointer, Code::Required, "required"));
                }
                Ok(None) => {}
                Err(mut found) => faults.append(&mut found),
            }
        }
        read
    }

    /// The form without the answers to those of the fields that are not asked, given the other answers; `fields` are all
    /// of the edition.
    #[must_use]
    pub fn with_asked_answers(mut self, fields: &[AdditionalField]) -> Self {
        let unasked: Vec<FieldKey> = fields
            .iter()
            .filter(|field| !field.is_shown(&self, fields))
            .map(|field| field.key)
            .collect();
        self.additional.retain(|key, _| !unasked.contains(&key));
        self
    }

    /// The form for a new event of an edition: without answers that it does not ask for.
    #[must_use]
    pub fn carried_to(mut self, edition: &Edition) -> Self {
        self.additional
            .retain(|key, _| edition.additional_field(key).is_some());
        self.with_asked_answers(&edition.additional)
    }

    /// Removes the answers that have no place in the form of another edition, and returns them, named in the words of the
    /// former one.
    pub(in crate::event) fn renew_answers(
        &mut self,
        former: &Edition,
        next: &Edition,
    ) -> Vec<EndedTerm> {
        let before = self.additional.clone();
        self.additional.retain(|key, answer| {
            let field = next.additional_field(key);
            field.is_some_and(|field| field.read(answer).is_ok())
        });
        *self = std::mem::take(self).carried_to(next);
        let removed = before
            .iter()
            .filter(|(key, _)| self.additional.get(*key).is_none());
        removed
            .map(|(key, _)| EndedTerm {
                pointer: key.pointer(),
                id: key.to_string(),
                label: former
                    .additional_field(key)
                    .map_or_else(|| key.to_string(), |field| field.label.clone()),
            })
            .collect()
    }
}

/// Reason why an answer has no place in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Misfit {
    /// The edition has no such field.
    Unknown,
    /// The other answers make the field meaningless.
    NotAsked,
}

impl Misfit {
    fn fault(self, key: FieldKey) -> FieldProblem {
        let (code, detail) = match self {
            Self::Unknown => (Code::UnknownValue, "the edition has no such field"),
            Self::NotAsked => (
                Code::NotAllowed,
                "the field is not asked beside the other answers",
            ),
        };
        FieldProblem::new(key.pointer(), code, detail)
    }
}
