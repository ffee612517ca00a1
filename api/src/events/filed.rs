//! The forms of the last two submissions of an event: what a reviewer compares.

use super::stored::StoredFile;
use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::filed_forms;
use ground::db::types::{SqlJson, SqlUuid};
use ground::error::Error;

/// Keeps the form of the submission that started the current round, and that of the round before.
pub(super) fn keep(conn: &mut Conn, file: &StoredFile) -> Result<(), Error> {
    let event = SqlUuid::from(file.id);
    let round = i32::try_from(file.round).context("round")?;
    diesel::delete(
        filed_forms::table
            .filter(filed_forms::event_id.eq(event))
            .filter(filed_forms::round.lt(round - 1)),
    )
    .execute(conn)?;
    diesel::insert_into(filed_forms::table)
        .values((
            filed_forms::event_id.eq(event),
            filed_forms::round.eq(round),
            filed_forms::form.eq(SqlJson::of(&file.form)?),
        ))
        .execute(conn)?;
    Ok(())
}
