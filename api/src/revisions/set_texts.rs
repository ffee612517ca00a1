//! Replacement of the standard texts.

use super::found;
use super::get::{present, respond};
use crate::editions::put::{author, replace_part};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, ApiError, Body, Services, Slug};
use shared::edition::{Edition, ManagedEdition, StandardTextsForm};

/// Set the standard texts of an edition
///
/// Replaces all of them, in the order of the list, or reports every fault at once (422). Nothing else of the edition changes; the change
/// is in its history, and reviewers are offered the new texts at once. Comments and letters that were written with the present ones stay
/// as they are, and so do the texts of an archived edition (422 `edition_archived`). For the coordination and administrators.
#[utoipa::path(
    tag = "editions",
    params(
        ("edition" = String, Path, description = "Slug of the edition", example = "2018"),
        ("If-Match" = String, Header, description = "Version of the edition that was read, from `ETag`")
    ),
    request_body = StandardTextsForm,
    responses((status = 200, description = "The edition; `ETag` is its new version", body = ManagedEdition), ConditionalRefusals)
)]
#[put("/administration/editions/{edition}/standard-texts")]
pub(super) async fn set_standard_texts(
    services: Data<Services>,
    actor: Actor,
    slug: Path<Slug>,
    expected: Expected,
    body: Body<StandardTextsForm>,
) -> Result<HttpResponse, ApiError> {
    let (slug, StandardTextsForm { standard_texts }) = (slug.into_inner(), body.into_inner());
    let by = author(&actor);
    let saved = services
        .write(move |conn, services| {
            let stored = found(conn, &slug)?;
            expected.check(stored.version)?;
            if stored.edition.standard_texts == standard_texts {
                return present(conn, stored);
            }
            let changed = Edition {
                standard_texts: standard_texts.clone(),
                ..(*stored.edition).clone()
            };
            let before = (stored.id, stored.version, &*stored.edition);
            replace_part(conn, &services.clock, before, &changed, by)?;
            let saved = found(conn, &slug)?;
            present(conn, saved)
        })
        .await?;
    Ok(respond(&saved))
}
