//! Steps of a change on the event itself: what becomes public, and the review clock.

use super::status::labelled;
use super::stored::Waiting;
use crate::events::commune::commune_of;
use crate::events::fact::Fact;
use crate::events::stored::StoredFile;
use chrono::{DateTime, Utc};
use ground::error::Error;
use ground::log::{By, Entry};
use shared::calendar::ReviewClock;
use shared::event::{EventForm, FormField};

/// Gives a labelled event another form, which is public from then on.
///
/// # Errors
///
/// `invalid` when the form has faults.
pub(super) fn publish(
    file: &mut StoredFile,
    form: EventForm,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (commune, before) = (commune_of(&form), commune_of(&file.form));
    let content = labelled(file, before.as_ref())
        .content(&form, commune.as_ref())
        .map_err(Error::invalid)?;
    file.content = Some(match &file.content {
        Some(before) => content.succeeding(before),
        None => content,
    });
    file.form = form;
    seen_otherwise(file, now);
    Ok(())
}

/// Starts the review period of a change.
pub(super) fn start_clock(file: &mut StoredFile, now: DateTime<Utc>) {
    let days = file.edition.review_working_days;
    file.clock = Some(ReviewClock::start(now, days, file.department().cloned()));
}

/// Ends the check of a change: its review period is over, and a suspended event is public again.
pub(super) fn end_check(file: &mut StoredFile, waiting: &Waiting, now: DateTime<Utc>) {
    file.clock = file.clock.take().map(|clock| clock.stop(now));
    if waiting.suspended {
        seen_otherwise(file, now);
    }
}

/// Notes that the public sees something else from now on.
pub(super) fn seen_otherwise(file: &mut StoredFile, now: DateTime<Utc>) {
    file.public_changes += 1;
    file.updated_at = now;
}

/// Log entry about the change of these fields.
pub(super) fn entry(
    file: &StoredFile,
    kind: &'static str,
    by: By,
    fields: &[FormField],
    comment: Option<&str>,
) -> Result<Entry, Error> {
    let payload = Fact {
        fields: fields.iter().copied().map(String::from).collect(),
        comment: comment.map(ToOwned::to_owned),
        ..Fact::default()
    };
    Ok(payload.entry(file, kind, by)?)
}
