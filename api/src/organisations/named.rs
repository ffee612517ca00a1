//! Records of organisations that an event names, before anybody takes charge of them.

use super::fact::{self, Fact};
use super::queries::records;
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::log::{self, By};
use http::Services;
use shared::event::Organiser;
use shared::id::OrganisationId;
use shared::organisation::{OrganisationDetails, OrganisationIdentifier};

/// Creates the record of the organiser of a submitted event, unless it names no number or the record exists.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn ensure(
    conn: &mut Conn,
    services: &Services,
    organiser: &Organiser,
    by: By,
) -> Result<(), Error> {
    let siret = organiser.siret.as_deref().unwrap_or_default();
    let Ok(identifier) = OrganisationIdentifier::parse("", siret) else {
        return Ok(());
    };
    if records::by_identifier(conn, &identifier)?.is_some() {
        return Ok(());
    }
    let now = services.clock.now();
    let id = OrganisationId(ids::new(&services.clock));
    let entry = Fact {
        identifier: Some(identifier.clone()),
        ..Fact::default()
    }
    .entry(id, fact::CREATED, by)?;
    log::append(conn, now, &entry)?;
    let details = OrganisationDetails {
        name: organiser.name.clone(),
        kind: organiser.kind.clone(),
        ..OrganisationDetails::default()
    };
    records::insert(conn, id, &identifier, details, now)?;
    Ok(())
}
