//! Letters to reviewers about files that wait for their decision: one letter for each person, in the morning.
//!
//! An hourly job finds the files whose deadline is near or has passed. The letters, the notes of what they announced, and the end of
//! the job are one transaction, so that each file is announced once for each deadline, whatever stops meanwhile.

mod digest;
mod queries;

use super::reviewers::{Reviewers, coordination, reviewers_of};
use crate::accounts::letter_choices;
use crate::editions::queries as edition_queries;
use crate::sharing;
use actix_web::web::Data;
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use digest::Digests;
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{Jobs, Kind, Schedule};
use http::Services;
use queries::{NoticeKey, NoticeKind, Waiting};
use serde::{Deserialize, Serialize};
use shared::account::{Account, LetterFrequency, LetterSubject, OptionalLetter, Preferences};
use shared::edition::{Edition, ReviewNotice, ReviewedFile};
use shared::id::{AccountId, EditionId, EventId};
use shared::place::{DepartmentCode, RegionCode};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Job that tells reviewers of the files whose deadline is near or has passed.
#[derive(Debug, Serialize, Deserialize)]
struct RemindReviewers {}

impl Kind for RemindReviewers {
    const NAME: &'static str = "labels.remind_reviewers";
    const BATCH: u16 = 1;
}

/// Registers the hourly search for files to announce.
pub(crate) fn jobs(jobs: Jobs, services: &Data<Services>) -> Jobs {
    let services = services.clone();
    jobs.on(move |conn, RemindReviewers {}| remind(conn, &services))
        .every(Schedule::every(Duration::hours(1)), RemindReviewers {})
}

fn remind(conn: &mut Conn, services: &Services) -> Result<(), Error> {
    let now = services.clock.now();
    let mut round = Round::new(conn, now)?;
    for (id, edition) in edition_queries::all(conn)? {
        if edition.is_writable() && edition.review_reminders.sent {
            round.announce(conn, (id, &edition))?;
        }
    }
    let Round {
        digests, notices, ..
    } = round;
    queries::note(conn, &notices, now)?;
    digests.post(conn, services)
}

/// One run: what is said to whom.
#[derive(Debug)]
struct Round {
    now: DateTime<Utc>,
    coordination: Vec<Account>,
    /// Reviewers by place, for files on which none of them works.
    reviewers: HashMap<Place, Reviewers>,
    /// Preferences by person, as far as they were read.
    preferences: HashMap<AccountId, Preferences>,
    digests: Digests,
    notices: Vec<NoticeKey>,
}

type Place = (Option<DepartmentCode>, Option<RegionCode>);

impl Round {
    fn new(conn: &mut Conn, now: DateTime<Utc>) -> Result<Self, Error> {
        Ok(Self {
            now,
            coordination: coordination(conn)?,
            reviewers: HashMap::new(),
            preferences: HashMap::new(),
            digests: Digests::default(),
            notices: Vec::new(),
        })
    }

    /// Collects what is to be said of the files of an edition.
    fn announce(
        &mut self,
        conn: &mut Conn,
        edition: (EditionId, &Arc<Edition>),
    ) -> Result<(), Error> {
        let waiting = queries::waiting(conn, edition, self.now)?;
        let ids: Vec<EventId> = waiting.iter().map(|file| file.id).collect();
        let known = queries::noted(conn, &ids)?;
        let busy = queries::people_of(conn, &ids)?;
        for file in &waiting {
            let mut own = busy.get(&file.id).cloned().unwrap_or_default();
            own.insert(file.owner);
            self.tell_reviewers(conn, (edition.1, file), &known, &own)?;
            self.tell_coordination(conn, (edition.1, file), &known, &own)?;
        }
        Ok(())
    }

