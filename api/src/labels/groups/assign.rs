//! Assignment of a file to a reviewer, by the reviewer or by somebody else.

use super::access::by;
use super::route::shown;
use crate::events::scope::{capacities, readable};
use crate::events::stored::StoredFile;
use crate::sharing::assignments::{self, Assignment, Route};
use crate::sharing::conflicts::{self, Involved};
use crate::sharing::team::Teams;
use crate::sharing::{day_of, fact, groups, routing};
use actix_web::web::{Data, Json, Path};
use actix_web::{get, put};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::log;
use http::problems::{Refusals, WriteRefusals};
use http::{Actor, ApiError, Body, Services};
use shared::id::{AccountId, EventId, ReviewGroupId};
use shared::label::{self, AssignmentForm, FileAssignment, NamedReviewer, RoutingCause};
use shared::problem::{Code, FieldProblem};

/// Get the assignment of an event submission
///
/// Group with the reason why the file is there, reviewer, and members of the group to whom the file may be given.
#[utoipa::path(
    tag = "labels",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses((status = 200, description = "Group and reviewer who have the submission", body = FileAssignment), Refusals)
)]
#[get("/labels/events/{id}/assignment")]
pub(in crate::labels) async fn get_assignment(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<Json<FileAssignment>, ApiError> {
    let (id, now) = (id.into_inner(), services.clock.now());
    let found = services
        .db
        .read(move |conn| {
            let file = readable(conn, &actor, id)?;
            let assignment = current(conn, &file)?;
            present(conn, &actor, &file, assignment, now)
        })
        .await?;
    Ok(Json(found))
}

/// Give an event submission to a group and a reviewer
///
/// The reviewer is the caller, who takes the file over, or somebody else who may review it, is not absent, and has no conflict
/// of interest (422 `not_allowed` otherwise). A file that a person put into another group stays there, whatever the rules are.
#[utoipa::path(
    tag = "labels",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    request_body = AssignmentForm,
    responses((status = 200, description = "Who has it now", body = FileAssignment), WriteRefusals)
)]
#[put("/labels/events/{id}/assignment")]
pub(in crate::labels) async fn assign_file(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    body: Body<AssignmentForm>,
) -> Result<Json<FileAssignment>, ApiError> {
    let (id, form) = (id.into_inner(), body.into_inner());
    let shown = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let file = readable(conn, &actor, id)?;
            if !reviews(&actor, &file) {
                let own = file.concerns(actor.account.id);
                return Err(if own {
                    Error::rejected(Code::OwnEvent)
                } else {
                    Error::not_found()
                });
            }
            let before = current(conn, &file)?;
            let mut teams = Teams::new(day_of(now));
            let next = wanted(conn, &mut teams, &before, form)?;
            if next != before {
                log::append(
                    conn,
                    now,
                    &fact::of_event(&next, fact::ASSIGNED, by(&actor)),
                )?;
                assignments::store(conn, &next, now)?;
            }
            present(conn, &actor, &file, next, now)
        })
        .await?;
    Ok(Json(shown))
}

/// The assignment that a form asks for.
fn wanted(
    conn: &mut Conn,
    teams: &mut Teams,
    before: &Assignment,
    form: AssignmentForm,
) -> Result<Assignment, Error> {
    let mut next = before.clone();
    if let Some(group) = form
        .group
        .filter(|group| before.route.group != Some(*group))
    {
        next.route = by_hand(conn, before, group)?;
        next.assignee = match form.assignee {
            Some(assignee) => Some(assignee),
            None => teams.pick(conn, group, &next, None)?,
        };
    } else {
        next.assignee = form.assignee;
    }
    let new = form
        .assignee
        .filter(|assignee| before.assignee != Some(*assignee));
    if let Some(assignee) = new {
        let file = conflicts::involved(conn, next.event)?;
        if !teams.may_have(conn, &next, &file, assignee)? {
            let detail = "not a reviewer who is there and may have this file";
            let fault = FieldProblem::new("/assignee", Code::NotAllowed, detail);
            return Err(Error::invalid(vec![fault]));
        }
    }
    Ok(next)
}

fn by_hand(conn: &mut Conn, before: &Assignment, group: ReviewGroupId) -> Result<Route, Error> {
    let known = groups::find(conn, group)?.filter(|group| group.edition == before.edition);
    if known.is_none() {
        let detail = "there is no such group in the edition";
        let fault = FieldProblem::new("/group", Code::UnknownValue, detail);
        return Err(Error::invalid(vec![fault]));
    }
    Ok(Route {
        group: Some(group),
        cause: RoutingCause::Hand,
        rule: None,
    })
}

fn reviews(actor: &Actor, file: &StoredFile) -> bool {
    capacities(actor, file)
        .iter()
        .any(|it| matches!(it, label::Actor::Referent | label::Actor::Coordinator))
}

/// Current assignment of a file; in no group and without a reviewer for a file that was never routed.
fn current(conn: &mut Conn, file: &StoredFile) -> Result<Assignment, Error> {
    if let Some(known) = assignments::find(conn, file.id)? {
        return Ok(known);
    }
    let content = file.content.as_ref().ok_or_else(Error::not_found)?;
    Ok(Assignment {
        event: file.id,
        edition: file.edition_id,
        route: Route::NOBODY,
        assignee: None,
        subject: routing::subject_of(content),
    })
}

fn present(
    conn: &mut Conn,
    actor: &Actor,
    file: &StoredFile,
    assignment: Assignment,
    now: DateTime<Utc>,
) -> Result<FileAssignment, Error> {
    let mut teams = Teams::new(day_of(now));
    let involved = conflicts::involved(conn, file.id)?;
    let assignee = match assignment.assignee {
        Some(account) => teams.named(conn, account)?,
        None => None,
    };
    let choices = choices(conn, &mut teams, &assignment, &involved)?;
    Ok(FileAssignment {
        assignee,
        assignable: reviews(actor, file),
        choices,
        route: shown(conn, assignment.route)?,
    })
}

fn choices(
    conn: &mut Conn,
    teams: &mut Teams,
    assignment: &Assignment,
    file: &Involved,
) -> Result<Vec<NamedReviewer>, Error> {
    let Some(group) = assignment.route.group else {
        return Ok(Vec::new());
    };
    let available: Vec<AccountId> = teams.available(conn, group, assignment, file)?;
    let mut named = Vec::new();
    for account in available {
        named.extend(teams.named(conn, account)?);
    }
    named.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    Ok(named)
}
