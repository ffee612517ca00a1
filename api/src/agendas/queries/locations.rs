//! SQL of the locations that organisers describe, and of the numbers of places.

use super::place_key::PlaceKey;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{agenda_locations, event_uids, place_uids};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use shared::event::{ExternalId, ExternalKey, PlaceForm, Source};
use shared::id::AccountId;

/// A location as its organiser described it.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct OwnLocation {
    /// Number of the place.
    pub(in super::super) uid: i64,
    pub(in super::super) place: PlaceForm,
    /// Its identifier in another system.
    pub(in super::super) external: Option<ExternalId>,
    pub(in super::super) created_at: DateTime<Utc>,
    pub(in super::super) updated_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = agenda_locations, treat_none_as_null = true)]
struct LocationRow {
    owner_id: SqlUuid,
    place_uid: i64,
    place: SqlJson,
    external_source: Option<String>,
    external_id: Option<String>,
    created_at: SqlTime,
    updated_at: SqlTime,
}

impl LocationRow {
    fn of(owner: AccountId, location: &OwnLocation) -> serde_json::Result<Self> {
        let external = location.external.as_ref();
        Ok(Self {
            owner_id: owner.into(),
            place_uid: location.uid,
            place: SqlJson::of(&location.place)?,
            external_source: external.map(|it| it.source.as_str().to_owned()),
            external_id: external.map(|it| it.key.as_str().to_owned()),
            created_at: location.created_at.into(),
            updated_at: location.updated_at.into(),
        })
    }

    fn read(self) -> anyhow::Result<OwnLocation> {
        let uid = self.place_uid;
        let describe = || format!("location {uid}");
        let external = match (self.external_source, self.external_id) {
            (Some(source), Some(key)) => Some(ExternalId {
                source: Source::parse(source).with_context(describe)?,
                key: ExternalKey::parse(key).with_context(describe)?,
            }),
            _ => None,
        };
        Ok(OwnLocation {
            uid,
            place: self.place.read().with_context(describe)?,
            external,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}

/// A location of an account, by the number of its place.
pub(in super::super) fn find(
    conn: &mut Conn,
    owner: AccountId,
    uid: i64,
) -> Result<Option<OwnLocation>, Error> {
    let row: Option<LocationRow> = agenda_locations::table
        .find((SqlUuid::from(owner), uid))
        .select(LocationRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(LocationRow::read).transpose()?)
}

/// A location of an account, by its identifier in another system.
pub(in super::super) fn by_external(
    conn: &mut Conn,
    owner: AccountId,
    external: &ExternalId,
) -> Result<Option<OwnLocation>, Error> {
    let row: Option<LocationRow> = agenda_locations::table
        .filter(agenda_locations::owner_id.eq(SqlUuid::from(owner)))
        .filter(agenda_locations::external_source.eq(external.source.as_str()))
        .filter(agenda_locations::external_id.eq(external.key.as_str()))
        .select(LocationRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(LocationRow::read).transpose()?)
}

/// Number of locations of an account.
pub(in super::super) fn count(conn: &mut Conn, owner: AccountId) -> Result<i64, Error> {
    Ok(agenda_locations::table
        .filter(agenda_locations::owner_id.eq(SqlUuid::from(owner)))
        .count()
        .get_result(conn)?)
}

/// Stores a location of an account, in place of what it said of the same place before.
pub(in super::super) fn store(
    conn: &mut Conn,
    owner: AccountId,
    location: &OwnLocation,
) -> Result<(), Error> {
    let row = LocationRow::of(owner, location)?;
    let stored = agenda_locations::table.find((SqlUuid::from(owner), location.uid));
    let replaced = diesel::update(stored).set(row.clone()).execute(conn)?;
    if replaced == 0 {
        diesel::insert_into(agenda_locations::table)
            .values(row)
            .execute(conn)?;
    }
    Ok(())
}

pub(in super::super) fn delete(conn: &mut Conn, owner: AccountId, uid: i64) -> Result<(), Error> {
    diesel::delete(agenda_locations::table.find((SqlUuid::from(owner), uid))).execute(conn)?;
    Ok(())
}

/// The number of a place.
pub(in super::super) fn place_uid(conn: &mut Conn, place: &PlaceKey) -> Result<Option<i64>, Error> {
    Ok(place_uids::table
        .filter(place_uids::insee.eq(&place.insee))
        .filter(place_uids::name.eq(&place.name))
        .filter(place_uids::address.eq(&place.address))
        .select(place_uids::uid)
        .first(conn)
        .optional()?)
}

/// The number of a place, which gets one if it has none yet.
///
/// When another transaction has given it one since, the caller's transaction is run again.
pub(in super::super) fn give_place_uid(conn: &mut Conn, place: &PlaceKey) -> Result<i64, Error> {
    if let Some(uid) = place_uid(conn, place)? {
        return Ok(uid);
    }
    diesel::insert_into(place_uids::table)
        .values((
            place_uids::insee.eq(&place.insee),
            place_uids::name.eq(&place.name),
            place_uids::address.eq(&place.address),
        ))
        .execute(conn)?;
    Ok(place_uid(conn, place)?.context("the place that was just stored")?)
}

/// Gives a number to another place than before.
pub(in super::super) fn rename(conn: &mut Conn, uid: i64, place: &PlaceKey) -> Result<(), Error> {
    diesel::update(place_uids::table.find(uid))
        .set((
            place_uids::insee.eq(&place.insee),
            place_uids::name.eq(&place.name),
            place_uids::address.eq(&place.address),
        ))
        .execute(conn)?;
    Ok(())
}

/// True when an event has the place with a number, or another account described it.
pub(in super::super) fn is_shared(
    conn: &mut Conn,
    owner: AccountId,
    uid: i64,
) -> Result<bool, Error> {
    let events: i64 = event_uids::table
        .filter(event_uids::place_uid.eq(uid))
        .count()
        .get_result(conn)?;
    let others: i64 = agenda_locations::table
        .filter(agenda_locations::place_uid.eq(uid))
        .filter(agenda_locations::owner_id.ne(SqlUuid::from(owner)))
        .count()
        .get_result(conn)?;
    Ok(events > 0 || others > 0)
}
