//! Events filed in the name of organisations.

use super::{members, records};
use crate::organisations::rows::{self, FilingRow, OrganisationRow};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{
    accounts, event_organisations, events, mandates, organisation_members, organisations,
};
use ground::db::types::SqlUuid;
use ground::error::Error;
use shared::id::{AccountId, EventId, OrganisationId};
use shared::organisation::{FiledFor, FilingChoice, OrganisationRole};
use std::collections::HashMap;

/// The organisation in whose name an event is filed, and the one that files on its behalf, if any.
pub(crate) type Filing = (OrganisationId, Option<OrganisationId>);

/// In whose name an event is filed; `None` for an event of its owner alone.
pub(crate) fn of_event(conn: &mut Conn, event: EventId) -> Result<Option<Filing>, Error> {
    let found: Option<(SqlUuid, Option<SqlUuid>)> = event_organisations::table
        .find(SqlUuid::from(event))
        .select((
            event_organisations::organisation_id,
            event_organisations::through_id,
        ))
        .first(conn)
        .optional()?;
    Ok(found.map(|(organisation, through)| (organisation.into(), through.map(Into::into))))
}

/// The organisations in whose names events are filed, and those that file on their behalf, by event.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn named(
    conn: &mut Conn,
    events: &[EventId],
) -> Result<HashMap<EventId, FiledFor>, Error> {
    let events = events.iter().copied().map(SqlUuid::from);
    let filed: Vec<(SqlUuid, SqlUuid, Option<SqlUuid>)> = event_organisations::table
        .filter(event_organisations::event_id.eq_any(events))
        .select((
            event_organisations::event_id,
            event_organisations::organisation_id,
            event_organisations::through_id,
        ))
        .load(conn)?;
    let mut ids: Vec<OrganisationId> = filed
        .iter()
        .flat_map(|(_, organisation, through)| [Some(*organisation), *through])
        .flatten()
        .map(Into::into)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let names = records::names(conn, &ids)?;
    let name_of = |id: SqlUuid| names.get(&OrganisationId::from(id)).cloned();
    let shown = filed
        .into_iter()
        .filter_map(|(event, organisation, through)| {
            let filed = FiledFor {
                organisation: name_of(organisation)?,
                through: through.and_then(name_of),
            };
            Some((event.into(), filed))
        });
    Ok(shown.collect())
}

/// Files an event in the name of an organisation, or of its owner alone.
pub(crate) fn set(
    conn: &mut Conn,
    event: EventId,
    filing: Option<Filing>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::delete(event_organisations::table.find(SqlUuid::from(event))).execute(conn)?;
    if let Some((organisation, through)) = filing {
        diesel::insert_into(event_organisations::table)
            .values(FilingRow {
                event_id: event.into(),
                organisation_id: organisation.into(),
                through_id: through.map(Into::into),
                since: now.into(),
            })
            .execute(conn)?;
    }
    Ok(())
}

/// Members of the organisations that an event is filed by or for. A member of both has the wider role.
pub(crate) fn members_of(
    conn: &mut Conn,
    event: EventId,
) -> Result<Vec<(AccountId, OrganisationRole)>, Error> {
    let Some((organisation, through)) = of_event(conn, event)? else {
        return Ok(Vec::new());
    };
    let both = [Some(organisation), through].into_iter().flatten();
    let found: Vec<(SqlUuid, String)> = organisation_members::table
        .filter(organisation_members::organisation_id.eq_any(both.map(SqlUuid::from)))
        .select((organisation_members::account_id, organisation_members::role))
        .load(conn)?;
    let mut widest: HashMap<AccountId, OrganisationRole> = HashMap::new();
    for (account, stored) in found {
        let role = rows::role(&stored)?;
        let held = widest.entry(account.into()).or_insert(role);
        *held = role.max(*held);
    }
    let mut members: Vec<_> = widest.into_iter().collect();
    members.sort_unstable();
    Ok(members)
}

