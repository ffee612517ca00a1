//! Requests of a referent on an event submission: grant, refuse, request a correction, revoke.

use crate::criterion::{Answer, COMMENT_MAX_CHARS, parse_answer_list};
use crate::edition::additional_limits;
use crate::event::{Field, FormField, parse_reason};
use crate::identifiers::string_enum;
use crate::problem::{Code, FieldProblem};
use crate::text::Limits;
use serde::{Deserialize, Serialize};

/// Number of fields that a form can have.
const FIELDS_MAX: usize = Field::ALL.len() + additional_limits::FIELDS;

string_enum! {
    /// Decision of a referent on an event submission.
    DecisionKind {
        /// Grants the label: the event becomes public.
        Label = "label",
        /// Refuses the label, with a reason.
        Refuse = "refuse",
    }
}

string_enum! {
    /// Reason why a field needs a correction by the organiser.
    CorrectionReason {
        /// Something that the reviewers need is missing.
        Incomplete = "incomplete",
        /// Something is not right.
        Incorrect = "incorrect",
        /// It was right once.
        Outdated = "outdated",
    }
}

/// A form field that needs a correction, with the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectionPoint {
    /// JSON pointer to the form field.
    pub field: FormField,
    /// Reason why the field needs a correction.
    pub reason: CorrectionReason,
}

/// Request to grant or refuse the label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecisionForm {
    /// Decision to record: grant or refuse the label.
    pub decision: DecisionKind,
    /// For a refusal, its reason, 10 to 2,000 characters; when empty, the comments on the criteria that are not met are the
    /// reason. For a label that overturns a refusal, the reason, which is needed. For another label, an optional message to the organiser of at most 2,000 characters.
    #[serde(default)]
    pub comment: String,
    /// Answers on the criteria to store with the decision; they replace those of the round.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// Reason why the decision does not follow the answers, 10 to 2,000 characters; coordinators only. It stays in the history.
    #[serde(default)]
    pub override_reason: String,
    /// True to be able to undo the decision for the edition's `undoSeconds`: it takes effect afterwards. By default it takes
    /// effect at once.
    #[serde(default)]
    pub undoable: bool,
    /// True to hold the decision: it takes effect when a coordinator releases it, and `undoable` is ignored.
    #[serde(default)]
    pub held: bool,
}

/// A decision whose answers and texts are within their limits. Whether they permit it is not checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedDecision {
    /// Granting or refusing the label.
    pub decision: DecisionKind,
    /// Message or reason, normalised; `None` when empty.
    pub comment: Option<String>,
    /// Answers to store with it, normalised.
    pub answers: Vec<Answer>,
    /// Reason why the decision does not follow the answers.
    pub override_reason: Option<String>,
    /// True when it can be undone for a moment.
    pub undoable: bool,
    /// True when it waits for a coordinator.
    pub held: bool,
}

string_enum! {
    /// Decision of a referent on a change of a labelled event.
    ChangeDecisionKind {
        /// Accepts the change: it becomes public.
        Accept = "accept",
        /// Refuses the change, with a reason: the event stays as it was labelled.
        Refuse = "refuse",
    }
}

/// Request to accept or refuse a change of a labelled event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeDecisionForm {
    /// Decision to record: accept or refuse the change.
    pub decision: ChangeDecisionKind,
    /// For a refusal, its reason: required, 10 to 2,000 characters. Otherwise an optional message to the organiser of at
    /// most 2,000 characters.
    #[serde(default)]
    pub comment: String,
}

impl ChangeDecisionForm {
    /// The normalised comment; required for a refusal.
    ///
    /// # Errors
    ///
    /// A missing reason for a refusal, or a comment that is too short or too long.
    pub fn comment(&self) -> Result<Option<String>, Vec<FieldProblem>> {
        let comment = match self.decision {
            ChangeDecisionKind::Refuse => parse_reason("/comment", &self.comment)?,
            ChangeDecisionKind::Accept => Limits::prose(1, COMMENT_MAX_CHARS)
                .read("/comment", &self.comment)
                .map_err(|fault| vec![fault])?,
        };
        if comment.is_none() && self.decision == ChangeDecisionKind::Refuse {
            return Err(vec![FieldProblem::new(
                "/comment",
                Code::Required,
                "a refusal requires a reason",
            )]);
        }
        Ok(comment)
    }
}

