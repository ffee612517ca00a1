//! Access to the kit of an event.

use crate::events::queries as files;
use crate::events::scope::readable;
use crate::events::stored::StoredFile;
use ground::db::Conn;
use ground::error::Error;
use http::{Actor, Services};
use shared::id::EventId;
use shared::kit::KitStanding;
use shared::problem::Code;

/// Checks that the kit of an event is open.
///
/// # Errors
///
/// `not_labelled` before the label, `kit_closed` after it and for a cancelled event.
pub(super) fn is_open(file: &StoredFile) -> Result<(), Error> {
    let was_labelled = file.first_labelled_at.is_some();
    match KitStanding::of(file.state, file.life_status, was_labelled) {
        KitStanding::Open => Ok(()),
        KitStanding::NotYet => Err(Error::rejected(Code::NotLabelled)
            .because(format!("the file is {}, not labelled", file.state))),
        KitStanding::Closed => Err(Error::rejected(Code::KitClosed)),
    }
}

/// Finds an event whose kit is open for the caller: for whoever may read the event submission.
///
/// # Errors
///
/// As [`readable`] and [`is_open`].
pub(super) fn opened(conn: &mut Conn, actor: &Actor, id: EventId) -> Result<StoredFile, Error> {
    let file = readable(conn, actor, id)?;
    is_open(&file)?;
    Ok(file)
}

/// Checks once more that the kit is open: the label may have ended while a file was drawn.
///
/// # Errors
///
/// As [`is_open`].
pub(super) async fn still_open(services: &Services, id: EventId) -> Result<(), Error> {
    services
        .db
        .read(move |conn| is_open(&files::find(conn, id)?.ok_or_else(Error::not_found)?))
        .await
}
