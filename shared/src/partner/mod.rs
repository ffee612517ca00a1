//! Partners: institutions that support an edition, and the spaces in which they work.

mod api_key;
mod space;
mod usage;
mod webhook;

pub use api_key::{
    API_KEYS_MAX, ApiKey, ApiKeys, KEY_EDITIONS_MAX, KEY_OVERLAP_MAX_HOURS, KEY_PLACES_MAX,
    KeyKind, KeyRotation, KeyScope, KeySettings, MadeApiKey, NewApiKey, REVOKED_KEYS_SHOWN_MAX,
    RevokedApiKey,
};
pub use space::{
    NewPartnerInvitation, NewPartnerSpace, OpenPartnerInvitation, PartnerInvitation, PartnerMember,
    PartnerSpace, PartnerSpacePeople, PartnerSpaceSummary, PartnerSpaces,
    ReceivedPartnerInvitation, ReceivedPartnerInvitations, SPACE_INVITATIONS_A_DAY,
    SPACE_MEMBERS_MAX, SPACES_MAX,
};
pub use usage::{
    KeyDay, KeyRequests, KeyUsage, PartnerUsage, USAGE_DAYS_MAX, USAGE_KEPT_DAYS, USAGE_KEYS_MAX,
    UsagePeriod, WebhookAttempts, WebhookDay, WebhookUsage,
};
pub use webhook::{
    DeliveryFault, DeliveryKind, DeliveryState, MadeWebhook, NewWebhook, WEBHOOK_BATCH_MAX,
    WEBHOOK_FILTERS_MAX_BYTES, WEBHOOK_LOG_DAYS, WEBHOOK_OVERLAP_MAX_HOURS, WEBHOOK_PATIENCE_HOURS,
    WEBHOOK_REPLAYS_MAX, WEBHOOK_URL_MAX_BYTES, WEBHOOKS_MAX, Webhook, WebhookDelivery,
    WebhookReplay, WebhookRotation, WebhookState, WebhookSwitch, Webhooks, fault_in_filters,
    webhook_filters,
};

use crate::edition::Term;
use crate::event::StoredImage;
use crate::place::{DepartmentCode, RegionCode, Territory};
use serde::{Deserialize, Serialize};

/// Maximum number of partners of an edition.
pub const PARTNERS_MAX: usize = 100;
/// Maximum length of the alternative text of a logo, in characters.
pub const LOGO_ALT_MAX_CHARS: usize = 250;
/// Maximum number of logos in the kit of an event; the first ones of the list are shown.
pub const KIT_LOGOS_MAX: usize = 12;

/// An institution that supports an edition. The order of the list is that in which people see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Partner {
    /// Stable identifier, such as `cci_france`; the same institution keeps it across editions.
    #[cfg_attr(feature = "openapi", schema(example = "cci_france"))]
    pub id: String,
    /// Name of the institution at the time of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "CCI France"))]
    pub name: String,
    /// Term of the edition's `partnerKinds` vocabulary; absent when none fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "consular_network"))]
    pub kind: Option<String>,
    /// Contribution of the partner to the edition, in French: one line of 2 to 150 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Relais dans les territoires"))]
    pub role: Option<String>,
    /// Website; absent when it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Territory in which it is a partner; the whole country when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<Territory>,
    /// Logo; absent when the partner is shown by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<PartnerLogo>,
}

impl Partner {
    /// The logo in the kit of an event of this department and region; `None` when there is none to show, or the partner supports another
    /// territory.
    pub fn kit_logo(
        &self,
        department: Option<&DepartmentCode>,
        region: Option<&RegionCode>,
    ) -> Option<&PartnerLogo> {
        let of_event = |territory: &Territory| territory.covers(department, region);
        let logo = self.logo.as_ref().filter(|logo| logo.in_kits)?;
        self.territory.as_ref().is_none_or(of_event).then_some(logo)
    }
}

/// Logo of a partner, with its alternative text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartnerLogo {
    /// The stored image, as returned by its upload. Transparent parts have become white.
    pub image: StoredImage,
    /// Alternative text, in French: 1 to 250 characters.
    #[cfg_attr(feature = "openapi", schema(example = "CCI France"))]
    pub alt: String,
    /// True when the communication kits of the events in the partner's territory show the logo.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_kits: bool,
}

/// The public directory of the partners of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartnerDirectory {
    /// Slug of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// Kinds of partners, which [`Partner::kind`] refers to.
    pub kinds: Vec<Term>,
    /// The partners in their order; at most 100.
    pub items: Vec<Partner>,
}

/// The partners of an edition, for those who edit them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ManagedPartners {
    /// Version of the edition, for `If-Match`.
    #[cfg_attr(feature = "openapi", schema(example = 3))]
    pub version: i32,
    /// Kinds of partners that the edition has.
    pub kinds: Vec<Term>,
    /// The partners in their order.
    pub partners: Vec<Partner>,
}

/// New partners of an edition, in place of all present ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartnersForm {
    /// The partners in their order; at most 100.
    pub partners: Vec<Partner>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partner(territory: Option<&str>, in_kits: bool) -> Partner {
        let image = serde_json::json!({ "id": "0".repeat(64), "width": 480, "height": 240 });
        let partner = serde_json::json!({
            "id": "uimm", "name": "UIMM", "territory": territory,
            "logo": { "image": image, "alt": "UIMM", "inKits": in_kits }
        });
        serde_json::from_value(partner).unwrap()
    }

    #[test]
    fn a_logo_is_in_the_kits_of_its_territory_when_that_was_chosen() {
        let (department, region) = ("69".parse().unwrap(), "84".parse().unwrap());
        let shown = |territory, in_kits| {
            let partner = partner(territory, in_kits);
            partner.kit_logo(Some(&department), Some(&region)).is_some()
        };

        for territory in [
            None,
            Some("national"),
            Some("region:84"),
            Some("department:69"),
        ] {
            assert!(shown(territory, true), "{territory:?}");
            assert!(!shown(territory, false), "{territory:?}");
        }
        for territory in ["region:11", "department:01"] {
            assert!(!shown(Some(territory), true), "{territory}");
        }
        assert!(partner(None, true).kit_logo(None, None).is_some());
        assert!(
            partner(Some("region:84"), true)
                .kit_logo(None, None)
                .is_none()
        );
    }
}
