//! SQL of co-editors and invitations.

use super::rows::{self, EditorRow, InvitationRow};
use crate::events::stored::Editor;
use crate::invitations::Row as _;
use chrono::{DateTime, Utc};
use diesel::dsl::{exists, select};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{accounts, event_editors, event_invitations, events, external_ids};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::event::{CoEditor, FileRole, OpenInvitation};
use shared::id::{AccountId, EventId};
use std::collections::HashMap;

/// Maximum number of submissions of others that a person's list shows.
const RECEIVED_MAX: i64 = 2_000;

/// The co-editors of an event submission.
pub(crate) fn editors(conn: &mut Conn, event: EventId) -> Result<Vec<Editor>, Error> {
    let rows: Vec<(SqlUuid, String)> = event_editors::table
        .filter(event_editors::event_id.eq(SqlUuid::from(event)))
        .order((event_editors::since, event_editors::account_id))
        .select((event_editors::account_id, event_editors::role))
        .load(conn)?;
    let editors = rows.into_iter().map(|(account, role)| {
        Ok(Editor {
            account: account.into(),
            role: rows::role(&role)?,
        })
    });
    Ok(editors.collect::<anyhow::Result<_>>()?)
}

/// The co-editors with their names, as `caller` sees them.
pub(super) fn named_editors(
    conn: &mut Conn,
    event: EventId,
    caller: AccountId,
) -> Result<Vec<CoEditor>, Error> {
    let rows: Vec<(SqlUuid, String, String, SqlTime)> = event_editors::table
        .inner_join(accounts::table)
        .filter(event_editors::event_id.eq(SqlUuid::from(event)))
        .order((event_editors::since, event_editors::account_id))
        .select((
            event_editors::account_id,
            accounts::name,
            event_editors::role,
            event_editors::since,
        ))
        .load(conn)?;
    let editors = rows.into_iter().map(|(account, name, role, since)| {
        Ok(CoEditor {
            account: account.into(),
            name,
            role: rows::role(&role)?,
            since: since.0,
            you: AccountId::from(account) == caller,
        })
    });
    Ok(editors.collect::<anyhow::Result<_>>()?)
}

/// True when a co-editor of the event with this role has the address with that key.
pub(super) fn is_editor(
    conn: &mut Conn,
    event: EventId,
    email_key: &str,
    role: FileRole,
) -> Result<bool, Error> {
    Ok(select(exists(
        event_editors::table
            .inner_join(accounts::table)
            .filter(event_editors::event_id.eq(SqlUuid::from(event)))
            .filter(event_editors::role.eq(role.as_str()))
            .filter(accounts::email_key.eq(email_key)),
    ))
    .get_result(conn)?)
}

/// Makes a person a co-editor, or gives a co-editor another role.
pub(crate) fn put_editor(
    conn: &mut Conn,
    event: EventId,
    account: AccountId,
    role: FileRole,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    remove_editor(conn, event, account)?;
    diesel::insert_into(event_editors::table)
        .values(EditorRow {
            event_id: event.into(),
            account_id: account.into(),
            role: role.as_str().to_owned(),
            since: now.into(),
        })
        .execute(conn)?;
    Ok(())
}

/// Removes a co-editor; returns false when the person is none.
pub(crate) fn remove_editor(
    conn: &mut Conn,
    event: EventId,
    account: AccountId,
) -> Result<bool, Error> {
    let removed =
        diesel::delete(event_editors::table.find((SqlUuid::from(event), SqlUuid::from(account))))
            .execute(conn)?;
    Ok(removed == 1)
}

/// The submissions on which a person works as a co-editor, the latest first.
pub(crate) fn received(conn: &mut Conn, account: AccountId) -> Result<Vec<SqlUuid>, Error> {
    Ok(event_editors::table
        .filter(event_editors::account_id.eq(SqlUuid::from(account)))
        .order(event_editors::event_id.desc())
        .limit(RECEIVED_MAX)
        .select(event_editors::event_id)
        .load(conn)?)
}

/// Those of these submissions that have co-editors.
pub(crate) fn shared_among(conn: &mut Conn, events: &[SqlUuid]) -> Result<Vec<SqlUuid>, Error> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    Ok(event_editors::table
        .filter(event_editors::event_id.eq_any(events.iter().copied()))
        .select(event_editors::event_id)
        .distinct()
        .load(conn)?)
}

/// The co-editor who takes over each submission of an owner who leaves: one who may submit before one who may not, then the one
/// who came first. Only people with a verified address, whose account is enabled.
pub(crate) fn heirs(
    conn: &mut Conn,
    owner: AccountId,
) -> Result<HashMap<EventId, AccountId>, Error> {
    let rows: Vec<(SqlUuid, SqlUuid, String)> = event_editors::table
        .inner_join(events::table)
        .inner_join(accounts::table)
        .filter(events::owner_id.eq(SqlUuid::from(owner)))
        .filter(accounts::disabled_at.is_null())
        .filter(accounts::verified_at.is_not_null())
        .order((event_editors::since, event_editors::account_id))
        .select((
            event_editors::event_id,
            event_editors::account_id,
            event_editors::role,
        ))
        .load(conn)?;
    let mut heirs: HashMap<EventId, (AccountId, FileRole)> = HashMap::new();
    for (event, account, stored) in rows {
        let role = rows::role(&stored)?;
        let heir = heirs.entry(event.into()).or_insert((account.into(), role));
        if role.submits() && !heir.1.submits() {
            *heir = (account.into(), role);
        }
    }
    let heirs = heirs.into_iter();
    Ok(heirs
        .map(|(event, (account, _))| (event, account))
        .collect())
}

/// Gives an event submission to another owner; a save that read it before finds another version. Returns false when its owner is
/// not `from` any more.
///
/// Identifiers in other systems lead to an event of one account, so they are forgotten.
pub(crate) fn set_owner(
    conn: &mut Conn,
    event: EventId,
    (from, to): (AccountId, AccountId),
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let owned = events::table
        .filter(events::id.eq(SqlUuid::from(event)))
        .filter(events::owner_id.eq(SqlUuid::from(from)));
    let given = diesel::update(owned)
        .set((
            events::owner_id.eq(SqlUuid::from(to)),
            events::version.eq(events::version + 1),
            events::updated_at.eq(SqlTime::from(now)),
        ))
        .execute(conn)?;
    let links = external_ids::table.filter(external_ids::event_id.eq(SqlUuid::from(event)));
    diesel::delete(links).execute(conn)?;
    Ok(given == 1)
}

/// Stores an invitation. An earlier one to the same address, or an earlier transfer, gives way to it.
pub(super) fn invite(conn: &mut Conn, row: &InvitationRow) -> Result<(), Error> {
    if row.role()? == FileRole::Owner {
        delete_transfers(conn, row.event())?;
    }
    row.store(conn)
}

/// The open invitations to an event submission.
pub(super) fn open(
    conn: &mut Conn,
    event: EventId,
    now: DateTime<Utc>,
) -> Result<Vec<OpenInvitation>, Error> {
    let open = InvitationRow::open(conn, event.into(), now)?.into_iter();
    Ok(open
        .map(InvitationRow::shown)
        .collect::<anyhow::Result<_>>()?)
}

/// Deletes the open transfers of an event submission.
pub(super) fn delete_transfers(conn: &mut Conn, event: EventId) -> Result<(), Error> {
    let owner = FileRole::Owner.as_str();
    let transfers = rows::open_of(event.into()).filter(event_invitations::role.eq(owner));
    diesel::delete(transfers).execute(conn)?;
    Ok(())
}
