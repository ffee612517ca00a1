//! Open data: every public edition as a whole, and where machines find everything.
//!
//! `/opendata` describes the data sets as DCAT-AP (JSON-LD) or as a page. Each edition is one data set, given in two
//! forms that gzip compresses: JSON lines that are the answers of the API, and GeoJSON. A file is rendered from the
//! catalogue, and so is never older than it: complete, and the same bytes on every instance. It is kept as long as the events
//! of its edition stay as they are. The SHA-256 of a file is its `ETag`, its `Repr-Digest`, a line of `SHA256SUMS` (as
//! `sha256sum --check` reads it) and its checksum in the description.
//!
//! `/llms.txt` and `/.well-known/api-catalog` (RFC 9727) say where all this is, made from the OpenAPI document.

mod api_catalog;
mod describe;
mod dump;
mod dumps;
mod get_checksums;
mod get_dump;
mod get_open_data;
mod llms;
mod words;

pub use dumps::Dumps;

use utoipa_actix_web::service_config::ServiceConfig;

/// Where the data sets are.
pub(crate) const ROOT: &str = crate::addresses::OPEN_DATA;

/// What the feature answers.
pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_open_data::get_open_data)
        .service(get_checksums::get_open_data_checksums)
        .service(get_dump::get_open_data_dump)
        .service(llms::get_llms_txt)
        .service(api_catalog::get_api_catalog);
}
