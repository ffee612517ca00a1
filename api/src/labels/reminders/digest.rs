//! The letters of one run: what each person is told.

use super::queries::Waiting;
use crate::accounts::letters::recipient_of;
use crate::accounts::optional_letters;
use chrono::NaiveDate;
use ground::db::Conn;
use ground::error::Error;
use ground::mail::Letter;
use http::Services;
use messages::letters::{Item, Values, dates};
use messages::{plural_in, t_in};
use shared::account::{Account, OptionalLetter};
use shared::edition::{Edition, ReviewNotice};
use shared::french::Words;
use shared::id::{AccountId, EventId};
use shared::letter::{Language, LetterKind, LetterTag};
use std::collections::{BTreeMap, btree_map};

/// Files that a letter names for each notice; further ones are counted.
const LISTED: usize = 20;
/// Maximum length of a title in a letter, in characters.
const TITLE_CHARS: usize = 140;

/// A file in a letter.
#[derive(Debug, Clone)]
struct Line {
    id: EventId,
    title: String,
    /// Last day of the review period.
    due: NaiveDate,
}

/// Letter of a run to one person.
#[derive(Debug)]
struct Digest {
    person: Account,
    edition: Edition,
    files: BTreeMap<EventId, (ReviewNotice, Line)>,
}

/// The letters of one run, by person.
#[derive(Debug, Default)]
pub(super) struct Digests(BTreeMap<AccountId, Digest>);

impl Digests {
    /// Adds a file to the letter of a person, unless it is there already.
    pub(super) fn add(
        &mut self,
        person: &Account,
        (edition, file): (&Edition, &Waiting),
        notice: ReviewNotice,
    ) {
        let digest = match self.0.entry(person.id) {
            btree_map::Entry::Occupied(known) => known.into_mut(),
            btree_map::Entry::Vacant(free) => free.insert(Digest {
                person: person.clone(),
                edition: edition.clone(),
                files: BTreeMap::new(),
            }),
        };
        let due = file.due_at.with_timezone(&file.zone()).date_naive();
        digest.files.entry(file.id).or_insert_with(|| {
            let line = Line {
                id: file.id,
                title: file.title.chars().take(TITLE_CHARS).collect(),
                due,
            };
            (notice, line)
        });
    }

    /// Queues all letters.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(super) fn post(self, conn: &mut Conn, services: &Services) -> Result<(), Error> {
        for digest in self.0.into_values() {
            let letter = OptionalLetter::ReviewReminder;
            optional_letters::post(conn, services, digest.person.id, letter, |unsubscribe| {
                digest.letter(&services.site.url, unsubscribe)
            })?;
        }
        Ok(())
    }
}

impl Digest {
    fn letter(&self, site: &str, unsubscribe: &str) -> Letter {
        let language = self.person.language;
        let of = |wanted: ReviewNotice| {
            let files = self.files.values();
            let lines: Vec<&Line> = files
                .filter(|(notice, _)| *notice == wanted)
                .map(|(_, line)| line)
                .collect();
            items(language, &lines, site)
        };
        let number = self.files.len() as u64;
        let count = plural_in(language, "letter.review_reminder.subject", number);
        let values = Values::default()
            .with(LetterTag::Count, count)
            .with_list(LetterTag::Overdue, of(ReviewNotice::Overdue))
            .with_list(LetterTag::Soon, of(ReviewNotice::Soon))
            .with(LetterTag::Link, format!("{site}/labellisation"))
            .with(LetterTag::Unsubscribe, unsubscribe);
        let to = recipient_of(&self.person);
        Letter::of_edition(LetterKind::ReviewReminder, &self.edition, to, values)
    }
}

/// The files of one notice.
fn items(language: Language, lines: &[&Line], site: &str) -> Vec<Item> {
    let named = lines.iter().take(LISTED).map(|line| Item {
        words: Words::fill(
            t_in(language, "letter.review_reminder.file"),
            &[
                ("title", &line.title),
                ("due", &dates::long_day(language, line.due)),
            ],
        ),
        link: Some(format!("{site}/labellisation/{}", line.id)),
    });
    let mut items: Vec<Item> = named.collect();
    if let Some(more) = lines.len().checked_sub(LISTED).filter(|more| *more > 0) {
        let more = plural_in(language, "letter.reminder.more", more as u64);
        items.push(Item::plain(more));
    }
    items
}
