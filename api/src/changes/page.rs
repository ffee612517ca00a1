//! Reads changes from a version of the catalogue, and writes them.

use super::reader::Reader;
use crate::catalogue::published;
use catalogue::{Catalogue, Changed, Place, State};
use ground::error::Error;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use shared::change::{Change, ChangeKind, RemovalReason};
use shared::event::{EventContext, EventQuery};

/// Bounds of a part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Most {
    pub(crate) changes: usize,
    /// Size above which it takes no further change, in bytes. It has at least one, of at most a few hundred kilobytes.
    pub(crate) bytes: usize,
}

/// A change that is serialised already.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) kind: ChangeKind,
    /// Position of the event that changed.
    pub(crate) place: Place,
    /// Log row since which readers see the event as it is told.
    pub(crate) changed: i64,
    pub(crate) json: Box<RawValue>,
    /// The reader once it has read this change.
    pub(crate) reader: Reader,
}

/// Changes that follow each other in the stream.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) changes: Vec<Written>,
    /// The reader after these changes.
    pub(crate) end: Reader,
    /// True when more changes follow.
    pub(crate) more: bool,
}

impl Part {
    /// The next changes for a reader, at most `most`.
    ///
    /// # Errors
    ///
    /// `invalid_parameter` for an edition that is not public, and for every unknown term or place.
    pub(crate) fn read(
        catalogue: &Catalogue,
        filters: &EventQuery,
        reader: Reader,
        most: Most,
        site: &str,
    ) -> Result<Self, Error> {
        let watched = catalogue.watched(filters)?;
        let mut part = Self {
            changes: Vec::new(),
            end: reader,
            more: false,
        };
        let mut bytes = 0;
        let news = reader
            .may_have_news(catalogue)
            .then(|| watched.changes(Some(reader.place())));
        for changed in news.into_iter().flatten() {
            let Some((kind, reason)) = reader.news(&changed) else {
                continue;
            };
            if part.changes.len() == most.changes || bytes >= most.bytes {
                part.more = true;
                break;
            }
            let json = write(catalogue, &changed, kind, reason, site)?;
            bytes += json.get().len();
            part.end = reader.past(changed.place, catalogue.version());
            part.changes.push(Written {
                kind,
                place: changed.place,
                changed: changed.changed,
                json,
                reader: part.end,
            });
        }
        if !part.more {
            part.end = reader.at_the_end_of(catalogue.version());
            // With the last change, the reader is complete.
            if let Some(last) = part.changes.last_mut() {
                last.reader = part.end;
            }
        }
        Ok(part)
    }
}

/// True when a reader has nothing more to read in this version.
///
/// # Errors
///
/// As [`Part::read`].
pub(crate) fn is_complete(
    catalogue: &Catalogue,
    filters: &EventQuery,
    reader: Reader,
) -> Result<bool, Error> {
    let watched = catalogue.watched(filters)?;
    let mut changes = watched.changes(Some(reader.place()));
    let has_news =
        reader.may_have_news(catalogue) && changes.any(|changed| reader.news(&changed).is_some());
    Ok(!has_news)
}

fn write(
    catalogue: &Catalogue,
    changed: &Changed<'_>,
    kind: ChangeKind,
    reason: Option<RemovalReason>,
    site: &str,
) -> Result<Box<RawValue>, Error> {
    let (edition, event) = match changed.state {
        State::Public { entry, .. } => {
            let slug = &entry.event.edition;
            let event = match kind {
                ChangeKind::Created | ChangeKind::Updated => {
                    let edition = catalogue.edition(slug).ok_or_else(Error::not_found)?;
                    let context = EventContext::of(&entry.event, edition, site);
                    Some(published(entry, edition, context))
                }
                ChangeKind::Removed => None,
            };
            (slug.clone(), event)
        }
        State::Gone { edition, .. } => (edition.to_owned(), None),
    };
    Ok(to_raw_value(&Change {
        kind,
        id: changed.place.id,
        edition,
        reason,
        event,
    })?)
}

/// A page of changes, with the cursor after it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page<'a> {
    pub(super) items: Vec<&'a RawValue>,
    pub(super) cursor: &'a str,
    pub(super) more: bool,
}
