//! Stored properties of the files of the queue that are not in their rows.

use crate::conversation::messages;
use crate::labels::second_look;
use crate::pending;
use diesel::prelude::*;
use ground::db::schema::events;
use ground::db::types::SqlUuid;
use ground::db::{Conn, cached_list};
use ground::error::Error;
use shared::id::EventId;
use shared::label::{LabelState, QueueMarks};
use std::collections::HashSet;

/// The marks of some events.
#[derive(Debug)]
pub(super) struct Marked {
    recheck: HashSet<EventId>,
    held: HashSet<EventId>,
    second_look: HashSet<EventId>,
    unread: HashSet<EventId>,
}

impl Marked {
    pub(super) fn of(&self, id: EventId) -> QueueMarks {
        let marked = [
            (QueueMarks::RECHECK, &self.recheck),
            (QueueMarks::HELD, &self.held),
            (QueueMarks::SECOND_LOOK, &self.second_look),
            (QueueMarks::UNREAD, &self.unread),
        ];
        let of_event = marked.iter().filter(|(_, events)| events.contains(&id));
        of_event.map(|(mark, _)| *mark).collect()
    }
}

/// The marks of these events.
pub(super) fn of_events(conn: &mut Conn, ids: &[EventId]) -> Result<Marked, Error> {
    Ok(Marked {
        recheck: rechecked(conn, ids)?,
        held: pending::held_among(conn, ids)?,
        second_look: second_look::queries::asked_among(conn, ids)?,
        unread: messages::unread_by_reviewers(conn, ids)?,
    })
}

/// The events among `ids` with a proposed change that waits for a decision: the review clock of a labelled event runs for a change
/// only.
fn rechecked(conn: &mut Conn, ids: &[EventId]) -> Result<HashSet<EventId>, Error> {
    let rechecked = events::table
        .filter(events::id.eq_any(ids.iter().copied().map(SqlUuid::from)))
        .filter(events::state.eq(LabelState::Labelled.as_str()))
        .filter(events::due_at.is_not_null())
        .select(events::id);
    let found: Vec<SqlUuid> = cached_list(ids.len(), rechecked).load(conn)?;
    Ok(found.into_iter().map(|id| EventId(id.0)).collect())
}
