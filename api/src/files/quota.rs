//! Bytes of files that an edition may store.
//!
//! A file is counted before it is stored, in a transaction of its own, so that uploads at the same time do not go beyond the quota
//! together: the second waits for the row of the edition. The sweep removes what is counted for files that are not there any more.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use ground::db::Conn;
use ground::db::schema::{edition_files, editions};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use ground::on;
use shared::id::EditionId;
use shared::problem::Code;
use std::collections::HashSet;

/// Names per statement, below the limit of parameters of either engine.
const NAMES_AT_ONCE: usize = 500;

/// Number of bytes that each edition may store.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EditionQuota(pub(crate) u64);

impl EditionQuota {
    /// For stores whose files belong to no edition yet.
    pub(crate) const UNBOUNDED: Self = Self(u64::MAX);

    /// Counts a file of an edition by its name in the store; the same name counts once.
    ///
    /// # Errors
    ///
    /// `edition_full` when it does not fit any more.
    pub(crate) fn count(
        self,
        conn: &mut Conn,
        edition: EditionId,
        name: &str,
        bytes: u64,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let edition = SqlUuid::from(edition);
        let own = editions::table.find(edition).select(editions::id);
        let _locked: Option<SqlUuid> = on!(
            conn, c =>
            // References to the edition are checked meanwhile.
            own.for_no_key_update().first(c).optional()?,
            // The transaction holds the write lock.
            own.first(c).optional()?,
        );
        let renewed = diesel::update(edition_files::table.find((edition, name)))
            .set(edition_files::stored_at.eq(SqlTime::from(now)))
            .execute(conn)?;
        if renewed > 0 {
            return Ok(());
        }
        let held: i64 = edition_files::table
            .filter(edition_files::edition_id.eq(edition))
            .select(sql::<BigInt>("CAST(COALESCE(SUM(bytes), 0) AS BIGINT)"))
            .get_result(conn)?;
        let held = u64::try_from(held).unwrap_or_default();
        if held.saturating_add(bytes) > self.0 {
            tracing::warn!(edition = %edition.0, held, most = self.0, "an edition may store no more files");
            let detail = format!(
                "the edition stores {held} bytes of files and may store {}; this file has {bytes}",
                self.0
            );
            return Err(Error::rejected(Code::EditionFull).because(detail));
        }
        diesel::insert_into(edition_files::table)
            .values((
                edition_files::edition_id.eq(edition),
                edition_files::name.eq(name),
                edition_files::bytes.eq(i64::try_from(bytes).unwrap_or(i64::MAX)),
                edition_files::stored_at.eq(SqlTime::from(now)),
            ))
            .execute(conn)?;
        Ok(())
    }
}

/// Removes what is counted for a file that was not stored.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn uncount(conn: &mut Conn, name: &str) -> Result<(), Error> {
    let counted = edition_files::table.filter(edition_files::name.eq(name));
    diesel::delete(counted).execute(conn)?;
    Ok(())
}

/// Removes what is counted for files of a folder that were stored before that time and are not among `stored`.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn release(
    conn: &mut Conn,
    folder: &str,
    stored: &HashSet<String>,
    before: DateTime<Utc>,
) -> Result<(), Error> {
    let counted: HashSet<String> = edition_files::table
        .filter(edition_files::name.like(format!("{folder}/%")))
        .filter(edition_files::stored_at.lt(SqlTime::from(before)))
        .select(edition_files::name)
        .load(conn)?
        .into_iter()
        .collect();
    let gone: Vec<String> = counted
        .into_iter()
        .filter(|name| !stored.contains(name))
        .collect();
    for names in gone.chunks(NAMES_AT_ONCE) {
        let rows = edition_files::table
            .filter(edition_files::name.eq_any(names))
            .filter(edition_files::stored_at.lt(SqlTime::from(before)));
        diesel::delete(rows).execute(conn)?;
    }
    Ok(())
}
