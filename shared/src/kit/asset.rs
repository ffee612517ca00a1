//! Files of an edition that every kit contains: logos, usage notices, a template of a press release, the charter.

use crate::conversation::AttachmentKind;
use crate::id::{KitAssetId, KitVersionId};
use crate::problem::{Code, FieldProblem};
use crate::text::Limits;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Maximum number of shared files of an edition.
pub const ASSETS_MAX: usize = 40;
/// Maximum number of stored versions of a shared file, in all formats and languages.
pub const ASSET_VERSIONS_MAX: usize = 40;
/// Maximum size of one version of a shared file: 8 MiB.
pub const ASSET_BYTES: usize = 8 << 20;
/// Maximum size of all shared files of an edition: 256 MiB.
pub const ASSETS_BYTES: u64 = 256 << 20;

const TITLE: Limits = Limits::line(2, 100);
const ALT: Limits = Limits::line(2, 300);
const NOTICE: Limits = Limits::prose(2, 1_000);

/// Description of a shared file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitAssetForm {
    /// Title in French, 2 to 100 characters.
    #[cfg_attr(feature = "openapi", schema(example = "Logo de la Semaine"))]
    pub title: String,
    /// Alternative text for whoever publishes the file, in French, at most 300 characters; empty for a document.
    #[serde(default)]
    pub alt: String,
    /// Permitted uses of the file, in French, at most 1,000 characters; empty when there is nothing to say.
    #[serde(default)]
    pub notice: String,
}

impl KitAssetForm {
    /// The description, normalised.
    ///
    /// # Errors
    ///
    /// All faults, each at its field.
    pub fn parse(self) -> Result<Self, Vec<FieldProblem>> {
        let title = TITLE.read("/title", &self.title).and_then(|title| {
            title.ok_or_else(|| FieldProblem::new("/title", Code::Required, "required"))
        });
        let (alt, notice) = (
            ALT.read("/alt", &self.alt),
            NOTICE.read("/notice", &self.notice),
        );
        match (title, alt, notice) {
            (Ok(title), Ok(alt), Ok(notice)) => Ok(Self {
                title,
                alt: alt.unwrap_or_default(),
                notice: notice.unwrap_or_default(),
            }),
            (title, alt, notice) => Err([title.err(), alt.err(), notice.err()]
                .into_iter()
                .flatten()
                .collect()),
        }
    }
}

/// A language of a file: two or three lower-case letters, as in BCP 47 (`fr`, `en`, `gcf`).
///
/// # Errors
///
/// `invalid_format` at `/language` for anything else.
pub fn language(typed: &str) -> Result<String, FieldProblem> {
    let letters = typed.trim().to_ascii_lowercase();
    if (2..=3).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Ok(letters);
    }
    Err(FieldProblem::new(
        "/language",
        Code::InvalidFormat,
        "two or three letters, such as `fr`",
    ))
}

/// One version of a shared file, in one format and language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitAssetVersion {
    /// Identifier of the version.
    pub id: KitVersionId,
    /// File name, whose end tells the format.
    #[cfg_attr(feature = "openapi", schema(example = "logo-semaine.png"))]
    pub name: String,
    /// Format, found from the content.
    pub format: AttachmentKind,
    /// Language of the file.
    #[cfg_attr(feature = "openapi", schema(example = "fr"))]
    pub language: String,
    /// Number among the versions of this format and language, from 1.
    pub number: u32,
    /// Size of the stored file in bytes.
    pub bytes: u64,
    /// Time at which the version was uploaded.
    pub uploaded_at: DateTime<Utc>,
    /// Time at which a newer version took its place; absent for the version in the kits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_at: Option<DateTime<Utc>>,
    /// Time at which the organisers were told of it; absent when they were not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced_at: Option<DateTime<Utc>>,
    /// True when the stored file is missing or damaged: nobody can download it until it is uploaded again.
    pub lost: bool,
}

/// A shared file of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitAsset {
    /// Identifier of the shared file.
    pub id: KitAssetId,
    /// Its title, alternative text and notice.
    pub form: KitAssetForm,
    /// Its versions by format and language, the newest of each first. In a kit, only those that are not replaced.
    pub versions: Vec<KitAssetVersion>,
}

/// The shared files of an edition, in their order in the kits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitAssetList {
    /// The shared files, in the order in which kits show them.
    pub items: Vec<KitAsset>,
    /// Size of all stored versions, in bytes.
    pub bytes: u64,
    /// Number of versions that the organisers have not been told of.
    pub unannounced: u32,
}

impl KitAssetList {
    /// Number of versions in the kits whose stored file is missing or damaged.
    #[must_use]
    pub fn lost(&self) -> u64 {
        let versions = self.items.iter().flat_map(|asset| &asset.versions);
        let lost = versions.filter(|version| version.lost && version.replaced_at.is_none());
        lost.count() as u64
    }
}

/// The order of the shared files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitAssetOrder {
    /// Identifiers of all shared files of the edition, each once.
    #[cfg_attr(feature = "openapi", schema(max_items = 40))]
    pub assets: Vec<KitAssetId>,
}

/// Number of downloads of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitFileCount {
    /// Key of a file made for each event, identifier of the version of a shared one, or `archive` for whole kits.
    #[cfg_attr(feature = "openapi", schema(example = "archive"))]
    pub file: String,
    /// Its title in French; absent when the edition does not have it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Number of downloads by organisers and by people with a link.
    pub downloads: u64,
    /// Number of events whose kit it was downloaded from.
    pub events: u64,
}

/// Downloads from the kits of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KitDownloads {
    /// The files, the most downloaded first.
    pub files: Vec<KitFileCount>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_description_is_told() {
        let form = KitAssetForm {
            title: " ".to_owned(),
            alt: "x".repeat(301),
            notice: "Sur fond blanc\u{7}".to_owned(),
        };
        let faults = form.parse().unwrap_err();
        let found: Vec<_> = faults
            .iter()
            .map(|fault| (fault.pointer.as_str(), fault.code))
            .collect();
        assert_eq!(
            found,
            [
                ("/title", Code::Required),
                ("/alt", Code::TooLong),
                ("/notice", Code::ControlCharacter)
            ]
        );
    }

    #[test]
    fn a_language_is_two_or_three_letters() {
        assert_eq!(language(" FR "), Ok("fr".to_owned()));
        assert_eq!(language("gcf"), Ok("gcf".to_owned()));
        for wrong in ["", "f", "français", "fr-FR", "f1"] {
            assert_eq!(language(wrong).unwrap_err().pointer, "/language", "{wrong}");
        }
    }
}
