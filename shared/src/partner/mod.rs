//! Partners: institutions that support an edition.

use serde::{Deserialize, Serialize};

/// An institution that supports an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Partner {
    /// Stable identifier, such as `cci_france`.
    #[cfg_attr(feature = "openapi", schema(example = "cci_france"))]
    pub id: String,
    /// Name of the institution at the time of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "CCI France"))]
    pub name: String,
    /// Website; absent when it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}
