//! Letters before the submission deadline to organisers whose drafts were not submitted.
//!
//! An hourly job finds the editions that remind; each is gone through in jobs of a few owners. A letter, the note that its drafts
//! were reminded of, and the end of the job are one transaction, so no reminder is sent twice and none is lost.

use super::commune::commune_of;
use super::drafts;
use super::letters::title_of;
use super::stored::StoredFile;
use crate::accounts::letters::recipient_of;
use crate::accounts::optional_letters;
use crate::editions::queries as edition_queries;
use actix_web::web::Data;
use anyhow::Context as _;
use chrono::{DateTime, Duration, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{self, Jobs, Kind, Schedule};
use ground::mail::Letter;
use http::Services;
use messages::letters::{Item, Values, dates};
use messages::plural_in;
use serde::{Deserialize, Serialize};
use shared::account::{Account, OptionalLetter};
use shared::edition::{DraftReminder, Edition};
use shared::id::{AccountId, EditionId};
use shared::letter::{Language, LetterKind, LetterTag};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Owners per job: each may have hundreds of drafts, and SQLite has one writer.
const OWNERS_AT_ONCE: u8 = 20;
/// Drafts that a letter lists; further ones are counted.
const LISTED: usize = 20;

/// Job that looks for editions with drafts to be reminded of.
#[derive(Debug, Serialize, Deserialize)]
struct RemindDrafts {}

impl Kind for RemindDrafts {
    const NAME: &'static str = "events.remind_drafts";
}

/// Job that reminds some owners of drafts in an edition, and enqueues itself for the next ones.
#[derive(Debug, Serialize, Deserialize)]
struct RemindOwners {
    edition: EditionId,
    /// The last owner who was reminded; `None` at first.
    after: Option<AccountId>,
}

impl Kind for RemindOwners {
    const NAME: &'static str = "events.remind_owners";
    const BATCH: u16 = 1;
}

/// Registers the hourly search for drafts to be reminded of.
pub(crate) fn jobs(jobs: Jobs, services: &Data<Services>) -> Jobs {
    let (first, next) = (services.clone(), services.clone());
    jobs.on(move |conn, RemindDrafts {}| start(conn, &first))
        .on(move |conn, job: RemindOwners| remind_owners(conn, &next, &job))
        .every(Schedule::every(Duration::hours(1)), RemindDrafts {})
}

/// Enqueues the first job of each edition that has reminders and accepts submissions somewhere.
fn start(conn: &mut Conn, services: &Services) -> Result<(), Error> {
    let now = services.clock.now();
    for (id, edition) in edition_queries::all(conn)? {
        if edition.reminds_somewhere(now) {
            let job = RemindOwners {
                edition: id,
                after: None,
            };
            jobs::enqueue_once(conn, &services.clock, &id.to_string(), &job)?;
        }
    }
    Ok(())
}

fn remind_owners(conn: &mut Conn, services: &Services, job: &RemindOwners) -> Result<(), Error> {
    let Some(edition) = edition_queries::find(conn, job.edition)? else {
        return Ok(());
    };
    let owners = drafts::owners(conn, job.edition, job.after, i64::from(OWNERS_AT_ONCE))?;
    for owner in optional_letters::wanting(conn, &owners, OptionalLetter::DeadlineReminder)? {
        remind(conn, services, (job.edition, &edition), &owner)?;
    }
    match owners.last() {
        Some(last) if owners.len() == usize::from(OWNERS_AT_ONCE) => {
            let next = RemindOwners {
                edition: job.edition,
                after: Some(*last),
            };
            jobs::enqueue(conn, &services.clock, &next).map(drop)
        }
        Some(_) | None => Ok(()),
    }
}

/// Sends a letter for each deadline of the person's drafts that is near.
fn remind(
    conn: &mut Conn,
    services: &Services,
    edition: (EditionId, &Arc<Edition>),
    owner: &Account,
) -> Result<(), Error> {
    let now = services.clock.now();
    let found = drafts::of(conn, edition, owner.id)?;
    let sent = drafts::reminded(conn, &found)?;
    let mut by_deadline: BTreeMap<_, (DraftReminder, Vec<StoredFile>)> = BTreeMap::new();
    for draft in found {
        let Some(reminder) = due(&draft, now) else {
            continue;
        };
        let days = i32::try_from(reminder.days_before).context("days before a deadline")?;
        if !sent.contains(&(draft.id, days)) {
            drafts::note_reminder(conn, draft.id, days, now)?;
            let (_, drafts) = by_deadline
                .entry((reminder.deadline, days))
                .or_insert_with(|| (reminder, Vec::new()));
            drafts.push(draft);
        }
    }
    for (reminder, drafts) in by_deadline.into_values() {
        let letter = OptionalLetter::DeadlineReminder;
        optional_letters::post(conn, services, owner.id, letter, |unsubscribe| {
            let site = &services.site.url;
            compose(owner, edition.1, (&reminder, &drafts), site, unsubscribe)
        })?;
    }
    Ok(())
}

/// The reminder of a draft that is due; `None` when its owner has worked on it since it became due.
fn due(draft: &StoredFile, now: DateTime<Utc>) -> Option<DraftReminder> {
    let commune = commune_of(&draft.form);
    let (department, region) = (
        commune.as_ref().map(|commune| &commune.department),
        commune.as_ref().map(|commune| &commune.region),
    );
    draft
        .edition
        .draft_reminder(now, department, region)
        .filter(|reminder| draft.updated_at < reminder.since)
}

fn compose(
    owner: &Account,
    edition: &Edition,
    (reminder, drafts): (&DraftReminder, &[StoredFile]),
    site: &str,
    unsubscribe: &str,
) -> Letter {
    let (number, language) = (drafts.len() as u64, owner.language);
    let mut items: Vec<Item> = drafts
        .iter()
        .take(LISTED)
        .map(|draft| line(draft, language, site))
        .collect();
    if let Some(more) = drafts.len().checked_sub(LISTED).filter(|more| *more > 0) {
        let more = plural_in(language, "letter.reminder.more", more as u64);
        items.push(Item::plain(more));
    }
    let deadline = reminder.deadline;
    let values = Values::default()
        .with(
            LetterTag::Count,
            plural_in(language, "letter.reminder.drafts", number),
        )
        .with(LetterTag::Due, dates::moment(language, deadline))
        .with(LetterTag::Day, dates::day(language, deadline.date_naive()))
        .with_list(LetterTag::Drafts, items)
        .with(LetterTag::Link, format!("{site}/mes-evenements"))
        .with(LetterTag::Unsubscribe, unsubscribe);
    Letter::of_edition(
        LetterKind::DraftReminder,
        edition,
        recipient_of(owner),
        values,
    )
}

/// Title and address of a draft.
fn line(draft: &StoredFile, language: Language, site: &str) -> Item {
    Item {
        words: title_of(draft, language),
        link: Some(format!("{site}/mes-evenements/{}/modifier", draft.id)),
    }
}
