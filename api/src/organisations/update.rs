//! Change of the details of an organisation.

use super::access::managed;
use super::fact::{self, Fact};
use super::people::organisation;
use super::queries::records;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, http::header, put};
use gazetteer::Gazetteer;
use ground::error::Error;
use ground::log;
use http::etag::{self, Expected};
use http::problems::ConditionalRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::id::OrganisationId;
use shared::organisation::{Organisation, OrganisationDetails};

/// Change an organisation
///
/// Name, kind and address; the number stays. For those who manage it, and the coordination.
#[utoipa::path(
    tag = "organisations",
    params(
        ("id" = OrganisationId, Path, description = "Identifier of the organisation"),
        ("If-Match" = String, Header, description = "`version` that was read, in quotation marks")
    ),
    request_body = OrganisationDetails,
    responses(
        (status = 200, description = "The organisation; `ETag` is its new version", body = Organisation),
        ConditionalRefusals
    )
)]
#[put("/organisations/{id}")]
pub(super) async fn update_organisation(
    services: Data<Services>,
    actor: Actor,
    id: Path<OrganisationId>,
    expected: Expected,
    body: Body<OrganisationDetails>,
) -> Result<HttpResponse, ApiError> {
    let details = body
        .into_inner()
        .read("", |insee| Gazetteer::embedded().commune(insee));
    let id = id.into_inner();
    let changed = services
        .write(move |conn, services| {
            let seat = managed(conn, &actor, id)?;
            let details = details.clone().map_err(Error::invalid)?;
            let now = services.clock.now();
            let id = seat.organisation.id();
            let entry = Fact::default().entry(id, fact::UPDATED, seat.by)?;
            // First, since appending takes the lock under which nobody else changes it.
            log::append(conn, now, &entry)?;
            let row = records::find(conn, id)?.ok_or_else(Error::not_found)?;
            expected.check(row.version)?;
            organisation(&records::update(conn, row, details, now)?)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(header::ETag(etag::of_version(changed.version)))
        .json(changed))
}
