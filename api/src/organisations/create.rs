//! Creation of an organisation.

use super::fact::{self, Fact};
use super::people::organisation;
use super::queries::{members, records};
use super::rows::OrganisationRow;
use crate::accounts::erasure;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use gazetteer::Gazetteer;
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::log::{self, By};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::account::Role;
use shared::id::OrganisationId;
use shared::organisation::{
    NewOrganisation, ORGANISATIONS_MAX, OrganisationDetails, OrganisationIdentifier,
    OrganisationRole, OwnOrganisation,
};
use shared::problem::Code;

/// Create an organisation
///
/// The caller manages it from then on. A record that was created with an event and has no members yet is taken charge of in the
/// same way. One with members is not (409 `organisation_taken`): one of its managers can invite the caller. Creating it again
/// answers with what the caller has already. Requires a verified e-mail address; at most 30 organisations for one account.
#[utoipa::path(
    tag = "organisations",
    request_body = NewOrganisation,
    responses(
        (status = 201, description = "The organisation, and the role of the caller", body = OwnOrganisation),
        WriteRefusals
    )
)]
#[post("/organisations")]
pub(super) async fn create_organisation(
    services: Data<Services>,
    actor: Actor,
    body: Body<NewOrganisation>,
) -> Result<HttpResponse, ApiError> {
    if !actor.account.verified {
        return Err(Error::rejected(Code::EmailUnverified).into());
    }
    let (identifier, details) = read(&body.into_inner())?;
    let created = services
        .write(move |conn, services| open(conn, services, &actor, &identifier, details.clone()))
        .await?;
    Ok(HttpResponse::Created().json(created))
}

/// Checks number and details together, so that all faults are told at once.
fn read(new: &NewOrganisation) -> Result<(OrganisationIdentifier, OrganisationDetails), Error> {
    let identifier = OrganisationIdentifier::parse("/identifier", &new.identifier);
    let details = new
        .details
        .read("/details", |insee| Gazetteer::embedded().commune(insee));
    match (identifier, details) {
        (Ok(identifier), Ok(details)) => Ok((identifier, details)),
        (identifier, details) => {
            let mut faults: Vec<_> = identifier.err().into_iter().collect();
            faults.extend(details.err().unwrap_or_default());
            Err(Error::invalid(faults))
        }
    }
}

/// Creates the organisation with its first manager, or gives the first manager to one without members.
fn open(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    identifier: &OrganisationIdentifier,
    details: OrganisationDetails,
) -> Result<OwnOrganisation, Error> {
    let (now, account) = (services.clock.now(), actor.account.id);
    let known = records::by_identifier(conn, identifier)?;
    if let Some(row) = &known
        && let Some(role) = members::role_of(conn, row.id(), account)?
    {
        return own(row, role);
    }
    let (id, kind) = match &known {
        Some(row) => (row.id(), fact::CLAIMED),
        None => (OrganisationId(ids::new(&services.clock)), fact::CREATED),
    };
    let entry = Fact {
        identifier: Some(identifier.clone()),
        ..Fact::default()
    }
    .entry(id, kind, By::Person(account, Role::Organiser))?;
    // Before the checks, since appending takes the lock under which nobody else creates, joins or leaves.
    log::append(conn, now, &entry)?;
    erasure::ensure_present(conn, account)?;
    if members::number_of(conn, account)? >= ORGANISATIONS_MAX {
        return Err(Error::rejected(Code::TooManyOrganisations)
            .because(format!("at most {ORGANISATIONS_MAX} organisations")));
    }
    let row = match records::by_identifier(conn, identifier)? {
        Some(row) if row.id() != id || members::count(conn, id)? > 0 => {
            return Err(Error::rejected(Code::OrganisationTaken));
        }
        Some(row) => records::update(conn, row, details, now)?,
        None => records::insert(conn, id, identifier, details, now)?,
    };
    members::put(conn, id, account, OrganisationRole::Manages, now)?;
    own(&row, OrganisationRole::Manages)
}

fn own(row: &OrganisationRow, role: OrganisationRole) -> Result<OwnOrganisation, Error> {
    Ok(OwnOrganisation {
        organisation: organisation(row)?,
        role,
    })
}
