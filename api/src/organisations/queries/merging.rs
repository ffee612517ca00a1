//! Merge of two records of the same organisation.

use super::members;
use crate::organisations::rows::{InvitationRow, MandateRow};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{
    event_organisations, events, mandates, organisation_invitations, organisation_members,
    organisations,
};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::id::{EditionId, EventId, OrganisationId};

/// The events filed in the name of an organisation, with their editions.
pub(in crate::organisations) fn events_of(
    conn: &mut Conn,
    organisation: OrganisationId,
) -> Result<Vec<(EventId, EditionId)>, Error> {
    let rows: Vec<(SqlUuid, SqlUuid)> = event_organisations::table
        .inner_join(events::table)
        .filter(event_organisations::organisation_id.eq(SqlUuid::from(organisation)))
        .order(events::id)
        .select((events::id, events::edition_id))
        .load(conn)?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(event, edition)| (event.into(), edition.into()))
        .collect())
}

/// Moves everything that belongs to one organisation to another, and marks the first as merged.
pub(in crate::organisations) fn merge(
    conn: &mut Conn,
    from: OrganisationId,
    into: OrganisationId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    move_events(conn, from.into(), into.into())?;
    move_members(conn, from, into, now)?;
    move_invitations(conn, from.into(), into.into())?;
    move_mandates(conn, from.into(), into.into())?;
    let (from, into) = (SqlUuid::from(from), SqlUuid::from(into));
    let gone = (
        organisations::merged_into.eq(Some(into)),
        organisations::updated_at.eq(SqlTime::from(now)),
    );
    let earlier = organisations::table.filter(organisations::merged_into.eq(Some(from)));
    diesel::update(earlier).set(gone).execute(conn)?;
    diesel::update(organisations::table.find(from))
        .set(gone)
        .execute(conn)?;
    Ok(())
}

fn move_events(conn: &mut Conn, from: SqlUuid, into: SqlUuid) -> Result<(), Error> {
    let filed = event_organisations::table.filter(event_organisations::organisation_id.eq(from));
    diesel::update(filed)
        .set(event_organisations::organisation_id.eq(into))
        .execute(conn)?;
    let filing = event_organisations::table.filter(event_organisations::through_id.eq(Some(from)));
    diesel::update(filing)
        .set(event_organisations::through_id.eq(Some(into)))
        .execute(conn)?;
    // An organisation does not file on behalf of itself.
    let itself = event_organisations::table
        .filter(event_organisations::organisation_id.eq(into))
        .filter(event_organisations::through_id.eq(Some(into)));
    diesel::update(itself)
        .set(event_organisations::through_id.eq(None::<SqlUuid>))
        .execute(conn)?;
    Ok(())
}

/// A member of both keeps the wider role.
fn move_members(
    conn: &mut Conn,
    from: OrganisationId,
    into: OrganisationId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let moved: Vec<SqlUuid> = organisation_members::table
        .filter(organisation_members::organisation_id.eq(SqlUuid::from(from)))
        .order(organisation_members::since)
        .select(organisation_members::account_id)
        .load(conn)?;
    for account in moved {
        let account = account.into();
        let brought = members::role_of(conn, from, account)?;
        let held = members::role_of(conn, into, account)?;
        if let Some(widest) = brought.max(held) {
            members::put(conn, into, account, widest, now)?;
        }
        members::remove(conn, from, account)?;
    }
    Ok(())
}

/// An address that was invited to both keeps the invitation to the one that stays.
fn move_invitations(conn: &mut Conn, from: SqlUuid, into: SqlUuid) -> Result<(), Error> {
    let moved: Vec<InvitationRow> = organisation_invitations::table
        .filter(organisation_invitations::organisation_id.eq(from))
        .select(InvitationRow::as_select())
        .load(conn)?;
    for row in moved {
        let invited: i64 = organisation_invitations::table
            .filter(organisation_invitations::organisation_id.eq(into))
            .filter(organisation_invitations::email_key.eq(&row.email_key))
            .filter(organisation_invitations::used_at.is_null())
            .count()
            .get_result(conn)?;
        let one = organisation_invitations::table.find(row.id);
        if invited > 0 && row.used_at.is_none() {
            diesel::delete(one).execute(conn)?;
        } else {
            diesel::update(one)
                .set(organisation_invitations::organisation_id.eq(into))
                .execute(conn)?;
        }
    }
    Ok(())
}

/// Of two mandates between the same organisations, one that was given wins over one that is asked for.
fn move_mandates(conn: &mut Conn, from: SqlUuid, into: SqlUuid) -> Result<(), Error> {
    let either = mandates::company_id
        .eq(from)
        .or(mandates::branch_id.eq(from));
    let moved: Vec<MandateRow> = mandates::table
        .filter(either)
        .select(MandateRow::as_select())
        .load(conn)?;
    for row in moved {
        diesel::delete(mandates::table.find((row.company_id, row.branch_id))).execute(conn)?;
        let now_at = |id: SqlUuid| if id == from { into } else { id };
        let (company, branch) = (now_at(row.company_id), now_at(row.branch_id));
        if company == branch {
            continue;
        }
        let known: Option<MandateRow> = mandates::table
            .find((company, branch))
            .select(MandateRow::as_select())
            .first(conn)
            .optional()?;
        match known {
            Some(known) if known.accepted_at.is_some() || row.accepted_at.is_none() => {}
            Some(_) => {
                diesel::update(mandates::table.find((company, branch)))
                    .set(mandates::accepted_at.eq(row.accepted_at))
                    .execute(conn)?;
            }
            None => {
                diesel::insert_into(mandates::table)
                    .values(MandateRow {
                        company_id: company,
                        branch_id: branch,
                        ..row
                    })
                    .execute(conn)?;
            }
        }
    }
    Ok(())
}
