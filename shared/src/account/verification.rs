use crate::identifiers::string_enum;
use serde::{Deserialize, Serialize};

string_enum! {
    /// State of a link that verifies an e-mail address.
    LinkState {
        /// It verifies the address, once.
        Usable = "usable",
        /// The address is verified: with this link, or otherwise.
        Verified = "verified",
    }
}

/// Effect of a link that verifies an e-mail address, before it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerificationLink {
    /// `usable` until the address is verified, by this link or otherwise.
    pub state: LinkState,
    /// Name of the account that it signs in; absent once the address is verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// E-mail address that it verifies; absent once the address is verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "camille@example.org"))]
    pub email: Option<String>,
}
