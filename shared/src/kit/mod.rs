//! The communication kit of a labelled event: files of the edition, files made for the event, texts to copy, and the links by
//! which others fetch them.
//!
//! The kit is open as long as the label stands and the event takes place ([`KitStanding::of`]).

mod asset;
mod link;
mod page;
mod standing;

pub use asset::{
    ASSET_BYTES, ASSET_VERSIONS_MAX, ASSETS_BYTES, ASSETS_MAX, KitAsset, KitAssetForm,
    KitAssetList, KitAssetOrder, KitAssetVersion, KitDownloads, KitFileCount, language,
};
pub use link::{
    KIT_LINK_DAYS, KIT_LINKS_MAX, KitFileRequest, KitLink, KitLinkForm, KitLinks, KitSecret,
};
pub use page::{KitAnnouncement, KitItem, KitPage, KitPreview, KitText, KitVariant, NEW_DAYS};
pub use standing::KitStanding;
