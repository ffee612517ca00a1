//! The members of an organisation, and the mandates between it and others.

use super::access::{Seat, seat};
use super::queries::{invitations, mandates, members};
use super::rows::OrganisationRow;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use chrono::{DateTime, Utc};
use gazetteer::Gazetteer;
use ground::db::Conn;
use ground::error::Error;
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::id::OrganisationId;
use shared::organisation::{Organisation, OrganisationPeople, OrganisationRole};
use shared::place::{Commune, InseeCode};

/// Get an organisation with its members
///
/// For its members and the coordination; only those who manage it see the open invitations. The identifier of an organisation that
/// was merged answers with the one that stayed.
#[utoipa::path(
    tag = "organisations",
    params(("id" = OrganisationId, Path, description = "Identifier of the organisation")),
    responses((status = 200, description = "Organisation, members, invitations and mandates", body = OrganisationPeople), Refusals)
)]
#[get("/organisations/{id}/members")]
pub(super) async fn get_organisation_people(
    services: Data<Services>,
    actor: Actor,
    id: Path<OrganisationId>,
) -> Result<Json<OrganisationPeople>, ApiError> {
    let now = services.clock.now();
    let shown = services
        .db
        .read(move |conn| {
            let seat = seat(conn, &actor, id.into_inner())?;
            present(conn, &actor, &seat, now)
        })
        .await?;
    Ok(Json(shown))
}

/// An organisation with its people, as one of them sees it.
pub(super) fn present(
    conn: &mut Conn,
    actor: &Actor,
    seat: &Seat,
    now: DateTime<Utc>,
) -> Result<OrganisationPeople, Error> {
    let id = seat.organisation.id();
    // The caller may just have changed their own role.
    let role = members::role_of(conn, id, actor.account.id)?;
    let manageable = seat.coordinates || role.is_some_and(OrganisationRole::manages);
    Ok(OrganisationPeople {
        organisation: organisation(&seat.organisation)?,
        role,
        manageable,
        members: members::named(conn, id, actor.account.id)?,
        invitations: if manageable {
            invitations::open(conn, id, now)?
        } else {
            Vec::new()
        },
        mandates_given: mandates::given(conn, id)?,
        mandates_held: mandates::held(conn, id)?,
    })
}

/// An organisation as its members see it.
pub(super) fn organisation(row: &OrganisationRow) -> Result<Organisation, Error> {
    Ok(Organisation {
        id: row.id(),
        identifier: row.identifier()?,
        details: row.details(),
        commune: commune(&row.insee),
        version: row.version,
        created_at: row.created_at.0,
    })
}

/// The commune with this code; `None` for an empty or unknown code.
pub(super) fn commune(insee: &str) -> Option<Commune> {
    let insee = InseeCode::parse(insee).ok()?;
    Gazetteer::embedded().commune(&insee)
}
