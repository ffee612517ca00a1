//! Conflicts of interest: events that are hidden from a reviewer.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::schema::{
    accounts, event_editors, event_organisations, events, organisation_members, organisations,
    review_conflicts,
};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::db::{Conn, cached_list};
use ground::error::Error;
use serde::Deserialize;
use shared::id::{AccountId, EventId, ReviewConflictId};
use shared::label::{ConflictParty, NamedReviewer, ReviewConflict};
use shared::organisation::OrganisationIdentifier;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Maximum number of conflicts of one account.
pub(crate) const MOST: usize = 200;
/// Maximum number of conflicts in a list.
const LISTED: i64 = 2_000;

/// The people and organisations that an event concerns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Involved {
    /// Parties with which a conflict of interest may exist.
    pub(crate) parties: BTreeSet<ConflictParty>,
    /// People who work on the event: its owner, its co-editors and the members of its organisations.
    pub(crate) people: BTreeSet<AccountId>,
}

/// Part of the content of an event that names organisations.
#[derive(Debug, Deserialize)]
struct Content {
    organiser: Number,
}

#[derive(Debug, Deserialize)]
struct Number {
    #[serde(default)]
    siret: Option<String>,
}

fn sql(ids: &[EventId]) -> Vec<SqlUuid> {
    ids.iter().copied().map(SqlUuid::from).collect()
}

/// Parties of each event with which a conflict of interest may exist: its owner, and the organisations that run and file it.
pub(crate) fn parties(
    conn: &mut Conn,
    ids: &[EventId],
) -> Result<HashMap<EventId, BTreeSet<ConflictParty>>, Error> {
    let mut found: HashMap<EventId, BTreeSet<ConflictParty>> = HashMap::new();
    for ids in ids.chunks(super::BATCH) {
        let named = events::table.filter(events::id.eq_any(sql(ids))).select((
            events::id,
            events::owner_id,
            events::content,
        ));
        let rows: Vec<(SqlUuid, SqlUuid, Option<SqlJson>)> =
            cached_list(ids.len(), named).load(conn)?;
        for (id, owner, content) in rows {
            let parties = found.entry(id.into()).or_default();
            parties.insert(ConflictParty::of_person(owner.into()));
            if let Some(content) = content {
                let content: Content = content.read().context("content")?;
                let number = content.organiser.siret;
                let number = number.and_then(|text| OrganisationIdentifier::try_from(text).ok());
                parties.extend(number.map(|number| ConflictParty::of_number(&number)));
            }
        }
        for (event, number) in organisations_of(conn, ids)? {
            if let Ok(number) = OrganisationIdentifier::try_from(number) {
                let parties = found.entry(event).or_default();
                parties.insert(ConflictParty::of_number(&number));
            }
        }
    }
    Ok(found)
}

/// The numbers of the organisations that events are filed by and for.
fn organisations_of(conn: &mut Conn, ids: &[EventId]) -> Result<Vec<(EventId, String)>, Error> {
    let filed = event_organisations::table
        .filter(event_organisations::event_id.eq_any(sql(ids)))
        .select((
            event_organisations::event_id,
            event_organisations::organisation_id,
            event_organisations::through_id,
        ));
    let rows: Vec<(SqlUuid, SqlUuid, Option<SqlUuid>)> =
        cached_list(ids.len(), filed).load(conn)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let named: Vec<(EventId, SqlUuid)> = rows
        .into_iter()
        .flat_map(|(event, organisation, through)| {
            let both = [Some(organisation), through].into_iter().flatten();
            both.map(move |organisation| (EventId::from(event), organisation))
        })
        .collect();
    let numbers: Vec<(SqlUuid, String)> = organisations::table
        .filter(organisations::id.eq_any(named.iter().map(|(_, id)| *id)))
        .select((organisations::id, organisations::identifier))
        .load(conn)?;
    let numbers: HashMap<_, _> = numbers
        .into_iter()
        .map(|(id, number)| (id.0, number))
        .collect();
    Ok(named
        .into_iter()
        .filter_map(|(event, id)| Some((event, numbers.get(&id.0)?.clone())))
        .collect())
}

/// All people and organisations that an event concerns.
pub(crate) fn involved(conn: &mut Conn, event: EventId) -> Result<Involved, Error> {
    let id = SqlUuid::from(event);
    let mut parties = parties(conn, &[event])?;
    let owner: Option<SqlUuid> = events::table
        .find(id)
        .select(events::owner_id)
        .first(conn)
        .optional()?;
    let mut people: BTreeSet<AccountId> = owner.map(Into::into).into_iter().collect();
    let editors: Vec<SqlUuid> = event_editors::table
        .filter(event_editors::event_id.eq(id))
        .select(event_editors::account_id)
        .load(conn)?;
    people.extend(editors.into_iter().map(AccountId::from));
    let filed: Option<(SqlUuid, Option<SqlUuid>)> = event_organisations::table
        .find(id)
        .select((
            event_organisations::organisation_id,
            event_organisations::through_id,
        ))
        .first(conn)
        .optional()?;
    if let Some((organisation, through)) = filed {
        let both = [Some(organisation), through].into_iter().flatten();
        let members: Vec<SqlUuid> = organisation_members::table
            .filter(organisation_members::organisation_id.eq_any(both))
            .select(organisation_members::account_id)
            .load(conn)?;
        people.extend(members.into_iter().map(AccountId::from));
    }
    Ok(Involved {
        parties: parties.remove(&event).unwrap_or_default(),
        people,
    })
}

