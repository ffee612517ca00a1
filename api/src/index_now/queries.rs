//! SQL of the submissions to `IndexNow`.

use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::log_readers;
use ground::error::Error;

/// Name of this reader of the log.
const READER: &str = "index_now";

/// The last row of the log whose changes were submitted; `None` before the first time.
pub(super) fn submitted(conn: &mut Conn) -> Result<Option<i64>, Error> {
    Ok(log_readers::table
        .find(READER)
        .select(log_readers::seq)
        .first(conn)
        .optional()?)
}

/// Remembers the last row of the log whose changes were submitted.
pub(super) fn remember(conn: &mut Conn, seq: i64) -> Result<(), Error> {
    let changed = diesel::update(log_readers::table.find(READER))
        .set(log_readers::seq.eq(seq))
        .execute(conn)?;
    if changed == 0 {
        diesel::insert_into(log_readers::table)
            .values((log_readers::name.eq(READER), log_readers::seq.eq(seq)))
            .execute(conn)?;
    }
    Ok(())
}
