//! Requests of a referent on an event submission: grant, refuse, request a correction, revoke.

use crate::criterion::COMMENT_MAX_CHARS;
use crate::edition::additional_limits;
use crate::event::{Field, FormField, parse_reason};
use crate::problem::{Code, FieldProblem};
use crate::text::Limits;
use crate::words::string_enum;
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

/// Request to grant or refuse the label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecisionForm {
    /// Decision to record: grant or refuse the label.
    pub decision: DecisionKind,
    /// For a refusal, its reason: required, 10 to 2,000 characters. For a label, an optional message to the organiser
    /// of at most 2,000 characters.
    #[serde(default)]
    pub comment: String,
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
}

/// A validated correction request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Corrections to make, 10 to 2,000 characters.
    pub message: String,
    /// Form fields concerned, in the order given. Whether the edition has the additional ones is not checked yet.
    pub fields: Vec<FormField>,
}

/// Request to revoke a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revocation {
    /// Reason, 10 to 2,000 characters.
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
                None => faults.push(FieldProblem::new(
                    format!("/fields/{i}"),
                    Code::UnknownValue,
                    "not a field of the form",
                )),
            }
        }
        match message {
            Some(message) if faults.is_empty() => Ok(Correction { message, fields }),
            _ => Err(faults),
        }
    }
}

impl DecisionForm {
    /// The normalised comment; required for a refusal.
    ///
    /// # Errors
    ///
    /// A missing reason for a refusal, or a comment that is too short or too long.
    pub fn comment(&self) -> Result<Option<String>, Vec<FieldProblem>> {
        let comment = match self.decision {
            DecisionKind::Refuse => parse_reason("/comment", &self.comment)?,
            DecisionKind::Label => Limits::prose(1, COMMENT_MAX_CHARS)
                .read("/comment", &self.comment)
                .map_err(|fault| vec![fault])?,
        };
        if comment.is_none() && self.decision == DecisionKind::Refuse {
            return Err(vec![FieldProblem::new(
                "/comment",
                Code::Required,
                "a refusal requires a reason",
            )]);
        }
        Ok(comment)
    }
}
