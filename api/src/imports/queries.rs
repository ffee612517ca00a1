//! SQL of the imports.

use super::stored::{ImportRow, StoredImport};
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{decisions, editions, events, import_changes, imports};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use ground::on;
use shared::event::EventForm;
use shared::id::{AccountId, EventId, ImportId};
use shared::import::{Import, ImportColumn, ImportState, ImportSummary};
use shared::label::{Action, LabelState};
use shared::problem::Code;

/// States in which nothing of an import is stored but itself.
const WITHOUT_EFFECT: [ImportState; 3] = [
    ImportState::Reading,
    ImportState::Previewed,
    ImportState::Failed,
];

/// Stores a new import with its file, in place of those of its owner that had no effect.
pub(super) fn insert(conn: &mut Conn, import: &StoredImport, file: &[u8]) -> Result<(), Error> {
    diesel::delete(
        imports::table
            .filter(imports::owner_id.eq(SqlUuid::from(import.owner)))
            .filter(imports::state.eq_any(WITHOUT_EFFECT.map(ImportState::as_str))),
    )
    .execute(conn)?;
    diesel::insert_into(imports::table)
        .values((ImportRow::of(import)?, imports::file.eq(Some(file))))
        .execute(conn)?;
    Ok(())
}

/// The import with this identifier; `None` when it does not exist.
pub(super) fn find(conn: &mut Conn, id: ImportId) -> Result<Option<StoredImport>, Error> {
    let row = imports::table
        .find(SqlUuid::from(id))
        .select(ImportRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(ImportRow::into_import).transpose()?)
}

/// Finds an import of this account.
///
/// # Errors
///
/// `not_found` when it does not exist or belongs to somebody else.
pub(super) fn owned(
    conn: &mut Conn,
    owner: AccountId,
    id: ImportId,
) -> Result<StoredImport, Error> {
    find(conn, id)?
        .filter(|import| import.owner == owner)
        .ok_or_else(Error::not_found)
}

/// An import of this account as it is presented.
///
/// # Errors
///
/// As [`owned`].
pub(super) fn presented(conn: &mut Conn, owner: AccountId, id: ImportId) -> Result<Import, Error> {
    let import = owned(conn, owner, id)?;
    let edition = crate::editions::queries::find(conn, import.edition)?
        .with_context(|| format!("edition of import {id}"))?;
    Ok(import.present(edition.slug.clone()))
}

/// The file of an import; `None` once it is not needed any more.
pub(super) fn file(conn: &mut Conn, id: ImportId) -> Result<Option<Vec<u8>>, Error> {
    let file: Option<Option<Vec<u8>>> = imports::table
        .find(SqlUuid::from(id))
        .select(imports::file)
        .first(conn)
        .optional()?;
    Ok(file.flatten())
}

/// Replaces an import that is still in the state `from`; its file is kept or removed.
///
/// Returns false when somebody else has moved it on or removed it.
pub(super) fn update(
    conn: &mut Conn,
    import: &StoredImport,
    from: ImportState,
    keep_file: bool,
) -> Result<bool, Error> {
    let row = ImportRow::of(import)?;
    let stored = diesel::update(
        imports::table
            .find(SqlUuid::from(import.id))
            .filter(imports::state.eq(from.as_str())),
    )
    .set(row)
    .execute(conn)?;
    if stored == 1 && !keep_file {
        diesel::update(imports::table.find(SqlUuid::from(import.id)))
            .set(imports::file.eq(None::<Vec<u8>>))
            .execute(conn)?;
    }
    Ok(stored == 1)
}

/// Checks that an import is still in a state.
///
/// # Errors
///
/// `import_locked` when somebody else has moved it on or removed it.
pub(super) fn ensure(conn: &mut Conn, id: ImportId, state: ImportState) -> Result<(), Error> {
    let found: i64 = imports::table
        .find(SqlUuid::from(id))
        .filter(imports::state.eq(state.as_str()))
        .count()
        .get_result(conn)?;
    if found == 0 {
        return Err(Error::rejected(Code::ImportLocked));
    }
    Ok(())
}

