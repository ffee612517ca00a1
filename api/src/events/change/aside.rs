//! Changes that an organiser has typed in a refused file, put aside when the refusal is taken back.

use super::queries;
use super::status::labelled;
use super::stored::Edit;
use crate::events::commune::commune_of;
use crate::events::filed;
use crate::events::stored::StoredFile;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;

/// Gives a refused file the form that was reviewed. What its organiser has typed since is kept as a change, which is offered once
/// the event is labelled.
pub(crate) fn set_aside_typed(
    conn: &mut Conn,
    file: &mut StoredFile,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let Some(reviewed) = filed::form_of(conn, file.id, file.round)? else {
        return Ok(());
    };
    let typed = std::mem::replace(&mut file.form, reviewed);
    let commune = commune_of(&file.form);
    let fields = labelled(file, commune.as_ref()).differences(&typed);
    if fields.is_empty() {
        return Ok(());
    }
    let mut change = queries::find(conn, file.id)?;
    change.draft = Some(Edit {
        form: typed,
        fields,
    });
    queries::store(conn, change, now).map(drop)
}
