use crate::id::ApiKeyId;
use crate::identifiers::string_enum;
use crate::place::Territory;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Maximum number of keys of a space that are neither revoked nor expired.
pub const API_KEYS_MAX: usize = 50;
/// Maximum number of editions that a key is limited to.
pub const KEY_EDITIONS_MAX: usize = 20;
/// Maximum number of networks and of origins of a key.
pub const KEY_PLACES_MAX: usize = 50;
/// Maximum number of revoked keys that a space shows.
pub const REVOKED_KEYS_SHOWN_MAX: usize = 100;
/// Longest time for which a replaced key stays valid, in hours.
pub const KEY_OVERLAP_MAX_HOURS: u32 = 336;

string_enum! {
    /// Group of operations that a key may call. A key with any scope makes public reads.
    KeyScope {
        /// Reads the event submissions of the person who made the key, and makes prefilled links.
        Read = "read",
        /// Writes and submits event submissions of that person, and describes their places.
        Write = "write",
        /// Reviews event submissions as that person may; for a coordinator, reads the members of an edition too.
        Review = "review",
    }
}

string_enum! {
    /// Place of a key: secret on a server, or published in a page.
    KeyKind {
        /// For servers and applications that can keep it.
        Secret = "secret",
        /// For the pages of certain origins, where everybody can read it: public reads only.
        Publishable = "publishable",
    }
}

/// Limits of a key: its operations, and the events, addresses and pages for which it is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeySettings {
    /// Where the key is used: on servers, or in the pages of some origins.
    pub kind: KeyKind,
    /// Scopes, each once; `read` alone for a publishable key.
    pub scopes: Vec<KeyScope>,
    /// Slugs of the only editions whose event submissions the key reaches; every edition when empty. At most 20.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(example = json!(["2018"])))]
    pub editions: Vec<String>,
    /// The only territory whose event submissions the key reaches; a draft without a place is reached too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<Territory>,
    /// Addresses and networks (CIDR) from which alone the key is accepted; every address when empty. At most 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(example = json!(["192.0.2.0/24", "2001:db8::/48"])))]
    pub networks: Vec<String>,
    /// Origins whose pages may use a publishable key, 1 to 50; none for a secret key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(example = json!([])))]
    pub origins: Vec<String>,
}

/// Request to make a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewApiKey {
    /// Name by which people recognise the key: one line of 1 to 100 characters.
    #[cfg_attr(feature = "openapi", schema(example = "Site de la CCI"))]
    pub name: String,
    /// Limits of the key.
    pub settings: KeySettings,
    /// Time until which it is valid, in the future and within five years; until it is revoked when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
}

/// A key without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKey {
    /// UUID of the key.
    pub id: ApiKeyId,
    /// Name by which people recognise the key.
    pub name: String,
    /// Limits of the key.
    pub settings: KeySettings,
    /// Beginning and end of the key.
    #[cfg_attr(feature = "openapi", schema(example = "sdi_live_…x7Qa"))]
    pub hint: String,
    /// Name of the person who made the key, and for whom it acts.
    pub made_by: String,
    /// Time at which it was made.
    pub created_at: DateTime<Utc>,
    /// Time until which it is valid; absent when it does not expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
    /// Time of the last use, exact to an hour; absent when it was never used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A key that was revoked: it is refused, and nothing makes it valid again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevokedApiKey {
    /// The key as it was.
    pub key: ApiKey,
    /// Time at which it was revoked.
    pub revoked_at: DateTime<Utc>,
    /// Name of the person who revoked it, or ended the membership of the person who had made it; absent when it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Noor Benali"))]
    pub revoked_by: Option<String>,
}

/// The keys of a space, but for those that have expired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKeys {
    /// Those that are neither revoked nor expired, oldest first; at most 100, those that are being replaced included.
    pub items: Vec<ApiKey>,
    /// Those that were revoked, the last one first; at most 100.
    pub revoked: Vec<RevokedApiKey>,
}

/// A new key with its secret, which is shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeApiKey {
    /// The key without its secret.
    pub key: ApiKey,
    /// The key itself, to send as `Authorization: Bearer <key>`. Nobody can read it again.
    pub secret: String,
}

/// Request to replace a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyRotation {
    /// Hours for which the replaced key stays valid beside the new one: 0 to 336.
    #[cfg_attr(feature = "openapi", schema(example = 24))]
    pub overlap_hours: u32,
}
