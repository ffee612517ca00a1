//! A second reviewer looks at a file before it is decided: whoever asked for it does not decide on that file in this round.

mod ask;
pub(super) mod queries;

use crate::events::stored::StoredFile;
use crate::events::transition::Performer;
use ground::db::Conn;
use ground::error::Error;
use http::Actor;
use http::register::ServiceConfig;
use shared::label::{Action, LabelState, SecondLook};
use shared::problem::Code;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(ask::ask_second_look);
}

/// The second look at a file, as this caller sees it.
pub(super) fn of(
    conn: &mut Conn,
    actor: &Actor,
    file: &StoredFile,
) -> Result<Option<SecondLook>, Error> {
    if file.state != LabelState::Submitted {
        return Ok(None);
    }
    let asked = queries::find(conn, file.id, file.round)?;
    Ok(asked.map(|asked| SecondLook {
        own: asked.by == actor.account.id,
        note: asked.note,
        asked_by: asked.name,
        asked_at: asked.at,
    }))
}

/// Checks that a decision on the label is not taken by the person who asked for a second look.
///
/// # Errors
///
/// `second_look_needed`.
pub(super) fn ensure_other(
    conn: &mut Conn,
    file: &StoredFile,
    performer: &Performer,
    action: Action,
) -> Result<(), Error> {
    if !decides(action) {
        return Ok(());
    }
    match queries::find(conn, file.id, file.round)? {
        Some(asked) if asked.by == performer.account => {
            Err(Error::rejected(Code::SecondLookNeeded)
                .because("another reviewer decides, since the caller asked for a second look"))
        }
        Some(_) | None => Ok(()),
    }
}

/// Ends the second look at a file with this decision.
pub(super) fn end(conn: &mut Conn, file: &StoredFile, action: Action) -> Result<(), Error> {
    if decides(action) {
        queries::delete(conn, file.id)
    } else {
        Ok(())
    }
}

const fn decides(action: Action) -> bool {
    matches!(action, Action::Grant | Action::Refuse)
}
