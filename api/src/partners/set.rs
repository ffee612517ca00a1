//! Replacement of the partners.

use super::get::respond;
use super::{found, shown};
use crate::editions::put::{author, replace_part};
use crate::images::Images;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use gazetteer::Gazetteer;
use ground::blocking::blocking;
use ground::error::Error;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, ApiError, Body, Services, Slug};
use shared::edition::Edition;
use shared::partner::{ManagedPartners, PARTNERS_MAX, Partner, PartnersForm};
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;

/// Set the partners of an edition
///
/// Replaces all of them, in the order of the list, or reports every fault at once (422). Nothing else of the edition changes; the change
/// is in its history, and public at once where the edition is. A logo is uploaded first. The partners of an archived edition stay as they
/// are (422 `edition_archived`). For the coordination and administrators.
#[utoipa::path(
    tag = "editions",
    params(
        ("edition" = String, Path, description = "Slug of the edition", example = "2018"),
        ("If-Match" = String, Header, description = "Version of the edition that was read, from `ETag`")
    ),
    request_body = PartnersForm,
    responses((status = 200, description = "Partners; `ETag` is the new version of the edition", body = ManagedPartners), ConditionalRefusals)
)]
#[put("/administration/editions/{edition}/partners")]
pub(super) async fn set_partners(
    services: Data<Services>,
    images: Data<Images>,
    actor: Actor,
    slug: Path<Slug>,
    expected: Expected,
    body: Body<PartnersForm>,
) -> Result<HttpResponse, ApiError> {
    let (slug, PartnersForm { partners }) = (slug.into_inner(), body.into_inner());
    let asked = slug.clone();
    let (_, _, stored) = services.db.read(move |conn| found(conn, &asked)).await?;
    let faults = faults_outside(&services, images, Arc::clone(&stored), partners.clone()).await?;
    if !faults.is_empty() {
        return Err(Error::invalid(faults).into());
    }
    let by = author(&actor);
    let saved = services
        .write(move |conn, services| {
            let (id, version, edition) = found(conn, &slug)?;
            expected.check(version)?;
            if edition.partners == partners {
                return Ok(shown(version, &edition));
            }
            let changed = Edition {
                partners: partners.clone(),
                ..(*edition).clone()
            };
            let before = (id, version, &*edition);
            let version = replace_part(conn, &services.clock, before, &changed, by)?;
            Ok(shown(version, &changed))
        })
        .await?;
    Ok(respond(&saved))
}

/// Faults that the edition alone does not show: logos that are not stored, and territories that do not exist. A logo that the stored
/// edition has already is not looked at.
async fn faults_outside(
    services: &Data<Services>,
    images: Data<Images>,
    stored: Arc<Edition>,
    partners: Vec<Partner>,
) -> Result<Vec<FieldProblem>, Error> {
    let now = services.clock.now();
    blocking(move || {
        let (gazetteer, mut faults) = (Gazetteer::embedded(), Vec::new());
        for (at, partner) in partners.iter().enumerate().take(PARTNERS_MAX) {
            if partner
                .territory
                .as_ref()
                .is_some_and(|it| !gazetteer.has(it))
            {
                let pointer = format!("/partners/{at}/territory");
                let detail = "there is no such territory";
                faults.push(FieldProblem::new(pointer, Code::UnknownValue, detail));
            }
            let Some(logo) = &partner.logo else { continue };
            let known = stored
                .partners
                .iter()
                .filter_map(|it| it.logo.as_ref())
                .any(|it| it.image == logo.image);
            if !known && !images.matches_stored(&logo.image, now)? {
                let pointer = format!("/partners/{at}/logo/image");
                let detail = "upload the logo first, and use the response";
                faults.push(FieldProblem::new(pointer, Code::UnknownImage, detail));
            }
        }
        Ok(faults)
    })
    .await
}