/// In whose name a person may file: the organisations of which the person is a member who files, and those that have mandated one
/// of these.
pub(crate) fn choices(conn: &mut Conn, account: AccountId) -> Result<Vec<FilingChoice>, Error> {
    let own: Vec<OrganisationRow> = members::of_account(conn, account)?
        .into_iter()
        .filter(|(_, role)| role.files())
        .map(|(row, _)| row)
        .collect();
    let mut choices = Vec::new();
    for row in &own {
        choices.push(FilingChoice {
            organisation: row.named()?,
            through: None,
        });
    }
    for branch in &own {
        let companies: Vec<OrganisationRow> = mandates::table
            .inner_join(organisations::table.on(organisations::id.eq(mandates::company_id)))
            .filter(mandates::branch_id.eq(branch.id))
            .filter(mandates::accepted_at.is_not_null())
            .order((organisations::name, organisations::id))
            .select(OrganisationRow::as_select())
            .load(conn)?;
        for company in &companies {
            choices.push(FilingChoice {
                organisation: company.named()?,
                through: Some(branch.named()?),
            });
        }
    }
    Ok(choices)
}

/// True when a person may file in the name of an organisation: as a member who files, or as such a member of an organisation that
/// it has mandated.
pub(crate) fn may_file(
    conn: &mut Conn,
    account: AccountId,
    (organisation, through): Filing,
) -> Result<bool, Error> {
    let member_of = through.unwrap_or(organisation);
    let role = members::role_of(conn, member_of, account)?;
    if !role.is_some_and(OrganisationRole::files) {
        return Ok(false);
    }
    let Some(branch) = through else {
        return Ok(true);
    };
    let mandated: i64 = mandates::table
        .filter(mandates::company_id.eq(SqlUuid::from(organisation)))
        .filter(mandates::branch_id.eq(SqlUuid::from(branch)))
        .filter(mandates::accepted_at.is_not_null())
        .count()
        .get_result(conn)?;
    Ok(mandated > 0)
}

/// The member who takes over each event of a person who leaves, where it is filed by or for an organisation: a member of the one
/// that files before one of the one that it files for, one who manages before one who does not, then the one who came first. Only
/// people with a verified address, whose account is enabled.
pub(crate) fn heirs(
    conn: &mut Conn,
    owner: AccountId,
) -> Result<HashMap<EventId, AccountId>, Error> {
    let filed: Vec<(SqlUuid, SqlUuid, Option<SqlUuid>)> = event_organisations::table
        .inner_join(events::table)
        .filter(events::owner_id.eq(SqlUuid::from(owner)))
        .select((
            event_organisations::event_id,
            event_organisations::organisation_id,
            event_organisations::through_id,
        ))
        .load(conn)?;
    let mut first: HashMap<SqlUuid, Option<AccountId>> = HashMap::new();
    let mut heirs = HashMap::new();
    for (event, organisation, through) in filed {
        for of in [through, Some(organisation)].into_iter().flatten() {
            let heir = if let Some(known) = first.get(&of) {
                *known
            } else {
                let found = first_filer(conn, of, owner)?;
                first.insert(of, found);
                found
            };
            if let Some(heir) = heir {
                heirs.entry(event.into()).or_insert(heir);
            }
        }
    }
    Ok(heirs)
}

/// The first member of an organisation who files, managers first, other than `except`.
fn first_filer(
    conn: &mut Conn,
    organisation: SqlUuid,
    except: AccountId,
) -> Result<Option<AccountId>, Error> {
    for role in [OrganisationRole::Manages, OrganisationRole::Files] {
        let found: Option<SqlUuid> = organisation_members::table
            .inner_join(accounts::table)
            .filter(organisation_members::organisation_id.eq(organisation))
            .filter(organisation_members::role.eq(role.as_str()))
            .filter(organisation_members::account_id.ne(SqlUuid::from(except)))
            .filter(accounts::disabled_at.is_null())
            .filter(accounts::verified_at.is_not_null())
            .order((
                organisation_members::since,
                organisation_members::account_id,
            ))
            .select(organisation_members::account_id)
            .first(conn)
            .optional()?;
        if let Some(found) = found {
            return Ok(Some(found.into()));
        }
    }
    Ok(None)
}
