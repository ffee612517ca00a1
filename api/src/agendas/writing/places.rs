//! The place of an event that is named by its number.

use super::super::agenda::of_edition;
use super::super::queries::locations;
use super::super::refusal::{Fault, Refusal};
use catalogue::Catalogue;
use ground::error::Error;
use http::Services;
use serde_json::{Map, Value};
use shared::event::{PlaceForm, Venue};
use shared::id::AccountId;
use shared::problem::Code;
use std::sync::Arc;

/// Members with the place, and its number.
const LOCATION: &str = "location";
const LOCATION_UID: &str = "locationUid";

/// A place by its number.
#[derive(Debug, PartialEq)]
pub(super) enum NamedPlace {
    /// The body names none.
    Unnamed,
    /// A location of the caller.
    Own(PlaceForm),
    /// The place of a public event.
    Public(i64, PlaceForm),
    /// A number that no place of the caller and no public event has.
    Unknown(i64),
}

impl NamedPlace {
    /// Finds the place that a body names.
    ///
    /// # Errors
    ///
    /// When the number has another type.
    pub(super) async fn find(
        services: &Services,
        catalogue: &Arc<Catalogue>,
        owner: AccountId,
        members: &Map<String, Value>,
    ) -> Result<Self, Refusal> {
        let Some(uid) = named(members)? else {
            return Ok(Self::Unnamed);
        };
        let own = services
            .db
            .read(move |conn| locations::find(conn, owner, uid))
            .await?;
        if let Some(own) = own {
            return Ok(Self::Own(own.place));
        }
        let public = public(catalogue, uid)?;
        Ok(public.map_or(Self::Unknown(uid), |place| Self::Public(uid, place)))
    }
}

/// The number that a body names, in `locationUid` or as `uid` of `location`.
fn named(members: &Map<String, Value>) -> Result<Option<i64>, Refusal> {
    let (field, value) = match (members.get(LOCATION_UID), members.get(LOCATION)) {
        (Some(value), _) if !value.is_null() => (LOCATION_UID, value),
        (_, Some(value @ Value::Number(_))) => (LOCATION, value),
        (_, Some(location)) => match location.get("uid") {
            Some(value) if !value.is_null() => ("location.uid", value),
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    value.as_i64().map(Some).ok_or_else(|| {
        let message = "must be a whole number";
        let fault = Fault::new(field, Code::InvalidFormat.as_str(), message);
        Refusal::invalid(fault.in_body())
    })
}

/// The place of a public event with this number.
///
/// # Errors
///
/// When the catalogue cannot be searched.
fn public(catalogue: &Arc<Catalogue>, uid: i64) -> Result<Option<PlaceForm>, Error> {
    for (edition, _) in catalogue.recorded_editions() {
        let found = catalogue.find_at(&of_edition(edition), i64::MIN)?;
        let mut there = found.unordered();
        let entry = there.find(|entry| entry.ids.place_uid == Some(uid));
        if let Some(venue) = entry.and_then(|entry| entry.event.venue.as_ref()) {
            return Ok(Some(form_of(venue)));
        }
    }
    Ok(None)
}

fn form_of(venue: &Venue) -> PlaceForm {
    PlaceForm {
        name: venue.name.clone(),
        address: venue.address.clone(),
        postal_code: venue.postal_code.clone(),
        insee: venue.insee.to_string(),
        position: Some(venue.position),
        access: venue.access.clone().unwrap_or_default(),
    }
}
