//! The position of a reader in the stream, which its cursor carries.

use crate::catalogue::Live;
use catalogue::{Catalogue, Changed, Place, State};
use ground::error::Error;
use ground::log;
use http::Services;
use serde::{Deserialize, Serialize};
use shared::change::{ChangeKind, RemovalReason};
use shared::id::EventId;
use shared::problem::{Code, FieldProblem};
use std::time::Duration;
use tokio::time::timeout;
use uuid::Uuid;

/// Longest wait for changes that another instance has told of, and this one does not know yet. It learns of them in a fraction of a
/// second.
const BEHIND: Duration = Duration::from_secs(2);

/// Position of a reader, and what the reader had before it began to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reader {
    /// Log row of the last change that was read.
    #[serde(rename = "s")]
    seq: i64,
    /// Event of that change; absent when every change of the row was read.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    event: Option<EventId>,
    /// Version of the catalogue as of which the reader was complete, or had nothing.
    #[serde(rename = "k")]
    known: i64,
    /// Version of the catalogue in which the last change was read. In an earlier one, events that change twice have an earlier place,
    /// which the reader may have passed. Absent when it is not told: then it is one that the log has had by now.
    #[serde(rename = "v", default, skip_serializing_if = "Option::is_none")]
    seen: Option<i64>,
    /// True when the reader had nothing.
    #[serde(rename = "n", default, skip_serializing_if = "std::ops::Not::not")]
    anew: bool,
}

impl Reader {
    /// A reader who has nothing, and begins with this version.
    pub(crate) const fn anew(version: i64) -> Self {
        Self {
            seq: i64::MIN,
            event: None,
            known: version,
            seen: Some(version),
            anew: true,
        }
    }

    /// A reader who has everything of this version.
    pub(crate) const fn complete(version: i64) -> Self {
        Self {
            seq: version,
            event: None,
            known: version,
            seen: Some(version),
            anew: false,
        }
    }

    /// The same reader after one more change, in this version.
    pub(super) fn past(self, place: Place, version: i64) -> Self {
        Self {
            seq: place.seq,
            event: Some(place.id),
            seen: self.seen.max(Some(version)),
            ..self
        }
    }

    /// The same reader after every change up to a place, whatever the version in which they were read: it is the same whenever the change
    /// of that place is read again.
    pub(crate) fn up_to(self, place: Place) -> Self {
        Self {
            seq: place.seq,
            event: Some(place.id),
            seen: None,
            ..self
        }
    }

    /// The same reader after every change of a version.
    pub(crate) fn at_the_end_of(self, version: i64) -> Self {
        Self::complete(self.seq.max(version))
    }

    /// A reader who is told of events as they are, whatever it has.
    pub(crate) const fn forgetful() -> Self {
        Self::complete(i64::MIN)
    }

    /// Version of the catalogue as of which the reader was complete; `None` for one who began with nothing and is not.
    pub(crate) fn known(self) -> Option<i64> {
        (!self.anew).then_some(self.known)
    }

    /// Position of the last change that was read.
    pub(super) fn place(self) -> Place {
        Place {
            seq: self.seq,
            id: self.event.unwrap_or(EventId(Uuid::max())),
        }
    }

    /// False when no event has changed since the reader was complete: nothing needs to be looked through, however many log rows there were.
    pub(super) fn may_have_news(self, catalogue: &Catalogue) -> bool {
        self.anew || catalogue.last_visible_change() > self.known
    }

    /// True when it read a version that knows more of the log: in this one, events may have an earlier place, which it has passed.
    pub(crate) fn is_ahead_of(self, catalogue: &Catalogue) -> bool {
        self.seen.is_some_and(|seen| seen > catalogue.cursor())
    }

    /// Kind and reason of a change for the reader; `None` when the reader has it already.
    pub(super) fn news(self, changed: &Changed<'_>) -> Option<(ChangeKind, Option<RemovalReason>)> {
        let is_known = changed.changed <= self.known;
        // Only its place is new, by a log row that changes nothing.
        if is_known && !self.anew {
            return None;
        }
        // Later changes are of events that it may have read since it began.
        let never_had = is_known && self.anew;
        let reason = match changed.state {
            State::Public {
                matches: true,
                since,
                ..
            } => {
                let kind = if never_had || since > self.known {
                    ChangeKind::Created
                } else {
                    ChangeKind::Updated
                };
                return Some((kind, None));
            }
            State::Public { matches: false, .. } => RemovalReason::Filter,
            State::Gone { reason, .. } => reason,
        };
        (!never_had).then_some((ChangeKind::Removed, Some(reason)))
    }
}

/// Reads the cursor of a stream, whose name contains its filters. Waits a moment for changes that only another instance knows yet.
///
/// # Errors
///
/// `invalid_cursor` when this server did not issue it for these filters, or when it is ahead of the log; `unavailable` when this instance
/// does not follow the log at present.
pub(crate) async fn of_cursor(
    services: &Services,
    live: &Live,
    stream: &str,
    cursor: &str,
) -> Result<Reader, Error> {
    let reader = read(services, stream, cursor)?;
    present(services, live, reader).await
}

