//! One visit to the desk: the files to go through, the next of which is read before it is needed, and the decisions that can still
//! be undone.

use super::order::{self, Order};
use super::state::Point;
use crate::api::{CallError, Versioned, editions, labels};
use crate::clock;
use crate::device;
use crate::labels::queue::Address;
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use serde::{Deserialize, Serialize};
use shared::edition::Edition;
use shared::id::{AccountId, EventId};
use shared::label::{Action, PendingDecision, ReviewSheet};
use std::collections::HashMap;

/// Time for which a file that was read before it was needed is shown without being read again.
const FRESH: TimeDelta = TimeDelta::seconds(60);
/// Time after which the next file is read again while it waits: with the pause between two looks, sooner than it is too old.
const AGAIN: TimeDelta = TimeDelta::seconds(30);

pub(in crate::labels) type Sheet = Versioned<ReviewSheet>;

/// A file with its edition.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    pub(super) sheet: Sheet,
    pub(super) edition: Edition,
}

/// Texts and choices typed on a file besides its verdicts; the server does not store them, the device does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    pub(super) points: Vec<Point>,
    pub(super) message: String,
    pub(super) word: String,
    pub(super) hold: bool,
}

impl Typed {
    /// The texts and choices that this device keeps of a reviewer for a file; none when nothing is kept.
    pub(super) fn kept(account: AccountId, id: EventId) -> Self {
        device::kept(&Self::place(account, id))
    }

    /// Keeps it until it is sent or emptied.
    pub(super) fn keep(&self, account: AccountId, id: EventId) {
        device::keep(&Self::place(account, id), self);
    }

    fn place(account: AccountId, id: EventId) -> String {
        format!("{}typed.{id}", device::own(account))
    }

    /// Texts and choices of the user's own decision that can still be undone; none of somebody else's.
    pub(super) fn of(pending: &PendingDecision) -> Self {
        if !pending.own {
            return Self::default();
        }
        let text = pending.comment.clone().unwrap_or_default();
        let (message, word) = if pending.action == Action::RequestCorrection {
            (text, String::new())
        } else {
            (String::new(), text)
        };
        let points = pending.points.iter();
        Self {
            points: points.map(|point| (point.field, point.reason)).collect(),
            message,
            word,
            hold: pending.held,
        }
    }
}

/// A decision of this visit that can still be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Undoable {
    pub(super) id: EventId,
    pub(super) title: String,
    pub(super) action: Action,
    /// Version of the submission, for `If-Match`.
    pub(super) etag: String,
    /// Time on the browser's clock until which it can be undone.
    pub(super) until: DateTime<Utc>,
    /// Answers that were not stored when it was taken, as they are kept on the device.
    pub(super) words: Option<String>,
    /// Texts and choices typed for it besides the verdicts.
    pub(super) typed: Typed,
}

/// Announcement of the desk, for screen readers too.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said(pub(super) RwSignal<String>);

impl Said {
    pub(super) fn say(self, text: impl Into<String>) {
        self.0.try_set(text.into());
    }
}

/// State of a visit.
#[derive(Clone, Copy)]
pub(super) struct Visit {
    order: RwSignal<Order>,
    reading: StoredValue<bool>,
    ready: StoredValue<HashMap<EventId, (DateTime<Utc>, Opened)>>,
    editions: StoredValue<HashMap<String, Edition>>,
    /// The latest decision comes last.
    pub(super) undoable: RwSignal<Vec<Undoable>>,
    /// Changes when the current file must be opened anew.
    pub(super) epoch: RwSignal<u32>,
    /// True once the visit has moved from one file to another.
    pub(super) moved: StoredValue<bool>,
    pub(super) said: Said,
    /// The file to leave once the queue is known.
    leaving: StoredValue<Option<EventId>>,
    go: Callback<EventId>,
    /// The list that the visit goes through, as the address of the page names it.
    address: StoredValue<Address>,
}

impl Visit {
    pub(super) fn new() -> Self {
        let navigate = use_navigate();
        let address = StoredValue::new(Address::of(&use_query_map().read_untracked()));
        Self {
            order: RwSignal::default(),
            reading: StoredValue::new(false),
            ready: StoredValue::default(),
            editions: StoredValue::default(),
            undoable: RwSignal::default(),
            epoch: RwSignal::new(0),
            moved: StoredValue::new(false),
            said: Said(RwSignal::default()),
            leaving: StoredValue::new(None),
            go: Callback::new(move |id: EventId| {
                navigate(
                    &address.with_value(|list| list.file(id)),
                    NavigateOptions::default(),
                );
            }),
            address,
        }
    }

    /// Reads a file from the server.
    pub(super) async fn read(self, id: EventId) -> Result<Opened, CallError> {
        let sheet = labels::get_review(id).await?;
        let slug = sheet.body.file.edition.clone();
        let known = self
            .editions
            .try_with_value(|editions| editions.get(&slug).cloned())
            .flatten();
        let edition = if let Some(edition) = known {
            edition
        } else {
            let edition = editions::get_edition(&slug).await?;
            self.editions.try_update_value(|editions| {
                editions.insert(slug, edition.clone());
            });
            edition
        };
        Ok(Opened { sheet, edition })
    }

    /// The file, if it was read before it was needed, not long ago.
    pub(super) fn take_ready(self, id: EventId) -> Option<Opened> {
        let (at, opened) = self.ready.try_update_value(|ready| ready.remove(&id))??;
        (clock::now() - at < FRESH).then_some(opened)
    }

