//! Lists, enters and deletes the absences of reviewers.

use super::access::{by, coordinates};
use crate::accounts::people;
use crate::sharing::{absences, day_of, fact, members};
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, delete, get, post};
use chrono::NaiveDate;
use ground::db::Conn;
use ground::error::Error;
use ground::{ids, log};
use http::problems::{Refusals, WriteRefusals};
use http::{Actor, ApiError, Body, Services};
use serde_json::json;
use shared::id::{AccountId, ReviewAbsenceId, ReviewGroupId};
use shared::label::{GroupRole, NamedReviewer, NewReviewAbsence, ReviewAbsence};
use shared::problem::{Code, FieldProblem};

/// List absences of reviewers
///
/// Absences that are not over, the next ones first: those of the caller, and those of the members of the groups that the caller
/// leads. The coordination sees all.
#[utoipa::path(
    tag = "labels",
    responses((status = 200, description = "Absences", body = Vec<ReviewAbsence>), Refusals)
)]
#[get("/labels/absences")]
pub(in crate::labels) async fn list_review_absences(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<Vec<ReviewAbsence>>, ApiError> {
    let today = day_of(services.clock.now());
    let found = services
        .db
        .read(move |conn| {
            if coordinates(&actor) {
                return absences::list(conn, None, today);
            }
            let of = members_led_by(conn, &actor)?;
            absences::list(conn, Some(&of), today)
        })
        .await?;
    Ok(Json(found))
}

/// Enter an absence of a reviewer
///
/// The person gets no files on these days; files that the person already has stay. Allowed for the person, a lead of one of the
/// person's groups, and the coordination. At most 50 absences (422 `too_many`), each of at most a year.
#[utoipa::path(
    tag = "labels",
    request_body = NewReviewAbsence,
    responses((status = 201, description = "The absence", body = ReviewAbsence), WriteRefusals)
)]
#[post("/labels/absences")]
pub(in crate::labels) async fn enter_review_absence(
    services: Data<Services>,
    actor: Actor,
    body: Body<NewReviewAbsence>,
) -> Result<HttpResponse, ApiError> {
    let new = body.into_inner();
    let entered = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let today = day_of(now);
            new.check(today)
                .map_err(|fault| Error::invalid(vec![fault]))?;
            let account = new.account.unwrap_or(actor.account.id);
            let reviewer = of_reach(conn, &actor, account)?;
            let payload = days(new.first, new.last);
            let entry = fact::of_reviewer(account, fact::ABSENCE_ENTERED, by(&actor), payload);
            // First, since appending takes the lock under which nobody else enters one.
            log::append(conn, now, &entry)?;
            if absences::list(conn, Some(&[account]), today)?.len() >= absences::MOST {
                let detail = "at most 50 absences are entered";
                let fault = FieldProblem::new("/first", Code::TooMany, detail);
                return Err(Error::invalid(vec![fault.with_limit(absences::MOST)]));
            }
            let absence = ReviewAbsence {
                id: ReviewAbsenceId(ids::new(&services.clock)),
                reviewer,
                first: new.first,
                last: new.last,
            };
            absences::insert(conn, &absence, now)?;
            Ok(absence)
        })
        .await?;
    Ok(HttpResponse::Created().json(entered))
}

/// Delete an absence of a reviewer
///
/// Allowed for everybody who may enter the absence.
#[utoipa::path(
    tag = "labels",
    params(("id" = ReviewAbsenceId, Path, description = "Identifier of the absence")),
    responses((status = 204, description = "Deleted"), WriteRefusals)
)]
#[delete("/labels/absences/{id}")]
pub(in crate::labels) async fn delete_review_absence(
    services: Data<Services>,
    actor: Actor,
    id: Path<ReviewAbsenceId>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    services
        .write(move |conn, services| {
            let absence = absences::find(conn, id)?.ok_or_else(Error::not_found)?;
            let account = absence.reviewer.id;
            if !coordinates(&actor) && !members_led_by(conn, &actor)?.contains(&account) {
                return Err(Error::not_found());
            }
            let payload = days(absence.first, absence.last);
            let entry = fact::of_reviewer(account, fact::ABSENCE_DELETED, by(&actor), payload);
            log::append(conn, services.clock.now(), &entry)?;
            absences::delete(conn, id)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

fn days(first: NaiveDate, last: NaiveDate) -> serde_json::Value {
    json!({ "first": first, "last": last })
}

/// The caller, and the members of the groups that the caller leads.
fn members_led_by(conn: &mut Conn, actor: &Actor) -> Result<Vec<AccountId>, Error> {
    let groups = members::groups_of(conn, actor.account.id)?;
    let led: Vec<ReviewGroupId> = groups
        .into_iter()
        .filter(|(_, role)| *role == GroupRole::Leads)
        .map(|(group, _)| group)
        .collect();
    let mut found = members::of_groups(conn, &led)?;
    found.push(actor.account.id);
    Ok(found)
}

/// A reviewer whose absences the caller enters.
fn of_reach(conn: &mut Conn, actor: &Actor, account: AccountId) -> Result<NamedReviewer, Error> {
    let unknown = || {
        let detail = "not a reviewer whose absences the caller enters";
        let fault = FieldProblem::new("/account", Code::UnknownValue, detail);
        Error::invalid(vec![fault])
    };
    if !coordinates(actor) && !members_led_by(conn, actor)?.contains(&account) {
        return Err(unknown());
    }
    let found = people::find(conn, account)?.filter(shared::account::Account::is_reviewer);
    let found = found.or_else(|| Some(actor.account.clone()).filter(|own| own.id == account));
    found
        .map(|account| NamedReviewer {
            id: account.id,
            name: account.name,
        })
        .ok_or_else(unknown)
}
