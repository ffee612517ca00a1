//! Open data: dumps of every public edition, and machine-readable descriptions of the site.
//!
//! `/opendata` describes the data sets as DCAT-AP (JSON-LD) or as a page. Each edition is one data set, published as two
//! gzip files: JSON lines as the API returns them, and GeoJSON. A file is rendered from the catalogue and is therefore
//! always up to date, complete, and the same bytes on every instance. It is cached until an event of its edition changes.
//! The SHA-256 of a file is its `ETag`, its `Repr-Digest`, its line in `SHA256SUMS` (in the format of `sha256sum --check`)
//! and its hash in `datapackage.json`. It is not in the description: DCAT-AP wants the type `xsd:hexBinary` there, with which
//! the harvester of data.gouv.fr (udata 17.18) drops the data set.
//!
//! The signed head of the log lies beside the dumps, so that whoever mirrors them holds evidence of the log. It is no part of them
//! nor of their checksums: it changes with every change, they with those of their edition only.
//!
//! `/llms.txt` and `/.well-known/api-catalog` (RFC 9727) are overviews generated from the OpenAPI document.

mod api_catalog;
mod describe;
mod dump;
mod dumps;
mod get_checksums;
mod get_data_package;
mod get_dump;
mod get_log_head;
mod get_open_data;
mod llms;
pub(crate) mod log_head;
mod texts;

pub use dumps::Dumps;

use http::register::ServiceConfig;

/// Path of the description of the data sets.
pub(crate) const ROOT: &str = crate::addresses::OPEN_DATA;

/// Registers the operations of the feature.
pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_open_data::get_open_data)
        .service(get_checksums::get_open_data_checksums)
        .service(get_data_package::get_data_package)
        .service(get_log_head::get_log_head)
        .service(get_dump::get_open_data_dump)
        .service(llms::get_llms_txt)
        .service(api_catalog::get_api_catalog);
}