    fn tell_reviewers(
        &mut self,
        conn: &mut Conn,
        (edition, file): (&Arc<Edition>, &Waiting),
        known: &HashSet<NoticeKey>,
        own: &HashSet<AccountId>,
    ) -> Result<(), Error> {
        let mut reviewers = self.reviewers_of(conn, file, own)?;
        let Some(notice) = said(edition, file, self.now, reviewers.clock) else {
            return Ok(());
        };
        let key = file.key(match notice {
            ReviewNotice::Soon => NoticeKind::Soon,
            ReviewNotice::Overdue => NoticeKind::Overdue,
        });
        if known.contains(&key) {
            return Ok(());
        }
        let partial = sharing::conflicts::partial(conn, file.id)?;
        let responsible = sharing::recipients(conn, file.id, self.now)?;
        let subject = subject_of(conn, file)?;
        let people = &mut reviewers.people;
        people.retain(|person| !partial.contains(&person.id));
        self.retain_wanting(conn, people, subject)?;
        if people.iter().any(|person| responsible.contains(&person.id)) {
            people.retain(|person| responsible.contains(&person.id));
        }
        if people.is_empty() {
            return Ok(());
        }
        for person in &reviewers.people {
            self.digests.add(person, (edition, file), notice);
        }
        self.notices.push(key);
        Ok(())
    }

    /// The reviewers of a file who do not work on it. Reviewers of a place are looked up once.
    fn reviewers_of(
        &mut self,
        conn: &mut Conn,
        file: &Waiting,
        own: &HashSet<AccountId>,
    ) -> Result<Reviewers, Error> {
        let place = (file.department.clone(), file.region.clone());
        let at = (place.0.as_ref(), place.1.as_ref());
        let usual = if let Some(known) = self.reviewers.get(&place) {
            known.clone()
        } else {
            let found = reviewers_of(conn, at, &[])?;
            self.reviewers.insert(place.clone(), found.clone());
            found
        };
        if usual.people.iter().all(|person| !own.contains(&person.id)) {
            return Ok(usual);
        }
        let except: Vec<AccountId> = own.iter().copied().collect();
        reviewers_of(conn, at, &except)
    }

    fn tell_coordination(
        &mut self,
        conn: &mut Conn,
        (edition, file): (&Arc<Edition>, &Waiting),
        known: &HashSet<NoticeKey>,
        own: &HashSet<AccountId>,
    ) -> Result<(), Error> {
        let key = file.key(NoticeKind::Escalated);
        let overdue =
            said(edition, file, self.now, Tz::Europe__Paris) == Some(ReviewNotice::Overdue);
        if !overdue || known.contains(&key) {
            return Ok(());
        }
        let partial = sharing::conflicts::partial(conn, file.id)?;
        let subject = subject_of(conn, file)?;
        let mut people = self.coordination.clone();
        people.retain(|person| !own.contains(&person.id) && !partial.contains(&person.id));
        self.retain_wanting(conn, &mut people, subject)?;
        if people.is_empty() {
            return Ok(());
        }
        for person in &people {
            self.digests
                .add(person, (edition, file), ReviewNotice::Overdue);
        }
        self.notices.push(key);
        Ok(())
    }

    /// Keeps those of the people who want reminders of such a file. Preferences are read once for each person.
    fn retain_wanting(
        &mut self,
        conn: &mut Conn,
        people: &mut Vec<Account>,
        subject: LetterSubject<'_>,
    ) -> Result<(), Error> {
        let mut wanting = Vec::with_capacity(people.len());
        for person in people.drain(..) {
            let preferences = match self.preferences.entry(person.id) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(free) => free.insert(letter_choices::of(conn, &person)?),
            };
            let frequency = preferences.frequency(OptionalLetter::ReviewReminder, subject);
            if frequency != LetterFrequency::Never {
                wanting.push(person);
            }
        }
        *people = wanting;
        Ok(())
    }
}

fn said(edition: &Edition, file: &Waiting, now: DateTime<Utc>, clock: Tz) -> Option<ReviewNotice> {
    let reviewed = ReviewedFile {
        submitted_at: file.submitted_at,
        due_at: file.due_at,
        department: file.department.as_ref(),
    };
    edition.review_reminders.notice(reviewed, now, clock)
}

/// Group and place of a file, by which reviewers choose whether they are reminded.
fn subject_of<'a>(conn: &mut Conn, file: &'a Waiting) -> Result<LetterSubject<'a>, Error> {
    Ok(LetterSubject {
        group: sharing::group_of(conn, file.id)?,
        department: file.department.as_ref(),
        region: file.region.as_ref(),
    })
}
