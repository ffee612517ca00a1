use super::OrganisationName;
use crate::id::OrganisationId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Permission of a federation or chamber to file in the name of another organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mandate {
    /// The organisation on the other side of the mandate.
    pub organisation: OrganisationName,
    /// Time at which it was asked for.
    pub requested_at: DateTime<Utc>,
    /// Time at which it was given; absent as long as nobody has answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<DateTime<Utc>>,
}

/// Request for a mandate of another organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MandateRequest {
    /// SIRET or UAI number of that organisation.
    #[cfg_attr(feature = "openapi", schema(example = "73282932000074"))]
    pub identifier: String,
}

/// The organisation in whose name an event is filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FiledFor {
    /// The organisation that the event belongs to.
    pub organisation: OrganisationName,
    /// The organisation that files on its behalf; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<OrganisationName>,
}

/// In whose name an event is filed, and whether the caller may change that.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventOrganisation {
    /// The organisation that the event belongs to; absent for an event of its owner alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationName>,
    /// The organisation that files on its behalf; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<OrganisationName>,
    /// True when the caller may change it now.
    pub editable: bool,
}

/// Request to file an event in the name of an organisation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilingRequest {
    /// UUID of the organisation; absent for an event of its owner alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// UUID of the organisation of the caller that files on its behalf; absent when the caller is a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub through: Option<OrganisationId>,
}
