//! The forms of the last two submissions of an event: what a reviewer compares.

use super::stored::StoredFile;
use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::filed_forms;
use ground::db::types::{SqlJson, SqlUuid};
use ground::error::Error;
use shared::event::{EventForm, FormField};
use shared::id::EventId;

/// Keeps the form of the submission that started the current round, and that of the round before.
pub(super) fn keep(conn: &mut Conn, file: &StoredFile) -> Result<(), Error> {
    let event = SqlUuid::from(file.id);
    let round = i32::try_from(file.round).context("round")?;
    if round > 2 {
        let older = filed_forms::table
            .filter(filed_forms::event_id.eq(event))
            .filter(filed_forms::round.lt(round - 1));
        diesel::delete(older).execute(conn)?;
    }
    diesel::insert_into(filed_forms::table)
        .values((
            filed_forms::event_id.eq(event),
            filed_forms::round.eq(round),
            filed_forms::form.eq(SqlJson::of(&file.form)?),
        ))
        .execute(conn)?;
    Ok(())
}

/// The fields of the form that differ from the submission that started the current round; none before the first submission.
pub(super) fn differences(conn: &mut Conn, file: &StoredFile) -> Result<Vec<FormField>, Error> {
    if !file.was_submitted() {
        return Ok(Vec::new());
    }
    let filed = form_of(conn, file.id, file.round)?;
    Ok(filed.map_or_else(Vec::new, |filed| filed.differences(&file.form)))
}

/// Changes every kept form of an event, and returns all that `change` does.
pub(super) fn change_all<T>(
    conn: &mut Conn,
    event: EventId,
    mut change: impl FnMut(&mut EventForm) -> Vec<T>,
) -> Result<Vec<T>, Error> {
    let event = SqlUuid::from(event);
    let kept: Vec<(i32, SqlJson)> = filed_forms::table
        .filter(filed_forms::event_id.eq(event))
        .select((filed_forms::round, filed_forms::form))
        .load(conn)?;
    let mut found = Vec::new();
    for (round, form) in kept {
        let mut form = EventForm::recovered(&form.read()?);
        found.extend(change(&mut form));
        diesel::update(filed_forms::table.find((event, round)))
            .set(filed_forms::form.eq(SqlJson::of(&form)?))
            .execute(conn)?;
    }
    Ok(found)
}

/// The form of the submission that started a round; `None` when it was not kept.
pub(super) fn form_of(
    conn: &mut Conn,
    event: EventId,
    round: u32,
) -> Result<Option<EventForm>, Error> {
    let found: Option<SqlJson> = filed_forms::table
        .find((SqlUuid::from(event), i32::try_from(round).context("round")?))
        .select(filed_forms::form)
        .first(conn)
        .optional()?;
    let form = found.map(|form| anyhow::Ok(EventForm::recovered(&form.read()?)));
    Ok(form.transpose()?)
}
