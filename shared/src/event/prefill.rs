//! Forms that the address of a link fills, so that somebody else completes them.

use super::EventForm;
use crate::place::Commune;
use crate::problem::FieldProblem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Maximum length of the address of a prefilled link, in characters: what mail programs and spreadsheets take for a link.
pub const PREFILLED_LINK_CHARS: usize = 2_000;

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

/// Values for an event that somebody else completes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPrefilledLink {
    /// Slug of the edition; the current one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: Option<String>,
    /// At least one value, by the name of the parameter of `GET /event-form`, and written as there. An empty one is left out.
    #[cfg_attr(
        feature = "openapi",
        schema(example = json!({ "organiserName": "Fonderie du Rhône", "kind": "company_visit", "postalCode": "69200" }))
    )]
    pub fields: BTreeMap<String, String>,
}

/// A link with which somebody completes a draft that others have begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrefilledLink {
    /// Address of the page that opens a draft with the values, for whoever signs in there; at most 2,000 characters.
    pub url: String,
    /// Slug of the edition, which the address names.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
}
