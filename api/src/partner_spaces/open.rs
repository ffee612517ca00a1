//! Opens a space for a partner.

use super::access::coordination;
use super::rows::SpaceRow;
use super::{fact, queries};
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use ground::error::Error;
use ground::{ids, log};
use http::problems::WriteRefusals;
use http::{API, Actor, ApiError, Body, Services};
use shared::id::PartnerSpaceId;
use shared::partner::{NewPartnerSpace, PartnerSpacePeople, SPACES_MAX};
use shared::problem::{Code, FieldProblem};
use shared::text::Limits;

/// Name of an institution.
const NAME: Limits = Limits::line(2, 150);

/// Open the space of a partner
///
/// One for each partner, whatever its editions; it begins without members. One that was closed is opened again, with its members; its keys
/// stay revoked, and its webhooks stopped until they are resumed. At most 500 spaces. For the coordination and administrators.
#[utoipa::path(
    tag = "partners",
    request_body = NewPartnerSpace,
    responses((status = 201, description = "The space; `Location` is its address", body = PartnerSpacePeople), WriteRefusals)
)]
#[post("/partner-spaces")]
pub(super) async fn open_partner_space(
    services: Data<Services>,
    actor: Actor,
    body: Body<NewPartnerSpace>,
) -> Result<HttpResponse, ApiError> {
    let NewPartnerSpace { partner, name } = body.into_inner();
    let (partner, name) = checked(partner, &name)?;
    let by = coordination(&actor);
    let opened = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let entry = fact::entry(&partner, fact::OPENED, by);
            // First, since appending takes the lock under which nobody else opens one.
            log::append(conn, now, &entry)?;
            let row = match queries::of_partner(conn, &partner)? {
                Some(closed) if closed.is_closed() => {
                    queries::reopen(conn, closed.id, &name)?;
                    SpaceRow {
                        name: name.clone(),
                        closed_at: None,
                        ..closed
                    }
                }
                Some(_) => {
                    let detail = "this partner has a space";
                    return Err(fault("/partner", Code::Duplicate, detail));
                }
                None if queries::number(conn)? >= SPACES_MAX => {
                    return Err(fault("/partner", Code::TooMany, "too many spaces"));
                }
                None => {
                    let row = SpaceRow {
                        id: PartnerSpaceId(ids::new(&services.clock)).into(),
                        partner: partner.clone(),
                        name: name.clone(),
                        created_at: now.into(),
                        closed_at: None,
                    };
                    queries::insert(conn, &row)?;
                    row
                }
            };
            queries::people(conn, &row, actor.account.id, now)
        })
        .await?;
    let address = format!("{API}/partner-spaces/{}", opened.space.id);
    Ok(HttpResponse::Created()
        .insert_header(("Location", address))
        .json(opened))
}

fn checked(partner: String, name: &str) -> Result<(String, String), Error> {
    let mut faults = Vec::new();
    let of_word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if !(1..=60).contains(&partner.len()) || !partner.bytes().all(of_word) {
        let detail = "must be 1 to 60 characters of a–z, 0–9 and _";
        faults.push(FieldProblem::new("/partner", Code::InvalidFormat, detail));
    }
    match NAME.read("/name", name) {
        Ok(Some(name)) if faults.is_empty() => return Ok((partner, name)),
        Ok(Some(_)) => {}
        Ok(None) => faults.push(FieldProblem::new("/name", Code::Required, "required")),
        Err(fault) => faults.push(fault),
    }
    Err(Error::invalid(faults))
}

fn fault(pointer: &str, code: Code, detail: &str) -> Error {
    Error::invalid(vec![FieldProblem::new(pointer, code, detail)])
}
