//! Partners: the institutions that carry an edition.

use serde::{Deserialize, Serialize};

/// An institution that carries an edition, with the name it had then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Partner {
    /// Stable word, as `cci_france`.
    #[cfg_attr(feature = "openapi", schema(example = "cci_france"))]
    pub id: String,
    /// Name at the time of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "CCI France"))]
    pub name: String,
    /// Public site, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}