/// Imports of this account created before `before`, most recent first.
pub(super) fn list(
    conn: &mut Conn,
    owner: AccountId,
    before: Option<ImportId>,
    limit: i64,
) -> Result<Vec<ImportSummary>, Error> {
    let mut query = imports::table
        .inner_join(editions::table)
        .filter(imports::owner_id.eq(SqlUuid::from(owner)))
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(imports::id.lt(SqlUuid::from(before)));
    }
    let rows: Vec<(ImportRow, String)> = query
        .order(imports::id.desc())
        .limit(limit)
        .select((ImportRow::as_select(), editions::slug))
        .load(conn)?;
    let summaries = rows
        .into_iter()
        .map(|(row, edition)| anyhow::Ok(row.into_import()?.summary(edition)));
    Ok(summaries.collect::<anyhow::Result<_>>()?)
}

/// Columns of the latest imports of this account whose rows were taken, most recent first.
pub(super) fn earlier_columns(
    conn: &mut Conn,
    owner: AccountId,
) -> Result<Vec<Vec<ImportColumn>>, Error> {
    const REMEMBERED: i64 = 10;
    let rows: Vec<SqlJson> = imports::table
        .filter(imports::owner_id.eq(SqlUuid::from(owner)))
        .filter(imports::state.ne_all(WITHOUT_EFFECT.map(ImportState::as_str)))
        .order(imports::id.desc())
        .limit(REMEMBERED)
        .select(imports::mapping)
        .load(conn)?;
    Ok(rows
        .iter()
        .map(SqlJson::read)
        .collect::<serde_json::Result<_>>()?)
}

/// Change that an import made to an event, kept so that it can be undone.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) event: EventId,
    /// State and version that it left.
    pub(super) state: LabelState,
    pub(super) version: i32,
    /// Form that it replaced; `None` when it created the event.
    pub(super) before: Option<EventForm>,
}

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = import_changes)]
struct ChangeRow {
    import_id: SqlUuid,
    event_id: SqlUuid,
    state: String,
    version: i32,
    before: Option<SqlJson>,
}

impl ChangeRow {
    fn of(import: ImportId, change: &Change) -> serde_json::Result<Self> {
        Ok(Self {
            import_id: import.into(),
            event_id: change.event.into(),
            state: change.state.as_str().to_owned(),
            version: change.version,
            before: change.before.as_ref().map(SqlJson::of).transpose()?,
        })
    }

    fn into_change(self) -> anyhow::Result<Change> {
        let describe = || format!("change of event {}", self.event_id.0);
        Ok(Change {
            event: self.event_id.into(),
            state: LabelState::parse(&self.state).with_context(describe)?,
            version: self.version,
            before: self
                .before
                .as_ref()
                .map(SqlJson::read)
                .transpose()
                .with_context(describe)?,
        })
    }
}

/// Stores which events an import created; at most some thousands.
pub(super) fn insert_created(
    conn: &mut Conn,
    import: ImportId,
    changes: &[Change],
) -> Result<(), Error> {
    let rows = changes
        .iter()
        .map(|change| ChangeRow::of(import, change))
        .collect::<serde_json::Result<Vec<_>>>()?;
    if !rows.is_empty() {
        on!(conn, c => diesel::insert_into(import_changes::table).values(&rows).execute(c)?);
    }
    Ok(())
}

/// Stores which forms an import replaced; of an event that it changed before, the first form stays.
pub(super) fn store_replaced(
    conn: &mut Conn,
    import: ImportId,
    changes: &[Change],
) -> Result<(), Error> {
    for change in changes {
        let row = ChangeRow::of(import, change)?;
        on!(conn, c => diesel::insert_into(import_changes::table)
            .values(&row)
            .on_conflict((import_changes::import_id, import_changes::event_id))
            .do_update()
            .set(import_changes::version.eq(change.version))
            .execute(c)?);
    }
    Ok(())
}