/// Request to send an event submission back to its organiser for correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectionForm {
    /// Corrections to make, 10 to 2,000 characters.
    pub message: String,
    /// JSON pointers to the form fields concerned, such as `/occurrences`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<FormField>))]
    pub fields: Vec<String>,
    /// Single fields that need a correction, each with its reason and at most once; they need not be in `fields`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<CorrectionPoint>))]
    pub points: Vec<CorrectionPointForm>,
    /// Answers on the criteria to store with the request; they replace those of the round.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// True to be able to undo the request for the edition's `undoSeconds`: it is sent afterwards.
    #[serde(default)]
    pub undoable: bool,
}

/// A form field to correct, as requested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CorrectionPointForm {
    /// JSON pointer to the form field.
    pub field: String,
    /// Reason why the field needs a correction.
    pub reason: CorrectionReason,
}

/// A validated correction request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Corrections to make, 10 to 2,000 characters.
    pub message: String,
    /// Form fields concerned, those of `points` included, in the order given. Additional fields may still be unknown to the
    /// edition.
    pub fields: Vec<FormField>,
    /// Single fields that need a correction, each with its reason.
    pub points: Vec<CorrectionPoint>,
    /// Answers to store with it, normalised.
    pub answers: Vec<Answer>,
    /// True when it can be undone for a moment.
    pub undoable: bool,
}

/// Request to revoke a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revocation {
    /// Reason, 10 to 2,000 characters.
    pub reason: String,
}

/// Request to take a refusal back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reopening {
    /// Reason, 10 to 2,000 characters; the letter to the organiser quotes it.
    pub reason: String,
}

impl CorrectionForm {
    /// Validates the correction request.
    ///
    /// # Errors
    ///
    /// Every fault with its JSON pointer: a missing or ill-formed message, a pointer to a field that the form does not
    /// have.
    pub fn parse(self) -> Result<Correction, Vec<FieldProblem>> {
        let mut faults = Vec::new();
        let message = match parse_reason("/message", &self.message) {
            Ok(message) => message,
            Err(mut found) => {
                faults.append(&mut found);
                Some(String::new())
            }
        };
        if message.is_none() {
            faults.push(FieldProblem::new(
                "/message",
                Code::Required,
                "a message is required",
            ));
        }
        if self.fields.len() > FIELDS_MAX {
            faults.push(FieldProblem::new(
                "/fields",
                Code::TooMany,
                "more fields than the form has",
            ));
        }
        let mut fields = Vec::new();
        for (i, pointer) in self.fields.iter().enumerate().take(FIELDS_MAX) {
            match FormField::at(pointer) {
                Some(field) => fields.push(field),
                None => faults.push(unknown_field(format!("/fields/{i}"))),
            }
        }
        let points = points_of(self.points, &mut faults);
        for point in &points {
            if !fields.contains(&point.field) {
                fields.push(point.field);
            }
        }
        let answers = parse_answer_list(self.answers).unwrap_or_else(|mut found| {
            faults.append(&mut found);
            Vec::new()
        });
        match message {
            Some(message) if faults.is_empty() => Ok(Correction {
                message,
                fields,
                points,
                answers,
                undoable: self.undoable,
            }),
            _ => Err(faults),
        }
    }
}

fn unknown_field(pointer: String) -> FieldProblem {
    FieldProblem::new(pointer, Code::UnknownValue, "not a field of the form")
}

/// Validates the single fields that need a correction.
fn points_of(
    given: Vec<CorrectionPointForm>,
    faults: &mut Vec<FieldProblem>,
) -> Vec<CorrectionPoint> {
    if given.len() > FIELDS_MAX {
        faults.push(FieldProblem::new(
            "/points",
            Code::TooMany,
            "more points than the form has fields",
        ));
        return Vec::new();
    }
    let mut points: Vec<CorrectionPoint> = Vec::new();
    for (i, point) in given.into_iter().enumerate() {
        let pointer = format!("/points/{i}/field");
        match FormField::at(&point.field) {
            None => faults.push(unknown_field(pointer)),
            Some(field) if points.iter().any(|other| other.field == field) => {
                faults.push(FieldProblem::new(
                    pointer,
                    Code::Duplicate,
                    "this field is named more than once",
                ));
            }
            Some(field) => points.push(CorrectionPoint {
                field,
                reason: point.reason,
            }),
        }
    }
    points
}

