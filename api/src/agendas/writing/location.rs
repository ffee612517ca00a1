//! Writes locations of the caller: descriptions of places, which events name by number.
//!
//! A place is a name and an address in a commune, and its number is that of all who describe it. A location whose place nobody else has
//! may move to another one and keep the number; a place of events or of others keeps what it is.

use super::super::call::WriteCall;
use super::super::find::agenda_of;
use super::super::localised::Localised;
use super::super::place::PLACE_SET;
use super::super::queries::locations::{self as queries, OwnLocation};
use super::super::queries::place_key::PlaceKey;
use super::super::received::Received;
use super::super::refusal::{Fault, Kind, Refusal};
use super::super::respond::{Context, private_answer};
use super::form::{external, is_french, lang};
use super::members::Reader;
use super::target::Target;
use crate::events::commune::commune_of_place;
use crate::openagenda::read_place;
use actix_web::HttpResponse;
use actix_web::web::Payload;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::Actor;
use serde_json::{Map, Value, json};
use shared::event::{ExternalId, PlaceForm, limits};
use shared::id::AccountId;
use shared::place::{Commune, Position};
use shared::problem::{Code, FieldProblem};
use shared::text::{Limits, slug};
use std::sync::Arc;

/// Maximum number of locations of an account.
const LOCATIONS_MAX: i64 = 1_000;
/// State of a location that nobody has checked.
const TO_CHECK: i8 = 0;
/// Country of the places, in OpenAgenda's words.
const COUNTRY: &str = "FR";
/// Members that are plain texts.
const TEXTS: [&str; 3] = ["name", "address", "city"];
/// Members from which the commune follows.
const WHERE: [&str; 5] = ["insee", "city", "postalCode", "latitude", "longitude"];

/// The location of an account; `None` when nothing has the identifier yet.
fn find(target: &Target, conn: &mut Conn, owner: AccountId) -> Result<Option<OwnLocation>, Error> {
    match target {
        Target::New => Ok(None),
        Target::Uid(uid) => {
            let uid: i64 = uid.parse().map_err(|_no_number| Error::not_found())?;
            let found = queries::find(conn, owner, uid)?;
            found.map(Some).ok_or_else(Error::not_found)
        }
        Target::External(id) => queries::by_external(conn, owner, id),
    }
}

/// Creates or changes a location.
///
/// # Errors
///
/// When there is no such agenda or location, members are wrong, or the place has to stay what it is.
pub(in super::super) async fn write(
    call: &WriteCall,
    actor: Actor,
    agenda: &str,
    target: Target,
    is_partial: bool,
    payload: Payload,
) -> Result<HttpResponse, Refusal> {
    let context = call.context();
    let catalogue = context.live.get()?;
    let (origin, _) = agenda_of(context.agendas, &catalogue, agenda)?;
    let received = Received::read(context.request, payload, &call.intake, 0).await?;
    if received.picture.is_some() {
        let fault = Fault::new(
            "image",
            Code::NotAllowed.as_str(),
            "places have no pictures",
        );
        return Err(Refusal::invalid(fault.in_body()));
    }
    let request = Arc::new(Request {
        actor,
        edition: origin.edition.slug.clone(),
        target: target.clone(),
        members: received.members,
        is_french: is_french(lang(context.request)),
        is_partial,
        now: call.arrival,
    });
    let write = call
        .services()
        .db
        .write(move |conn| request.carry_out(conn));
    let written = write
        .await
        .map_err(|error| target.refusal(Kind::Location, error))?;
    let location = written.map_err(Refusal::Invalid)?;
    Ok(private_answer("location", &members_of(&location))?)
}

/// Deletes a location. Events keep the place that they name.
///
/// # Errors
///
/// When there is no such agenda or location.
pub(in super::super) async fn delete(
    call: &WriteCall,
    actor: Actor,
    agenda: &str,
    target: Target,
) -> Result<HttpResponse, Refusal> {
    let context = call.context();
    let catalogue = context.live.get()?;
    agenda_of(context.agendas, &catalogue, agenda)?;
    let (owner, wanted) = (actor.account.id, target.clone());
    let delete = call.services().db.write(move |conn| {
        let found = find(&wanted, conn, owner)?.ok_or_else(Error::not_found)?;
        queries::delete(conn, owner, found.uid)?;
        Ok(found)
    });
    let deleted = delete
        .await
        .map_err(|error| target.refusal(Kind::Location, error))?;
    Ok(private_answer("location", &members_of(&deleted))?)
}

