//! What is made of an event once and given often, kept with the event itself.
//!
//! A cache beside the events would cost more than the copy that it saves: a long document asks for thousands of texts, and
//! an answer about one event is made as fast as it is put into a cache and found there.

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// Which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A feature of GeoJSON.
    Feature,
    /// What the entries of a calendar have in common.
    CalendarEntry,
}

/// What was made of an event so far: of most events, nothing, so that it takes no more than a pointer.
#[derive(Default)]
pub struct Parts(OnceLock<Box<Made>>);

#[derive(Default)]
struct Made {
    answer: OnceLock<(Arc<dyn Any + Send + Sync>, Taken)>,
    feature: OnceLock<Kept>,
    calendar_entry: OnceLock<Kept>,
}

impl Made {
    const fn place(&self, part: Part) -> &OnceLock<Kept> {
        match part {
            Part::Feature => &self.feature,
            Part::CalendarEntry => &self.calendar_entry,
        }
    }
}

/// What is made of an event says nothing about it: two are equal whatever was made.
impl PartialEq for Parts {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").finish_non_exhaustive()
    }
}

impl Parts {
    /// A text that was made before.
    pub fn get(&self, part: Part) -> Option<&str> {
        let made = self.0.get()?;
        made.place(part).get().map(|kept| &*kept.text)
    }

    /// Keeps a text if there is room for it. Who comes second has made the same.
    pub fn keep(&self, part: Part, text: &str, room: &Room) {
        if let Some(taken) = room.take(text.len()) {
            let text = text.into();
            let _second = self.made().place(part).set(Kept {
                text,
                _taken: taken,
            });
        }
    }

    /// The cached answer about the event alone, as the type that [`Parts::keep_answer`] was given.
    pub fn answer<A: Any + Send + Sync>(&self) -> Option<Arc<A>> {
        let (answer, _) = self.0.get()?.answer.get()?;
        Arc::clone(answer).downcast().ok()
    }

    /// Caches the answer about the event alone if `room` has `bytes` left for it.
    pub fn keep_answer<A: Any + Send + Sync>(&self, answer: &Arc<A>, bytes: usize, room: &Room) {
        if let Some(taken) = room.take(bytes) {
            let answer: Arc<dyn Any + Send + Sync> = Arc::<A>::clone(answer);
            let _second = self.made().answer.set((answer, taken));
        }
    }

    fn made(&self) -> &Made {
        self.0.get_or_init(Box::default)
    }
}

struct Kept {
    text: Box<str>,
    _taken: Taken,
}

/// How many bytes may still be kept; a clone is the same room.
#[derive(Debug, Clone)]
pub struct Room(Arc<AtomicUsize>);

/// Bytes of a room, which come back when it is dropped.
struct Taken {
    room: Room,
    bytes: usize,
}

impl Room {
    pub fn new(bytes: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(bytes)))
    }

    /// Whether so many bytes are left.
    pub fn has(&self, bytes: usize) -> bool {
        self.0.load(Ordering::Relaxed) >= bytes
    }

    fn take(&self, bytes: usize) -> Option<Taken> {
        let left = |left: usize| left.checked_sub(bytes);
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left)
            .ok()?;
        Some(Taken {
            room: self.clone(),
            bytes,
        })
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.room.0.fetch_add(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_while_there_is_room_and_gives_it_back() {
        let room = Room::new(10);
        let (one, other) = (Parts::default(), Parts::default());

        one.keep(Part::Feature, "seven b", &room);
        other.keep(Part::Feature, "seven c", &room);

        assert_eq!(one.get(Part::Feature), Some("seven b"));
        assert_eq!(one.get(Part::CalendarEntry), None);
        assert_eq!(other.get(Part::Feature), None, "there is no room for both");
        drop(one);
        other.keep(Part::Feature, "seven c", &room);
        assert_eq!(other.get(Part::Feature), Some("seven c"));
        other.keep(Part::Feature, "no", &room);
        assert_eq!(other.get(Part::Feature), Some("seven c"));
        assert_eq!(room.0.load(Ordering::Relaxed), 3);
    }

    #[test]
    fn an_answer_is_kept_with_room_for_its_encodings() {
        let room = Room::new(100);
        let (one, other) = (Parts::default(), Parts::default());
        let answer = Arc::new("an answer".to_owned());

        one.keep_answer(&answer, 75, &room);
        other.keep_answer(&answer, 75, &room);

        assert!(
            one.answer::<String>()
                .is_some_and(|kept| Arc::ptr_eq(&kept, &answer))
        );
        assert!(other.answer::<String>().is_none() && room.has(25) && !room.has(26));
        drop(one);
        assert!(room.has(100));
    }
}