impl DecisionForm {
    /// Validates the decision by itself; [`check_grid`](super::check_grid) compares it with the answers.
    ///
    /// # Errors
    ///
    /// Every fault with its JSON pointer: a text that is too short or too long, an answer that is given twice or lacks its
    /// comment.
    pub fn parse(self) -> Result<ParsedDecision, Vec<FieldProblem>> {
        let mut faults = Vec::new();
        let comment = match self.decision {
            DecisionKind::Refuse => parse_reason("/comment", &self.comment),
            DecisionKind::Label => Limits::prose(1, COMMENT_MAX_CHARS)
                .read("/comment", &self.comment)
                .map_err(|fault| vec![fault]),
        };
        let comment = collected(comment, &mut faults);
        let answers = collected(parse_answer_list(self.answers), &mut faults);
        let override_reason = parse_reason("/overrideReason", &self.override_reason);
        let override_reason = collected(override_reason, &mut faults);
        if faults.is_empty() {
            Ok(ParsedDecision {
                decision: self.decision,
                comment,
                answers,
                override_reason,
                undoable: self.undoable,
                held: self.held,
            })
        } else {
            Err(faults)
        }
    }
}

/// The value, or its default after its faults were added to `faults`.
fn collected<T: Default>(
    parsed: Result<T, Vec<FieldProblem>>,
    faults: &mut Vec<FieldProblem>,
) -> T {
    parsed.unwrap_or_else(|mut found| {
        faults.append(&mut found);
        T::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criterion::{Criterion, Verdict};

    fn correction() -> CorrectionForm {
        CorrectionForm {
            message: "À quelle heure finit la visite ?".to_owned(),
            fields: vec!["/title".to_owned()],
            points: Vec::new(),
            answers: Vec::new(),
            undoable: false,
        }
    }

    fn point(field: &str, reason: CorrectionReason) -> CorrectionPointForm {
        CorrectionPointForm {
            field: field.to_owned(),
            reason,
        }
    }

    #[test]
    fn a_point_names_its_field_too() {
        let form = CorrectionForm {
            points: vec![point("/occurrences", CorrectionReason::Incomplete)],
            ..correction()
        };

        let parsed = form.parse().unwrap();

        assert_eq!(
            parsed.fields,
            [Field::Title.into(), Field::Occurrences.into()]
        );
        assert_eq!(parsed.points[0].reason, CorrectionReason::Incomplete);
    }

    #[test]
    fn every_fault_of_a_point_is_located() {
        let form = CorrectionForm {
            points: vec![
                point("/title", CorrectionReason::Incorrect),
                point("/owner", CorrectionReason::Outdated),
                point("/title", CorrectionReason::Outdated),
            ],
            ..correction()
        };

        let faults: Vec<_> = form
            .parse()
            .unwrap_err()
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
            .collect();

        assert_eq!(
            faults,
            [
                ("/points/1/field".to_owned(), Code::UnknownValue),
                ("/points/2/field".to_owned(), Code::Duplicate),
            ]
        );
    }

    #[test]
    fn a_decision_locates_every_fault() {
        let form = DecisionForm {
            decision: DecisionKind::Refuse,
            comment: "Non.".to_owned(),
            answers: vec![Answer {
                criterion: Criterion::Free,
                verdict: Verdict::NotMet,
                comment: String::new(),
            }],
            override_reason: "Oui.".to_owned(),
            undoable: true,
            held: false,
        };

        let pointers: Vec<_> = form
            .parse()
            .unwrap_err()
            .into_iter()
            .map(|fault| fault.pointer)
            .collect();

        assert_eq!(
            pointers,
            ["/comment", "/answers/0/comment", "/overrideReason"]
        );
    }
}
