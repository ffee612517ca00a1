//! The change of a labelled event as part of the event, and what it is compared with.

use super::queries;
use super::stored::Waiting;
use crate::events::commune::commune_of;
use crate::events::stored::StoredFile;
use ground::db::Conn;
use ground::error::Error;
use shared::event::{ChangeStatus, LabelledEvent, WaitingChange};
use shared::label;
use shared::place::Commune;

/// The event with which its changes are compared.
pub(super) fn labelled<'a>(
    file: &'a StoredFile,
    commune: Option<&'a Commune>,
) -> LabelledEvent<'a> {
    LabelledEvent {
        form: &file.form,
        commune,
        edition: &file.edition,
        submitted_at: file.submitted_at.unwrap_or(file.created_at),
    }
}

/// Change of an event, for a caller with these capacities; `None` unless the event is labelled.
pub(crate) fn status(
    conn: &mut Conn,
    file: &StoredFile,
    capacities: &[label::Actor],
) -> Result<Option<ChangeStatus>, Error> {
    if !file.state.is_public() {
        return Ok(None);
    }
    let change = queries::find(conn, file.id)?;
    let writable = file.edition.is_writable();
    let edits = capacities.iter().any(|it| it.edits());
    let waiting = change.waiting.as_ref().map(|it| waiting(file, it));
    Ok(Some(ChangeStatus {
        editable: writable && edits,
        decidable: writable && waiting.is_some() && capacities.iter().any(|it| !it.edits()),
        begun: edits && change.draft.is_some(),
        waiting,
        refused: change.refused,
    }))
}

fn waiting(file: &StoredFile, waiting: &Waiting) -> WaitingChange {
    let form = waiting.edit.over(&file.form);
    let (commune, before) = (commune_of(&form), commune_of(&file.form));
    let event = labelled(file, before.as_ref());
    let validation = event.validate(&form, commune.as_ref(), waiting.submitted_at);
    WaitingChange {
        fields: event.differences(&form),
        findings: validation.findings,
        submitted_at: waiting.submitted_at,
        due_at: file.due_at(),
        suspended: waiting.suspended,
        commune,
        form,
    }
}