/// At most `limit` changes of an import.
pub(super) fn changes(conn: &mut Conn, import: ImportId, limit: i64) -> Result<Vec<Change>, Error> {
    let rows: Vec<ChangeRow> = import_changes::table
        .filter(import_changes::import_id.eq(SqlUuid::from(import)))
        .order(import_changes::event_id)
        .limit(limit)
        .select(ChangeRow::as_select())
        .load(conn)?;
    let changes = rows.into_iter().map(ChangeRow::into_change);
    Ok(changes.collect::<anyhow::Result<_>>()?)
}

/// At most `limit` changes of an import to events that are under review.
pub(super) fn submitted(
    conn: &mut Conn,
    import: ImportId,
    limit: i64,
) -> Result<Vec<Change>, Error> {
    let rows: Vec<ChangeRow> = import_changes::table
        .inner_join(events::table)
        .filter(import_changes::import_id.eq(SqlUuid::from(import)))
        .filter(events::state.eq(LabelState::Submitted.as_str()))
        .order(import_changes::event_id)
        .limit(limit)
        .select(ChangeRow::as_select())
        .load(conn)?;
    let changes = rows.into_iter().map(ChangeRow::into_change);
    Ok(changes.collect::<anyhow::Result<_>>()?)
}

/// Removes the changes of these events, which are undone.
pub(super) fn remove_changes(
    conn: &mut Conn,
    import: ImportId,
    events: &[EventId],
) -> Result<(), Error> {
    diesel::delete(
        import_changes::table
            .filter(import_changes::import_id.eq(SqlUuid::from(import)))
            .filter(import_changes::event_id.eq_any(events.iter().map(|id| SqlUuid::from(*id)))),
    )
    .execute(conn)?;
    Ok(())
}

/// True when one of the events of an import was decided on since its rows were taken, by a reviewer or without one.
///
/// Decisions that can still be undone do not count: the organiser does not know of them, and they lapse when the organiser acts.
pub(super) fn is_decided(conn: &mut Conn, import: &StoredImport) -> Result<bool, Error> {
    let (id, since) = (SqlUuid::from(import.id), SqlTime::from(import.updated_at));
    let by_reviewers = decisions::table
        .filter(decisions::decided_at.ge(since))
        // One with a reason is stored among the decisions.
        .filter(decisions::action.ne(Action::Withdraw.as_str()))
        .select(decisions::event_id);
    let by_reviewers: i64 = import_changes::table
        .filter(import_changes::import_id.eq(id))
        .filter(import_changes::event_id.eq_any(by_reviewers))
        .count()
        .get_result(conn)?;
    let by_anybody: i64 = import_changes::table
        .inner_join(events::table)
        .filter(import_changes::import_id.eq(id))
        .filter(events::decided_at.ge(since))
        .count()
        .get_result(conn)?;
    Ok(by_reviewers > 0 || by_anybody > 0)
}

/// Removes every import of an account, since the uploaded files name people. Work that is under way stops when it does not find
/// its import any more.
pub(crate) fn forget_all_of(conn: &mut Conn, owner: AccountId) -> Result<(), Error> {
    diesel::delete(imports::table.filter(imports::owner_id.eq(SqlUuid::from(owner))))
        .execute(conn)?;
    Ok(())
}

/// Removes imports without effect created before `unused`, and all created before `old`.
pub(super) fn forget(
    conn: &mut Conn,
    unused: DateTime<Utc>,
    old: DateTime<Utc>,
) -> Result<usize, Error> {
    let removed = diesel::delete(
        imports::table
            .filter(imports::state.eq_any(WITHOUT_EFFECT.map(ImportState::as_str)))
            .filter(imports::created_at.lt(SqlTime::from(unused))),
    )
    .execute(conn)?;
    let old = diesel::delete(imports::table.filter(imports::created_at.lt(SqlTime::from(old))))
        .execute(conn)?;
    Ok(removed + old)
}
