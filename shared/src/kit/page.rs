//! The kit of one event, as its readers see it.

use super::KitAsset;
use crate::edition::kit::{EditionKit, KitKey, KitUse};
use crate::id::EventId;
use crate::identifiers::string_enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Days for which a version of a shared file counts as new.
pub const NEW_DAYS: i64 = 14;

string_enum! {
    /// Variant of a file made for the event.
    KitVariant {
        /// As it is used.
        Plain = "plain",
        /// With bleed and crop marks, for a printing house.
        Press = "press",
        /// A small PNG picture of it.
        Thumbnail = "thumbnail",
    }
}

/// A file made for the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitItem {
    /// Key of the file, for its address.
    #[cfg_attr(feature = "openapi", schema(example = "calendar"))]
    pub key: String,
    /// Name of the file shown to people, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Agenda de l’événement"))]
    pub title: String,
    /// File name to save it under.
    #[cfg_attr(feature = "openapi", schema(example = "visite-de-la-fonderie.ics"))]
    pub name: String,
    /// Media type with which the file is answered.
    #[cfg_attr(feature = "openapi", schema(example = "text/calendar"))]
    pub media_type: String,
    /// Purpose; absent for the calendar.
    #[serde(rename = "use", default, skip_serializing_if = "Option::is_none")]
    pub use_: Option<KitUse>,
    /// Width and height for those who place it, in words; empty for the calendar.
    #[cfg_attr(feature = "openapi", schema(example = "210 × 297 mm"))]
    pub size: String,
    /// Alternative text for whoever publishes it, in French.
    pub alt: String,
    /// Variants in which it can be had.
    pub variants: Vec<KitVariant>,
}

/// A text to copy, filled from the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitText {
    /// Name of the text shown to people, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Annonce courte"))]
    pub title: String,
    /// The text, with the facts of the event.
    pub text: String,
    /// Maximum number of characters where it is published.
    pub most: u32,
}

/// The communication kit of a labelled event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitPage {
    /// Identifier of the event.
    pub event: EventId,
    /// Title of the event.
    pub title: String,
    /// Name of the edition.
    pub edition: String,
    /// Address of the public page of the event.
    pub url: String,
    /// The files made for the event.
    pub items: Vec<KitItem>,
    /// The files of the edition, without replaced versions.
    pub assets: Vec<KitAsset>,
    /// The texts to copy.
    pub texts: Vec<KitText>,
    /// Versions of shared files that were uploaded at this time or later are new.
    pub new_since: DateTime<Utc>,
}

/// Result of an announcement of shared files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitAnnouncement {
    /// Number of versions that are announced now; the letters follow in the background.
    pub versions: u32,
}

/// Request of a preview: a kit that is not saved, with any labelled event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitPreview {
    /// Changes of the edition to the default kit.
    pub kit: EditionKit,
    /// Identifier of a labelled event, of this edition or of another one.
    pub event: EventId,
    /// Key of the file to preview.
    pub file: KitKey,
    /// Variant of the file.
    pub variant: KitVariant,
}