/// Answers with a location of the caller.
///
/// # Errors
///
/// When there is no such location.
pub(in super::super) async fn read_own(
    context: Context<'_>,
    actor: Actor,
    target: Target,
) -> Result<HttpResponse, Refusal> {
    let (owner, wanted) = (actor.account.id, target.clone());
    let found = context.services.db.read(move |conn| {
        let found = find(&wanted, conn, owner)?;
        found.ok_or_else(Error::not_found)
    });
    let found = found
        .await
        .map_err(|error| target.refusal(Kind::Location, error))?;
    Ok(private_answer("location", &members_of(&found))?)
}

/// A request to create or change a location, with its target and the members of its body.
struct Request {
    actor: Actor,
    /// Slug of the edition.
    edition: String,
    target: Target,
    members: Map<String, Value>,
    is_french: bool,
    is_partial: bool,
    now: DateTime<Utc>,
}

/// A place that a body describes.
struct Described {
    place: PlaceForm,
    key: PlaceKey,
    commune: Commune,
    external: Option<ExternalId>,
}

impl Request {
    /// Carries it out. The inner error lists the members that are wrong, before anything was stored.
    fn carry_out(&self, conn: &mut Conn) -> Result<Result<OwnLocation, Vec<Fault>>, Error> {
        let owner = self.actor.account.id;
        let before = find(&self.target, conn, owner)?;
        let described = match self.described(before.as_ref()) {
            Ok(described) => described,
            Err(faults) => return Ok(Err(faults)),
        };
        let Described {
            place,
            key,
            commune,
            external,
        } = described;
        let (department, region) = (Some(&commune.department), Some(&commune.region));
        if !self.actor.admits(&self.edition, department, region) {
            let limited = Error::rejected(Code::KeyLimited);
            return Err(limited.because("outside the editions or the territory of the key"));
        }
        let uid = match &before {
            Some(before) => moved(conn, owner, before, &key)?,
            None => queries::give_place_uid(conn, &key)?,
        };
        let same = match before {
            Some(before) => Some(before),
            None => queries::find(conn, owner, uid)?,
        };
        if same.is_none() && queries::count(conn, owner)? >= LOCATIONS_MAX {
            let detail = format!("at most {LOCATIONS_MAX} locations");
            let fault = FieldProblem::new("/name", Code::TooMany, detail);
            return Err(Error::invalid(vec![fault]));
        }
        if let Some(id) = &external
            && queries::by_external(conn, owner, id)?.is_some_and(|it| it.uid != uid)
        {
            let detail = "is that of another location";
            let fault = FieldProblem::new("/extIds", Code::Duplicate, detail);
            return Err(Error::invalid(vec![fault]));
        }
        let known = same.as_ref().and_then(|same| same.external.clone());
        let location = OwnLocation {
            uid,
            place,
            external: external.or(known),
            created_at: same.map_or(self.now, |same| same.created_at),
            updated_at: self.now,
        };
        queries::store(conn, owner, &location)?;
        Ok(Ok(location))
    }

