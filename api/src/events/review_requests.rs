//! Letters that ask reviewers to examine a file: at once, or several together in the morning, as each reviewer wishes.
//!
//! What a letter tells of is forgotten in the transaction that queues it: each file is told once. A letter names only the files that
//! still wait for this reviewer when it is written.

use super::letters::{due_in_words, letter, review_page, reviewers, title_of};
use super::queries;
use super::stored::StoredFile;
use crate::accounts::letters::recipient_of;
use crate::accounts::{collected_letters, letter_choices, optional_letters};
use crate::editions::queries as edition_queries;
use crate::sharing;
use actix_web::web::Data;
use chrono::Duration;
use chrono_tz::Tz;
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{Jobs, Kind, Schedule};
use ground::mail::Letter;
use http::Services;
use messages::letters::{Item, Values};
use messages::{plural_in, t_in};
use serde::{Deserialize, Serialize};
use shared::account::{
    Account, LetterFrequency, LetterRhythm, LetterSubject, OptionalLetter, Role,
};
use shared::edition::{Edition, ReviewReminders};
use shared::french::Words;
use shared::id::AccountId;
use shared::letter::{LetterKind, LetterTag};
use shared::place::{DepartmentCode, Territory};
use std::sync::Arc;

/// Files that a letter names; further ones are counted.
const LISTED: usize = 20;
const KIND: OptionalLetter = OptionalLetter::ReviewRequest;

/// Job that writes the letters that tell of several files.
#[derive(Debug, Serialize, Deserialize)]
struct CollectRequests {}

impl Kind for CollectRequests {
    const NAME: &'static str = "events.collect_review_requests";
    const BATCH: u16 = 1;
}

/// Registers the hourly search for reviewers whose morning has come.
pub(crate) fn jobs(jobs: Jobs, services: &Data<Services>) -> Jobs {
    let services = services.clone();
    jobs.on(move |conn, CollectRequests {}| collect(conn, &services))
        .every(Schedule::every(Duration::hours(1)), CollectRequests {})
}

/// Tells the reviewers of a file that it waits for them, with a letter of this kind: now, or in their next letter. Those who
/// refuse such letters are told nothing.
pub(super) fn ask(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    kind: LetterKind,
) -> Result<(), Error> {
    let now = services.clock.now();
    let people: Vec<AccountId> = reviewers(conn, file, now)?
        .iter()
        .map(|reviewer| reviewer.id)
        .collect();
    if people.is_empty() {
        return Ok(());
    }
    let subject = subject_of(conn, file)?;
    for reviewer in optional_letters::reachable(conn, &people)? {
        let wishes = letter_choices::of(conn, &reviewer)?;
        match wishes.frequency(KIND, subject) {
            LetterFrequency::AtOnce => {}
            LetterFrequency::Never => continue,
            LetterFrequency::Daily | LetterFrequency::Weekly => {
                let item = collected_letters::Item {
                    event: file.id,
                    noted_at: now,
                };
                collected_letters::note(conn, reviewer.id, KIND, item)?;
                continue;
            }
        }
        optional_letters::post(conn, services, reviewer.id, KIND, |unsubscribe| {
            let values = Values::default()
                .with_any(LetterTag::Due, due_in_words(reviewer.language, file))
                .with(LetterTag::Link, review_page(file, &services.site.url))
                .with(LetterTag::Unsubscribe, unsubscribe);
            letter(kind, &reviewer, file, values)
        })?;
    }
    Ok(())
}

/// Group and place of a file, by which reviewers choose how often they are told.
fn subject_of<'a>(conn: &mut Conn, file: &'a StoredFile) -> Result<LetterSubject<'a>, Error> {
    Ok(LetterSubject {
        group: sharing::group_of(conn, file.id)?,
        department: file.department(),
        region: file.region(),
    })
}