/// Reads the last of several cursors, as a client sends them that repeats its first one when it connects again. Those of another
/// stream are passed over as long as one belongs here.
///
/// # Errors
///
/// As [`of_cursor`], when none is valid.
pub(super) async fn of_cursors(
    services: &Services,
    live: &Live,
    stream: &str,
    cursors: &[&str],
) -> Result<Reader, Error> {
    let mut last: Option<Reader> = None;
    let mut refusal = None;
    for cursor in cursors {
        match read(services, stream, cursor) {
            Ok(reader) if last.is_none_or(|last| last.place() < reader.place()) => {
                last = Some(reader);
            }
            Ok(_) => {}
            Err(error) => refusal = Some(error),
        }
    }
    match (last, refusal) {
        (Some(reader), _) => present(services, live, reader).await,
        (None, Some(refusal)) => Err(refusal),
        (None, None) => Err(invalid("there is none")),
    }
}

fn read(services: &Services, stream: &str, cursor: &str) -> Result<Reader, Error> {
    services
        .cursors
        .read(stream, cursor)
        .map_err(|_refused| invalid("this server did not issue it for these filters"))
}

/// Waits until this instance knows what the reader knows. Nobody is told to begin anew because an instance is slow.
///
/// # Errors
///
/// As [`of_cursor`].
pub(crate) async fn present(
    services: &Services,
    live: &Live,
    reader: Reader,
) -> Result<Reader, Error> {
    let reader = if reader.seen.is_none() && reader.event.is_some() {
        let head = services.db.read(log::head).await?;
        Reader {
            seen: head.map(|head| head.seq),
            ..reader
        }
    } else {
        reader
    };
    let known = reader.seen.map_or(reader.seq, |seen| seen.max(reader.seq));
    if timeout(BEHIND, live.reached(known)).await.is_ok() {
        return Ok(reader);
    }
    let head = services.db.read(log::head).await?;
    if head.is_some_and(|head| head.seq >= known) {
        return Err(Error::rejected(Code::Unavailable)
            .because("this instance does not know the last changes yet")
            .header("Retry-After", "1"));
    }
    Err(invalid(
        "it is ahead of the log, which was returned to an earlier state; begin anew",
    ))
}

fn invalid(detail: &str) -> Error {
    Error::rejected(Code::InvalidCursor)
        .because(format!("since: {detail}"))
        .at(FieldProblem::new("/since", Code::InvalidCursor, detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const EVENT: EventId = EventId(Uuid::from_u128(1));

    fn gone(seq: i64) -> Changed<'static> {
        Changed {
            place: Place { seq, id: EVENT },
            changed: seq,
            state: State::Gone {
                edition: "2018",
                reason: RemovalReason::Withdrawn,
            },
        }
    }

    #[rstest]
    // Who begins with nothing has nothing to remove, except what was read since.
    #[case(Reader::anew(5), 5, false)]
    #[case(Reader::anew(5), 6, true)]
    #[case(Reader::complete(5), 6, true)]
    fn a_removal_is_told_to_whoever_may_have_the_event(
        #[case] reader: Reader,
        #[case] seq: i64,
        #[case] is_news: bool,
    ) {
        let removed = Some((ChangeKind::Removed, Some(RemovalReason::Withdrawn)));

        assert_eq!(reader.news(&gone(seq)), removed.filter(|_| is_news));
    }

    #[rstest]
    #[case(5, false)]
    #[case(6, true)]
    fn a_new_place_alone_is_no_change(#[case] changed: i64, #[case] is_news: bool) {
        let moved = Changed { changed, ..gone(7) };

        assert_eq!(Reader::complete(5).news(&moved).is_some(), is_news);
    }

    #[test]
    fn a_position_stays_the_same_through_its_json() {
        let place = Place { seq: 7, id: EVENT };
        for reader in [
            Reader::complete(9),
            Reader::complete(5).past(place, 8),
            Reader::anew(9).past(place, 9),
            Reader::complete(5).up_to(place),
        ] {
            let text = serde_json::to_string(&reader).unwrap();
            assert_eq!(serde_json::from_str::<Reader>(&text).unwrap(), reader);
        }
        assert_eq!(Reader::complete(5).past(place, 8).seen, Some(8));
        assert!(Reader::complete(7).place() > place, "all of row 7");
        assert!(Reader::anew(9).place() < Place { seq: 0, id: EVENT });
    }

    #[test]
    fn a_place_is_the_same_in_whatever_version_it_was_read() {
        let place = Place { seq: 7, id: EVENT };
        let reader = Reader::complete(5).up_to(place);

        assert_eq!(Reader::complete(5).past(place, 8).up_to(place), reader);
        assert_eq!(reader.place(), place);
        assert_eq!(reader.known(), Some(5));
    }

    #[test]
    fn a_reader_is_ahead_of_an_instance_that_has_not_read_as_far() {
        let place = Place { seq: 0, id: EVENT };
        let empty = Catalogue::default();

        assert!(Reader::complete(0).past(place, 1).is_ahead_of(&empty));
        assert!(!Reader::complete(0).is_ahead_of(&empty));
    }

    #[test]
    fn positions_of_earlier_releases_are_read() {
        let read = |text: &str| serde_json::from_str::<Reader>(text).unwrap();

        assert_eq!(
            read(r#"{"s":7,"k":7,"v":7}"#),
            Reader::complete(7),
            "with the version"
        );
        assert_eq!(read(r#"{"s":7,"k":5}"#).place().seq, 7, "without it");
    }

    #[test]
    fn a_reader_never_goes_back() {
        assert_eq!(Reader::complete(9).at_the_end_of(7), Reader::complete(9));
        assert_eq!(Reader::anew(7).at_the_end_of(7), Reader::complete(7));
    }
}
