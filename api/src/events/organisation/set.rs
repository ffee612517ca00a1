//! Choice of the organisation in whose name an event is filed.

use super::get::present;
use crate::events::fact::{self, Fact};
use crate::events::queries;
use crate::events::scope::{editable, edited};
use crate::events::stored::StoredFile;
use crate::organisations::queries::filing::{self, Filing};
use crate::organisations::queries::{members, records};
use actix_web::put;
use actix_web::web::{Data, Json, Path};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::account::Role;
use shared::id::{AccountId, EventId, OrganisationId};
use shared::organisation::{EventOrganisation, FilingRequest, OrganisationRole};
use shared::problem::{Code, FieldProblem};

/// File an event in the name of an organisation
///
/// While the form is editable. The caller files for the organisation as its member, or `through` an organisation of the caller that it
/// has mandated (403 `not_mandated` otherwise). Its members then work on the submission by their roles. Without an organisation, the
/// event is filed in the name of its owner alone; only the owner, and those who manage the organisation, take it away from it.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    request_body = FilingRequest,
    responses((status = 200, description = "The organisation, if any", body = EventOrganisation), WriteRefusals)
)]
#[put("/events/{id}/organisation")]
pub(super) async fn set_event_organisation(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    body: Body<FilingRequest>,
) -> Result<Json<EventOrganisation>, ApiError> {
    let (id, request) = (id.into_inner(), body.into_inner());
    let shown = services
        .write(move |conn, services| {
            let file = edited(conn, &actor, id)?;
            editable(&actor, &file)?;
            let wanted = wanted(conn, request)?;
            if filing::of_event(conn, id)? != wanted {
                change(conn, &actor, &file, wanted, services.clock.now())?;
            }
            let file = queries::find(conn, id)?.ok_or_else(Error::not_found)?;
            present(conn, &actor, &file)
        })
        .await?;
    Ok(Json(shown))
}

/// The organisations of a request; after a merge, those that stayed.
fn wanted(conn: &mut Conn, request: FilingRequest) -> Result<Option<Filing>, Error> {
    let FilingRequest {
        organisation,
        through,
    } = request;
    let Some(organisation) = organisation else {
        return match through {
            Some(_) => Err(fault("/organisation", Code::Required)),
            None => Ok(None),
        };
    };
    let organisation = current(conn, organisation, "/organisation")?;
    let through = match through {
        Some(through) => Some(current(conn, through, "/through")?),
        None => None,
    };
    // An organisation does not file on behalf of itself.
    Ok(Some((
        organisation,
        through.filter(|it| *it != organisation),
    )))
}

fn current(conn: &mut Conn, id: OrganisationId, pointer: &str) -> Result<OrganisationId, Error> {
    let found = records::find(conn, id)?;
    found
        .map(|row| row.id())
        .ok_or_else(|| fault(pointer, Code::UnknownValue))
}

fn fault(pointer: &str, code: Code) -> Error {
    Error::invalid(vec![FieldProblem::new(
        pointer,
        code,
        "no such organisation",
    )])
}

fn change(
    conn: &mut Conn,
    actor: &Actor,
    file: &StoredFile,
    wanted: Option<Filing>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let account = actor.account.id;
    // First, since appending takes the lock under which nobody else joins, leaves or ends a mandate.
    log::append(conn, now, &entry(file, wanted, account)?)?;
    let present = filing::of_event(conn, file.id)?;
    if let Some((organisation, _)) = present
        && file.owner != account
    {
        let role = members::role_of(conn, organisation, account)?;
        if !role.is_some_and(OrganisationRole::manages) {
            return Err(Error::rejected(Code::Forbidden)
                .because("only the owner of the event and those who manage its organisation may"));
        }
    }
    if let Some(wanted) = wanted
        && !filing::may_file(conn, account, wanted)?
    {
        return Err(Error::rejected(Code::NotMandated));
    }
    filing::set(conn, file.id, wanted, now)
}

fn entry(
    file: &StoredFile,
    filing: Option<Filing>,
    account: AccountId,
) -> serde_json::Result<log::Entry> {
    let kind = if filing.is_some() {
        fact::ORGANISATION_SET
    } else {
        fact::ORGANISATION_REMOVED
    };
    Fact {
        organisation: filing.map(|(organisation, _)| organisation),
        ..Fact::default()
    }
    .entry(file, kind, By::Person(account, Role::Organiser))
}

/// Files a new draft in the same name as the event that it was made from, as far as the caller may.
pub(in crate::events) fn carry(
    conn: &mut Conn,
    actor: &Actor,
    from: EventId,
    draft: &StoredFile,
) -> Result<(), Error> {
    let Some(filing) = filing::of_event(conn, from)? else {
        return Ok(());
    };
    if !filing::may_file(conn, actor.account.id, filing)? {
        return Ok(());
    }
    log::append(
        conn,
        draft.created_at,
        &entry(draft, Some(filing), actor.account.id)?,
    )?;
    filing::set(conn, draft.id, Some(filing), draft.created_at)
}