/// Parties with which an account has a conflict of interest.
pub(crate) fn of_account(
    conn: &mut Conn,
    account: AccountId,
) -> Result<BTreeSet<ConflictParty>, Error> {
    let rows: Vec<String> = review_conflicts::table
        .filter(review_conflicts::account_id.eq(SqlUuid::from(account)))
        .select(review_conflicts::party)
        .load(conn)?;
    Ok(rows.into_iter().map(ConflictParty::stored).collect())
}

/// As [`of_account`], for several accounts.
pub(crate) fn of_accounts(
    conn: &mut Conn,
    accounts: &[AccountId],
) -> Result<HashMap<AccountId, BTreeSet<ConflictParty>>, Error> {
    let mut found: HashMap<AccountId, BTreeSet<ConflictParty>> = HashMap::new();
    for accounts in accounts.chunks(super::BATCH) {
        let rows: Vec<(SqlUuid, String)> = review_conflicts::table
            .filter(
                review_conflicts::account_id.eq_any(accounts.iter().copied().map(SqlUuid::from)),
            )
            .select((review_conflicts::account_id, review_conflicts::party))
            .load(conn)?;
        for (account, party) in rows {
            let parties = found.entry(account.into()).or_default();
            parties.insert(ConflictParty::stored(party));
        }
    }
    Ok(found)
}

/// The accounts that have a conflict of interest with an event.
pub(crate) fn partial(conn: &mut Conn, event: EventId) -> Result<Vec<AccountId>, Error> {
    let parties = parties(conn, &[event])?.remove(&event).unwrap_or_default();
    let partial = review_conflicts::table
        .filter(review_conflicts::party.eq_any(parties.iter().map(ConflictParty::as_str)))
        .select(review_conflicts::account_id);
    let rows: Vec<SqlUuid> = cached_list(parties.len(), partial).load(conn)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The events among `ids` that a conflict of interest hides from an account.
pub(crate) fn hidden_among(
    conn: &mut Conn,
    account: AccountId,
    ids: &[EventId],
) -> Result<HashSet<EventId>, Error> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let own = of_account(conn, account)?;
    if own.is_empty() {
        return Ok(HashSet::new());
    }
    let parties = parties(conn, ids)?;
    Ok(parties
        .into_iter()
        .filter(|(_, parties)| !parties.is_disjoint(&own))
        .map(|(event, _)| event)
        .collect())
}

/// Stores a conflict; returns false when it is stored already.
pub(crate) fn insert(
    conn: &mut Conn,
    id: ReviewConflictId,
    account: AccountId,
    party: &ConflictParty,
    name: &str,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let known: i64 = review_conflicts::table
        .filter(review_conflicts::account_id.eq(SqlUuid::from(account)))
        .filter(review_conflicts::party.eq(party.as_str()))
        .count()
        .get_result(conn)?;
    if known > 0 {
        return Ok(false);
    }
    diesel::insert_into(review_conflicts::table)
        .values((
            review_conflicts::id.eq(SqlUuid::from(id)),
            review_conflicts::account_id.eq(SqlUuid::from(account)),
            review_conflicts::party.eq(party.as_str()),
            review_conflicts::name.eq(name),
            review_conflicts::declared_at.eq(SqlTime::from(now)),
        ))
        .execute(conn)?;
    Ok(true)
}

/// The conflicts of one account, or of all; by name of the reviewer.
pub(crate) fn list(
    conn: &mut Conn,
    account: Option<AccountId>,
) -> Result<Vec<ReviewConflict>, Error> {
    let mut query = review_conflicts::table
        .inner_join(accounts::table)
        .into_boxed();
    if let Some(account) = account {
        query = query.filter(review_conflicts::account_id.eq(SqlUuid::from(account)));
    }
    let rows: Vec<Row> = query
        .order((accounts::name, review_conflicts::id))
        .limit(LISTED)
        .select((
            review_conflicts::id,
            accounts::id,
            accounts::name,
            review_conflicts::party,
            review_conflicts::name,
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(conflict).collect())
}

type Row = (SqlUuid, SqlUuid, String, String, String);

fn conflict((id, account, reviewer, party, name): Row) -> ReviewConflict {
    ReviewConflict {
        id: id.into(),
        reviewer: NamedReviewer {
            id: account.into(),
            name: reviewer,
        },
        with: ConflictParty::stored(party).kind(),
        name,
    }
}

/// The conflict with this identifier; `None` when it does not exist.
pub(crate) fn find(conn: &mut Conn, id: ReviewConflictId) -> Result<Option<ReviewConflict>, Error> {
    let row: Option<Row> = review_conflicts::table
        .inner_join(accounts::table)
        .filter(review_conflicts::id.eq(SqlUuid::from(id)))
        .select((
            review_conflicts::id,
            accounts::id,
            accounts::name,
            review_conflicts::party,
            review_conflicts::name,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(conflict))
}

pub(crate) fn delete(conn: &mut Conn, id: ReviewConflictId) -> Result<(), Error> {
    diesel::delete(review_conflicts::table.find(SqlUuid::from(id))).execute(conn)?;
    Ok(())
}