fn collect(conn: &mut Conn, services: &Services) -> Result<(), Error> {
    let editions = edition_queries::all(conn)?;
    let current = editions
        .iter()
        .find(|(_, edition)| edition.is_writable())
        .map_or_else(ReviewReminders::default, |(_, edition)| {
            edition.review_reminders
        });
    for id in collected_letters::awaiting(conn, KIND)? {
        match optional_letters::reachable(conn, &[id])?.pop() {
            Some(person) => tell(conn, services, &person, current.hour)?,
            None => collected_letters::forget_all(conn, id, KIND)?,
        }
    }
    Ok(())
}

/// Queues the letter of a person, if the morning has come and a file still waits.
fn tell(conn: &mut Conn, services: &Services, person: &Account, hour: u32) -> Result<(), Error> {
    let now = services.clock.now();
    let noted = collected_letters::noted(conn, person.id, KIND)?;
    let Some(first) = noted.first() else {
        return Ok(());
    };
    let clock =
        queries::find(conn, first.event)?.map_or(Tz::Europe__Paris, |file| clock_of(person, &file));
    let wishes = letter_choices::of(conn, person)?;
    let morning = |rhythm: LetterRhythm| rhythm.last_morning(now, clock, hour);
    let soonest = morning(wishes.soonest_rhythm(KIND));
    let (mut files, mut dealt_with) = (Vec::new(), Vec::new());
    for item in noted.iter().filter(|item| item.noted_at < soonest) {
        let Some(file) = queries::find(conn, item.event)? else {
            dealt_with.push(item.event);
            continue;
        };
        let frequency = wishes.frequency(KIND, subject_of(conn, &file)?);
        // What comes at once by now was noted before: it is told in the morning.
        let rhythm = frequency.rhythm().unwrap_or(LetterRhythm::Daily);
        let refused = frequency == LetterFrequency::Never;
        if !refused && item.noted_at >= morning(rhythm) {
            continue;
        }
        dealt_with.push(item.event);
        if refused {
            continue;
        }
        let own = reviewers(conn, &file, now)?;
        if file.due_at().is_some() && own.iter().any(|reviewer| reviewer.id == person.id) {
            files.push(file);
        }
    }
    collected_letters::forget(conn, person.id, KIND, &dealt_with)?;
    let Some(edition) = files.first().map(|file| Arc::clone(&file.edition)) else {
        return Ok(());
    };
    optional_letters::post(conn, services, person.id, KIND, |unsubscribe| {
        let site = &services.site.url;
        compose(person, (&edition, &files), site, unsubscribe)
    })
}

/// The clock by which a person lives: that of the department of a file for people of the place, that of Paris for those of the whole
/// country.
fn clock_of(person: &Account, file: &StoredFile) -> Tz {
    let local = person.grants.iter().any(|grant| {
        grant.role == Role::Referent
            && grant.territory != Territory::National
            && grant.territory.covers(file.department(), file.region())
    });
    file.department()
        .filter(|_| local)
        .map_or(Tz::Europe__Paris, DepartmentCode::zone)
}

fn compose(
    person: &Account,
    (edition, files): (&Edition, &[StoredFile]),
    site: &str,
    unsubscribe: &str,
) -> Letter {
    let language = person.language;
    let line = |file: &StoredFile| Item {
        words: Words::fill(
            t_in(language, "letter.review_reminder.file"),
            &[
                ("title", &title_of(file, language)),
                ("due", &due_in_words(language, file).unwrap_or_default()),
            ],
        ),
        link: Some(review_page(file, site)),
    };
    let mut items: Vec<Item> = files.iter().take(LISTED).map(line).collect();
    if let Some(more) = files.len().checked_sub(LISTED).filter(|more| *more > 0) {
        let more = plural_in(language, "letter.reminder.more", more as u64);
        items.push(Item::plain(more));
    }
    let count = plural_in(language, "letter.review_digest.subject", files.len() as u64);
    let values = Values::default()
        .with(LetterTag::Count, count)
        .with_list(LetterTag::Files, items)
        .with(LetterTag::Link, format!("{site}/labellisation"))
        .with(LetterTag::Unsubscribe, unsubscribe);
    let to = recipient_of(person);
    Letter::of_edition(LetterKind::ReviewDigest, edition, to, values)
}
