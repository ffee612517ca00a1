//! Conflicts of interest of reviewers.

use super::access::{by, coordinates};
use crate::events::scope::readable;
use crate::events::stored::StoredFile;
use crate::sharing::{conflicts, fact, moves};
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, delete, get, post};
use ground::db::Conn;
use ground::error::Error;
use ground::{ids, log};
use http::problems::{Refusals, WriteRefusals};
use http::{Actor, ApiError, Body, Services};
use serde_json::json;
use shared::id::{EventId, ReviewConflictId};
use shared::label::{ConflictParty, ConflictWith, NewReviewConflict, ReviewConflict};
use shared::organisation::OrganisationIdentifier;
use shared::problem::{Code, FieldProblem};
use std::collections::HashSet;

/// List conflicts of interest
///
/// Conflicts of the caller; the coordination sees all.
#[utoipa::path(
    tag = "labels",
    responses((status = 200, description = "Conflicts of interest", body = Vec<ReviewConflict>), Refusals)
)]
#[get("/labels/conflicts")]
pub(in crate::labels) async fn list_review_conflicts(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<Vec<ReviewConflict>>, ApiError> {
    let of = Some(actor.account.id).filter(|_| !coordinates(&actor));
    let found = services
        .db
        .read(move |conn| conflicts::list(conn, of))
        .await?;
    Ok(Json(found))
}

/// Declare a conflict of interest of the caller
///
/// With the organisation that runs an event (all establishments of the company), with the person who files it, or with an
/// organisation by its SIRET or UAI number. From then on the caller does not see files of that organisation or person any more, and
/// those that the caller has go to other members of their groups. A conflict that is known already stays as it is.
#[utoipa::path(
    tag = "labels",
    request_body = NewReviewConflict,
    responses((status = 201, description = "The conflicts of the caller", body = Vec<ReviewConflict>), WriteRefusals)
)]
#[post("/labels/conflicts")]
pub(in crate::labels) async fn declare_review_conflict(
    services: Data<Services>,
    actor: Actor,
    body: Body<NewReviewConflict>,
) -> Result<HttpResponse, ApiError> {
    let new = body.into_inner();
    let own = services
        .write(move |conn, services| {
            let (now, account) = (services.clock.now(), actor.account.id);
            let (parties, name) = meant(conn, &actor, &new)?;
            let payload = json!({ "with": new.with });
            let entry = fact::of_reviewer(account, fact::CONFLICT_DECLARED, by(&actor), payload);
            // First, since appending takes the lock under which files are assigned.
            log::append(conn, now, &entry)?;
            if conflicts::of_account(conn, account)?.len() + parties.len() > conflicts::MOST {
                return Err(fault("/number", Code::TooMany, "at most 200 are declared"));
            }
            for party in &parties {
                let id = ReviewConflictId(ids::new(&services.clock));
                conflicts::insert(conn, id, account, party, &name, now)?;
            }
            let open = crate::sharing::assignments::open_of(conn, account, None)?;
            let open: Vec<EventId> = open.into_iter().map(|file| file.event).collect();
            let lost: HashSet<EventId> = conflicts::hidden_among(conn, account, &open)?;
            moves::take_from(conn, now, account, None, |file| lost.contains(&file.event))?;
            conflicts::list(conn, Some(account))
        })
        .await?;
    Ok(HttpResponse::Created().json(own))
}

/// Delete a conflict of interest
///
/// Allowed for the reviewer who declared it, and for the coordination.
#[utoipa::path(
    tag = "labels",
    params(("id" = ReviewConflictId, Path, description = "Identifier of the conflict")),
    responses((status = 204, description = "Deleted"), WriteRefusals)
)]
#[delete("/labels/conflicts/{id}")]
pub(in crate::labels) async fn delete_review_conflict(
    services: Data<Services>,
    actor: Actor,
    id: Path<ReviewConflictId>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    services
        .write(move |conn, services| {
            let of = Some(actor.account.id).filter(|_| !coordinates(&actor));
            let conflict = conflicts::find(conn, id)?
                .filter(|conflict| of.is_none_or(|own| own == conflict.reviewer.id))
                .ok_or_else(Error::not_found)?;
            let payload = json!({ "with": conflict.with });
            let entry = fact::of_reviewer(
                conflict.reviewer.id,
                fact::CONFLICT_DELETED,
                by(&actor),
                payload,
            );
            log::append(conn, services.clock.now(), &entry)?;
            conflicts::delete(conn, id)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

fn fault(pointer: &str, code: Code, detail: &str) -> Error {
    Error::invalid(vec![FieldProblem::new(pointer, code, detail)])
}

/// Other parties of the conflict, and their name.
fn meant(
    conn: &mut Conn,
    actor: &Actor,
    new: &NewReviewConflict,
) -> Result<(Vec<ConflictParty>, String), Error> {
    match (new.event, &new.number) {
        (Some(event), None) => {
            let file = readable(conn, actor, event)?;
            of_event(conn, &file, new.with)
        }
        (None, Some(number)) if new.with == ConflictWith::Organisation => {
            let number = OrganisationIdentifier::parse("/number", number)
                .map_err(|fault| Error::invalid(vec![fault]))?;
            Ok((
                vec![ConflictParty::of_number(&number)],
                number.as_str().to_owned(),
            ))
        }
        (None, None) => Err(fault(
            "/event",
            Code::Required,
            "an event or the number of an organisation is needed",
        )),
        (_, Some(_)) => Err(fault(
            "/number",
            Code::NotAllowed,
            "a number stands for an organisation, without an event",
        )),
    }
}

fn of_event(
    conn: &mut Conn,
    file: &StoredFile,
    with: ConflictWith,
) -> Result<(Vec<ConflictParty>, String), Error> {
    let parties = conflicts::parties(conn, &[file.id])?;
    let parties = parties.into_values().flatten();
    let parties: Vec<ConflictParty> = parties.filter(|party| party.kind() == with).collect();
    if parties.is_empty() {
        let detail = "the organisation has no number: declare the conflict with the person";
        return Err(fault("/with", Code::NotAllowed, detail));
    }
    let name = match with {
        ConflictWith::Person => file.content.as_ref().map(|content| &content.contact.name),
        ConflictWith::Organisation => file.content.as_ref().map(|content| &content.organiser.name),
    };
    Ok((parties, name.cloned().unwrap_or_default()))
}
