//! Letters that a person wants several of together: how often, and what the next one tells of.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{digest_items, letter_rhythms};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use ground::on;
use shared::account::{CollectedLetter, LetterRhythm, OptionalLetter};
use shared::id::{AccountId, EventId};

/// Maximum number of people whose letters are written in one run.
const PEOPLE_MAX: i64 = 5_000;
/// Maximum number of identifiers in one statement.
const AT_ONCE: usize = 500;

/// Subjects of the next collected letter of a person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    pub(crate) event: EventId,
    pub(crate) noted_at: DateTime<Utc>,
}

/// The kinds that an account wants together.
pub(super) fn wished(conn: &mut Conn, account: AccountId) -> Result<Vec<CollectedLetter>, Error> {
    let stored: Vec<(String, String)> = letter_rhythms::table
        .filter(letter_rhythms::account_id.eq(SqlUuid::from(account)))
        .order(letter_rhythms::letter)
        .select((letter_rhythms::letter, letter_rhythms::rhythm))
        .load(conn)?;
    // A newer release may know further kinds and rhythms.
    Ok(stored
        .iter()
        .filter_map(|(letter, rhythm)| {
            Some(CollectedLetter {
                letter: OptionalLetter::parse(letter)?,
                rhythm: LetterRhythm::parse(rhythm)?,
            })
        })
        .collect())
}

/// Replaces the kinds that an account wants together. What was noted already is told in the next letter.
pub(super) fn wish(
    conn: &mut Conn,
    account: AccountId,
    wanted: &[CollectedLetter],
) -> Result<(), Error> {
    let own = letter_rhythms::table.filter(letter_rhythms::account_id.eq(SqlUuid::from(account)));
    diesel::delete(own).execute(conn)?;
    for wish in wanted {
        let row = (
            letter_rhythms::account_id.eq(SqlUuid::from(account)),
            letter_rhythms::letter.eq(wish.letter.as_str()),
            letter_rhythms::rhythm.eq(wish.rhythm.as_str()),
        );
        diesel::insert_into(letter_rhythms::table)
            .values(row)
            .execute(conn)?;
    }
    Ok(())
}

/// Notes an event for the next letter of a person, unless it is noted already.
pub(crate) fn note(
    conn: &mut Conn,
    account: AccountId,
    letter: OptionalLetter,
    item: Item,
) -> Result<(), Error> {
    let row = (
        digest_items::account_id.eq(SqlUuid::from(account)),
        digest_items::letter.eq(letter.as_str()),
        digest_items::event_id.eq(SqlUuid::from(item.event)),
        digest_items::noted_at.eq(SqlTime::from(item.noted_at)),
    );
    on!(conn, c => diesel::insert_into(digest_items::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c)?);
    Ok(())
}

/// The people for whom something of a kind is noted.
pub(crate) fn awaiting(conn: &mut Conn, letter: OptionalLetter) -> Result<Vec<AccountId>, Error> {
    let people: Vec<SqlUuid> = digest_items::table
        .filter(digest_items::letter.eq(letter.as_str()))
        .select(digest_items::account_id)
        .distinct()
        .order(digest_items::account_id)
        .limit(PEOPLE_MAX)
        .load(conn)?;
    Ok(people.into_iter().map(AccountId::from).collect())
}

/// Items noted for a person, oldest first.
pub(crate) fn noted(
    conn: &mut Conn,
    account: AccountId,
    letter: OptionalLetter,
) -> Result<Vec<Item>, Error> {
    let noted: Vec<(SqlUuid, SqlTime)> = digest_items::table
        .filter(digest_items::account_id.eq(SqlUuid::from(account)))
        .filter(digest_items::letter.eq(letter.as_str()))
        .order((digest_items::noted_at, digest_items::event_id))
        .select((digest_items::event_id, digest_items::noted_at))
        .load(conn)?;
    Ok(noted
        .into_iter()
        .map(|(event, noted_at)| Item {
            event: event.into(),
            noted_at: noted_at.0,
        })
        .collect())
}

/// Forgets these events for a person.
pub(crate) fn forget(
    conn: &mut Conn,
    account: AccountId,
    letter: OptionalLetter,
    events: &[EventId],
) -> Result<(), Error> {
    for events in events.chunks(AT_ONCE) {
        let items = digest_items::table
            .filter(digest_items::account_id.eq(SqlUuid::from(account)))
            .filter(digest_items::letter.eq(letter.as_str()))
            .filter(digest_items::event_id.eq_any(events.iter().copied().map(SqlUuid::from)));
        diesel::delete(items).execute(conn)?;
    }
    Ok(())
}

/// Forgets all that was noted for a person.
pub(crate) fn forget_all(
    conn: &mut Conn,
    account: AccountId,
    letter: OptionalLetter,
) -> Result<(), Error> {
    let noted = digest_items::table
        .filter(digest_items::account_id.eq(SqlUuid::from(account)))
        .filter(digest_items::letter.eq(letter.as_str()));
    diesel::delete(noted).execute(conn)?;
    Ok(())
}
