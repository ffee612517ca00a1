//! Mandates: a company lets a federation or chamber file in its name.

use super::access::{managed, seat};
use super::fact::{self, Fact};
use super::people::present;
use super::queries::{mandates, members, records};
use super::{WRITE_TO, letters};
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, delete, post, put};
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By};
use http::limits::{self, Attempt};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::id::OrganisationId;
use shared::letter::LetterKind;
use shared::organisation::{
    MANDATES_MAX, MandateRequest, OrganisationIdentifier, OrganisationPeople,
};
use shared::problem::{Code, FieldProblem};

/// Ask for a mandate
///
/// Asks a company to let this organisation file in its name; its managers are informed by mail, and one of them answers. A company
/// that nobody manages yet can be asked too: its first manager finds the request. At most 500 mandates and requests. For those who
/// manage this organisation.
#[utoipa::path(
    tag = "organisations",
    params(("id" = OrganisationId, Path, description = "Identifier of the organisation that will file")),
    request_body = MandateRequest,
    responses((status = 200, description = "The organisation, with its mandates", body = OrganisationPeople), WriteRefusals)
)]
#[post("/organisations/{id}/mandates")]
pub(super) async fn request_mandate(
    services: Data<Services>,
    actor: Actor,
    id: Path<OrganisationId>,
    body: Body<MandateRequest>,
) -> Result<Json<OrganisationPeople>, ApiError> {
    let identifier = OrganisationIdentifier::parse("/identifier", &body.into_inner().identifier)
        .map_err(|fault| Error::invalid(vec![fault]))?;
    limits::count(&services, WRITE_TO, &Attempt::by(actor.account.id)).await?;
    let id = id.into_inner();
    let shown = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let seat = managed(conn, &actor, id)?;
            let branch = seat.organisation.id();
            let company = records::by_identifier(conn, &identifier)?.ok_or_else(|| {
                at_identifier(Code::UnknownValue, "no organisation has this number")
            })?;
            if company.id() == branch {
                let detail = "the organisation files for itself anyway";
                return Err(at_identifier(Code::NotAllowed, detail));
            }
            note(
                conn,
                services,
                company.id(),
                branch,
                fact::MANDATE_REQUESTED,
                seat.by,
            )?;
            if mandates::find(conn, company.id(), branch)?.is_some() {
                return Err(at_identifier(Code::Duplicate, "asked already"));
            }
            mandates::request(conn, company.id(), branch, now)?;
            if mandates::held(conn, branch)?.len() > MANDATES_MAX {
                let fault = FieldProblem::new("/identifier", Code::TooMany, "too many mandates");
                return Err(Error::invalid(vec![fault.with_limit(MANDATES_MAX as u64)]));
            }
            let managers = members::managers(conn, company.id())?;
            let name = &seat.organisation.name;
            letters::post_to(
                conn,
                services,
                managers,
                LetterKind::MandateRequested,
                &company,
                name,
            )?;
            present(conn, &actor, &seat, now)
        })
        .await?;
    Ok(Json(shown))
}

/// Give a mandate
///
/// Lets an organisation that has asked file in the name of this one, and work on what it files. For those who manage this
/// organisation. Giving it again changes nothing.
#[utoipa::path(
    tag = "organisations",
    params(
        ("id" = OrganisationId, Path, description = "Identifier of the organisation in whose name it will file"),
        ("branch" = OrganisationId, Path, description = "Identifier of the organisation that has asked")
    ),
    responses((status = 200, description = "The organisation, with its mandates", body = OrganisationPeople), WriteRefusals)
)]
#[put("/organisations/{id}/mandates/{branch}")]
pub(super) async fn accept_mandate(
    services: Data<Services>,
    actor: Actor,
    path: Path<(OrganisationId, OrganisationId)>,
) -> Result<Json<OrganisationPeople>, ApiError> {
    let (id, branch) = path.into_inner();
    let shown = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let seat = managed(conn, &actor, id)?;
            let company = seat.organisation.id();
            let branch = records::find(conn, branch)?.ok_or_else(Error::not_found)?;
            let asked = mandates::find(conn, company, branch.id())?.ok_or_else(Error::not_found)?;
            if asked.accepted_at.is_none() {
                note(
                    conn,
                    services,
                    company,
                    branch.id(),
                    fact::MANDATE_GIVEN,
                    seat.by,
                )?;
                if !mandates::accept(conn, company, branch.id(), now)? {
                    return Err(Error::not_found());
                }
                let managers = members::managers(conn, branch.id())?;
                let name = &seat.organisation.name;
                letters::post_to(
                    conn,
                    services,
                    managers,
                    LetterKind::MandateGiven,
                    &branch,
                    name,
                )?;
            }
            present(conn, &actor, &seat, now)
        })
        .await?;
    Ok(Json(shown))
}

/// End a mandate
///
/// Either side ends it, and a request is declined or taken back in the same way. What was filed stays with both; the other
/// organisation files nothing more. The managers of the other side are informed by mail.
#[utoipa::path(
    tag = "organisations",
    params(
        ("id" = OrganisationId, Path, description = "Identifier of the organisation in whose name the other files"),
        ("branch" = OrganisationId, Path, description = "Identifier of the organisation that files")
    ),
    responses((status = 204, description = "No mandate any more"), WriteRefusals)
)]
#[delete("/organisations/{id}/mandates/{branch}")]
pub(super) async fn end_mandate(
    services: Data<Services>,
    actor: Actor,
    path: Path<(OrganisationId, OrganisationId)>,
) -> Result<HttpResponse, ApiError> {
    let (id, branch) = path.into_inner();
    services
        .write(move |conn, services| {
            let company = records::find(conn, id)?.ok_or_else(Error::not_found)?;
            let branch = records::find(conn, branch)?.ok_or_else(Error::not_found)?;
            // Of either side, the one that the caller manages; the other one is informed.
            let by_company = match seat(conn, &actor, company.id()) {
                Ok(seat) if seat.manages() => Some(seat.by),
                Ok(_) => None,
                Err(error) if error.code() == Code::NotFound => None,
                Err(error) => return Err(error),
            };
            let (by, other, name) = match by_company {
                Some(by) => (by, &branch, &company.name),
                None => (
                    managed(conn, &actor, branch.id())?.by,
                    &company,
                    &branch.name,
                ),
            };
            note(
                conn,
                services,
                company.id(),
                branch.id(),
                fact::MANDATE_ENDED,
                by,
            )?;
            if !mandates::end(conn, company.id(), branch.id())? {
                return Err(Error::not_found());
            }
            let managers = members::managers(conn, other.id())?;
            letters::post_to(
                conn,
                services,
                managers,
                LetterKind::MandateEnded,
                other,
                name,
            )
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Logs a change of a mandate for both organisations. To be called first, since appending takes the lock under which nobody else
/// asks, answers or leaves.
fn note(
    conn: &mut Conn,
    services: &Services,
    company: OrganisationId,
    branch: OrganisationId,
    kind: &'static str,
    by: By,
) -> Result<(), Error> {
    let now = services.clock.now();
    let entries = [
        (now, Fact::other(branch).entry(company, kind, by)?),
        (now, Fact::other(company).entry(branch, kind, by)?),
    ];
    log::append_all(conn, &entries)
}

fn at_identifier(code: Code, detail: &str) -> Error {
    Error::invalid(vec![FieldProblem::new("/identifier", code, detail)])
}
