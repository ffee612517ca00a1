//! Forms that the address of a link fills, so that somebody else completes them.

use super::EventForm;
use crate::place::Commune;
use crate::problem::FieldProblem;
use serde::{Deserialize, Serialize};

/// An event form that the parameters of an address fill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrefilledForm {
    /// Slug of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// Form with the values; the other fields are empty.
    pub form: EventForm,
    /// Commune of the form; absent when it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<Commune>,
    /// Values that were left out, each with `/` and the name of its parameter.
    pub problems: Vec<FieldProblem>,
}