    /// The place that the body describes, over the one before if it is partial.
    fn described(&self, before: Option<&OwnLocation>) -> Result<Described, Vec<Fault>> {
        let mut reader = Reader::new(&self.members, self.is_french);
        let country = reader.text("countryCode").unwrap_or_default();
        if !country.is_empty() && !country.eq_ignore_ascii_case(COUNTRY) {
            let message = "must be FR, overseas too";
            reader.fault("countryCode", Code::UnknownValue, message);
        }
        for name in TEXTS {
            reader.text(name);
        }
        let access = reader.french("access");
        let mut ids = external(&mut reader);
        if ids.len() > 1 {
            reader.fault("extIds", Code::TooMany, "has at most one identifier");
        }
        let id = match &self.target {
            Target::External(id) => Some(id.clone()),
            Target::New | Target::Uid(_) => ids.pop(),
        };
        let merged = self.merged(before);
        let mut place = match read_place(&merged) {
            Ok(place) => place,
            Err(why) => {
                reader.fault("location", Code::InvalidFormat, why);
                PlaceForm::default()
            }
        };
        if let Some(access) = access {
            place.access = access;
        }
        let mut line = |field: &str, limits: Limits, text: &str| match limits.read("", text) {
            Ok(Some(text)) => text,
            Ok(None) => {
                reader.fault(field, Code::Required, "is required");
                String::new()
            }
            Err(fault) => {
                reader.fault(field, fault.code, fault.detail);
                String::new()
            }
        };
        place.name = line("name", limits::VENUE_NAME, &place.name);
        place.address = line("address", limits::ADDRESS, &place.address);
        if !place.access.is_empty() {
            place.access = line("access", limits::ACCESS, &place.access);
        }
        let commune = commune_of_place(&place);
        if commune.is_none() {
            let message = "follows from none of insee, postalCode, city, latitude and longitude";
            reader.fault("insee", Code::UnknownCommune, message);
        }
        let described = PlaceKey::of(&place).zip(commune);
        let described = described.map(|(key, commune)| Described {
            place,
            key,
            commune,
            external: id,
        });
        // Whatever is missing was told.
        reader.finish(described)?.ok_or_else(|| {
            vec![Fault::new("name", Code::Required.as_str(), "is required").in_body()]
        })
    }

    /// The members of the body, over those of the location before.
    fn merged(&self, before: Option<&OwnLocation>) -> Value {
        let Some(before) = before.filter(|_| self.is_partial) else {
            return Value::Object(self.members.clone());
        };
        let place = &before.place;
        let mut merged = Map::new();
        merged.insert("name".to_owned(), place.name.clone().into());
        merged.insert("address".to_owned(), place.address.clone().into());
        merged.insert("access".to_owned(), place.access.clone().into());
        if !WHERE.iter().any(|name| self.members.contains_key(*name)) {
            merged.insert("insee".to_owned(), place.insee.clone().into());
            merged.insert("postalCode".to_owned(), place.postal_code.clone().into());
            if let Some(position) = place.position {
                merged.insert("latitude".to_owned(), position.lat().into());
                merged.insert("longitude".to_owned(), position.lon().into());
            }
        }
        merged.extend(self.members.clone());
        Value::Object(merged)
    }
}

/// The number of a location that is now of a place: that of before.
///
/// # Errors
///
/// When the place is another one, and events or others have that of before, or the other one has a number.
fn moved(
    conn: &mut Conn,
    owner: AccountId,
    before: &OwnLocation,
    key: &PlaceKey,
) -> Result<i64, Error> {
    let uid = before.uid;
    if PlaceKey::of(&before.place).as_ref() == Some(key) {
        return Ok(uid);
    }
    let taken = queries::place_uid(conn, key)?;
    if taken.is_some() || queries::is_shared(conn, owner, uid)? {
        let stays = Error::rejected(Code::IllegalMove);
        return Err(stays.because(
            "events or others have this place, or the new one: name, address and commune stay; create another location",
        ));
    }
    queries::rename(conn, uid, key)?;
    Ok(uid)
}

/// The location as OpenAgenda describes one: the caller's words, and its commune with department and region.
fn members_of(location: &OwnLocation) -> Value {
    let place = &location.place;
    let commune = commune_of_place(place);
    let commune = commune.as_ref();
    let position = place.position.or(commune.map(|commune| commune.position));
    let city = commune.map(|commune| &commune.name);
    let department = commune.map(|commune| &commune.department_name);
    let region = commune.map(|commune| &commune.region_name);
    let external: Vec<Value> = location
        .external
        .iter()
        .map(|id| json!({ "key": id.source, "value": id.key }))
        .collect();
    json!({
        "uid": location.uid,
        "setUid": PLACE_SET,
        "slug": slug(&place.name),
        "name": place.name,
        "address": place.address,
        "countryCode": COUNTRY,
        "region": region,
        "adminLevel1": region,
        "department": department,
        "adminLevel2": department,
        "city": city,
        "adminLevel4": city,
        "postalCode": place.postal_code,
        "insee": place.insee,
        "latitude": position.map(Position::lat),
        "longitude": position.map(Position::lon),
        "timezone": commune.map(|commune| commune.zone().name()),
        "access": Localised::new(&place.access, false),
        "extIds": external,
        "state": TO_CHECK,
        "createdAt": location.created_at,
        "updatedAt": location.updated_at,
    })
}