    pub(super) fn keep_ready(self, opened: Opened) {
        self.ready.try_update_value(|ready| {
            ready.insert(opened.sheet.body.file.id, (clock::now(), opened));
        });
    }

    /// Reads the next file, so that it is there when it is needed, and more of the queue when it runs out.
    pub(super) fn prepare(self, current: EventId) {
        let Some(order) = self.order.try_get_untracked() else {
            return;
        };
        if order.wants_more(current) {
            self.read_order(current, order.cursor());
        }
        let Some(next) = order.after(current) else {
            return;
        };
        let known = self
            .ready
            .try_with_value(|ready| {
                let at = ready.get(&next).map(|(at, _)| *at);
                at.is_some_and(|at| clock::now() - at < AGAIN)
            })
            .unwrap_or(true);
        if !known {
            spawn_local(async move {
                // A failure shows when the file is opened.
                if let Ok(opened) = self.read(next).await {
                    self.keep_ready(opened);
                }
            });
        }
    }

    fn read_order(self, current: EventId, cursor: Option<String>) {
        if self.reading.get_value() {
            return;
        }
        self.reading.set_value(true);
        let query = self.address.with_value(|list| list.query().clone());
        spawn_local(async move {
            let page = order::waiting(&query, cursor).await;
            let _ = self.reading.try_set_value(false);
            if let Ok(page) = page
                && self.order.try_update(|order| order.add(page)).is_some()
            {
                self.prepare(current);
                if let Some(id) = self.leaving.try_update_value(Option::take).flatten() {
                    self.next(id);
                }
            }
        });
    }

    /// Place of a file among all, from 1, and their number; reactive.
    pub(super) fn place(self, id: EventId) -> Option<(usize, usize)> {
        self.order.with(|order| order.place(id))
    }

    /// True when there is another file without a decision; reactive.
    pub(super) fn has_next(self, id: EventId) -> bool {
        self.order.with(|order| order.after(id).is_some())
    }

    /// Opens the next file; false when there is none.
    pub(super) fn next(self, current: EventId) -> bool {
        self.go_to(self.order.with_untracked(|order| order.after(current)))
    }

    /// Opens the next file as soon as the queue is known, if it is not known yet.
    pub(super) fn next_when_known(self, current: EventId) {
        if !self.order.with_untracked(Order::is_read) {
            self.leaving.set_value(Some(current));
        }
    }

    /// Opens the file before; false when there is none.
    pub(super) fn previous(self, current: EventId) -> bool {
        self.go_to(self.order.with_untracked(|order| order.before(current)))
    }

    /// Puts a file behind all others, and opens the next one; false when there is none.
    pub(super) fn postpone(self, current: EventId) -> bool {
        let next = self.order.with_untracked(|order| order.after(current));
        if next.is_some() {
            self.order.update(|order| order.postpone(current));
        }
        self.go_to(next)
    }

    fn go_to(self, id: Option<EventId>) -> bool {
        let Some(id) = id else { return false };
        self.moved.set_value(true);
        self.go.run(id);
        true
    }

    /// Takes a file out of the order, and offers to undo its decision while that is possible.
    pub(super) fn decided(self, undoable: Option<Undoable>, id: EventId) {
        self.order.update(|order| order.decide(id));
        if let Some(undoable) = undoable {
            let wait = (undoable.until - clock::now()).to_std().unwrap_or_default();
            self.undoable.update(|all| all.push(undoable));
            set_timeout(
                move || {
                    let now = clock::now();
                    self.undoable
                        .try_update(|all| all.retain(|other| other.until > now));
                },
                wait,
            );
        }
    }

    /// Opens a file whose decision was undone.
    pub(super) fn undone(self, opened: Opened) {
        let id = opened.sheet.body.file.id;
        self.order.update(|order| order.undo(id));
        self.undoable
            .update(|all| all.retain(|other| other.id != id));
        self.keep_ready(opened);
        self.epoch.update(|epoch| *epoch += 1);
        self.go_to(Some(id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::event::{Field, FormField};
    use shared::label::{CorrectionPoint, CorrectionReason};

    fn pending(action: Action, own: bool) -> PendingDecision {
        PendingDecision {
            action,
            comment: Some("Dites l’heure de fin.".to_owned()),
            fields: Vec::new(),
            points: vec![CorrectionPoint {
                field: FormField::Standard(Field::Occurrences),
                reason: CorrectionReason::Incomplete,
            }],
            answers: Vec::new(),
            own,
            decided_at: "2018-02-05T09:00:00Z".parse().unwrap(),
            held: true,
            undoable: true,
            release_at: None,
        }
    }

    #[test]
    fn an_undone_decision_gives_its_words_back_where_they_were_typed() {
        let correction = Typed::of(&pending(Action::RequestCorrection, true));
        assert_eq!(correction.message, "Dites l’heure de fin.");
        assert_eq!((correction.word.as_str(), correction.hold), ("", true));
        assert_eq!(correction.points.len(), 1);
        let refusal = Typed::of(&pending(Action::Refuse, true));
        assert_eq!(refusal.message, "");
        assert_eq!(refusal.word, "Dites l’heure de fin.");
    }

    #[test]
    fn nobody_gets_the_words_of_somebody_else() {
        let theirs = Typed::of(&pending(Action::Refuse, false));
        assert_eq!(theirs, Typed::default());
    }
}
