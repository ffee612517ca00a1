//! SQL of the numbers of event submissions.

use super::locations;
use super::place_key::PlaceKey;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{event_uids, events, external_ids};
use ground::db::types::SqlUuid;
use ground::error::Error;
use shared::id::{AccountId, EventId};

/// Numbers and further identifiers of an event submission.
#[derive(Debug, Clone)]
pub(in super::super) struct Numbers {
    pub(in super::super) uid: i64,
    /// Number of its place, if it has one.
    pub(in super::super) place: Option<i64>,
    /// Its identifiers in other systems: system and identifier.
    pub(in super::super) external: Vec<(String, String)>,
}

/// The event with a number.
pub(in super::super) fn by_uid(conn: &mut Conn, uid: i64) -> Result<Option<EventId>, Error> {
    let found: Option<SqlUuid> = event_uids::table
        .find(uid)
        .select(event_uids::event_id)
        .first(conn)
        .optional()?;
    Ok(found.map(Into::into))
}

/// The numbers of an event of `owner`, at a place.
pub(in super::super) fn numbers(
    conn: &mut Conn,
    event: EventId,
    owner: AccountId,
    place: Option<&PlaceKey>,
) -> Result<Numbers, Error> {
    let id = SqlUuid::from(event);
    let uid = event_uids::table
        .filter(event_uids::event_id.eq(id))
        .select(event_uids::uid)
        .first(conn)?;
    let external = external_ids::table
        .filter(external_ids::event_id.eq(id))
        .order((external_ids::source, external_ids::external_id))
        .select((external_ids::source, external_ids::external_id))
        .load(conn)?;
    let place = match place {
        Some(place) => known_place(conn, place, owner)?,
        None => None,
    };
    Ok(Numbers {
        uid,
        place,
        external,
    })
}

/// The number of a place, if it is that of an event that is or was public, of an event of `owner`, or of a location of theirs: others are
/// told of nobody's submissions.
fn known_place(conn: &mut Conn, place: &PlaceKey, owner: AccountId) -> Result<Option<i64>, Error> {
    let Some(uid) = locations::place_uid(conn, place)? else {
        return Ok(None);
    };
    if locations::find(conn, owner, uid)?.is_some() {
        return Ok(Some(uid));
    }
    let known = events::first_labelled_at
        .is_not_null()
        .or(events::owner_id.eq(SqlUuid::from(owner)));
    let held: Option<i64> = event_uids::table
        .inner_join(events::table)
        .filter(event_uids::place_uid.eq(uid))
        .filter(known)
        .select(event_uids::uid)
        .first(conn)
        .optional()?;
    Ok(held.map(|_event| uid))
}
