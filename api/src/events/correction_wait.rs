//! Reminder of a correction request that nobody answers, and its end when the event begins.

use super::fact::{self, Fact};
use super::letters::{letter, own_page};
use super::notices::after_withdrawal;
use super::queries;
use super::stored::StoredFile;
use super::transition::{self, Performer, Transition};
use crate::accounts::queries as accounts;
use actix_web::web::Data;
use chrono::TimeDelta;
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{self, Jobs, Kind};
use ground::log::{self, By};
use ground::mail;
use http::Services;
use http::etag::Expected;
use messages::letters::Values;
use messages::t;
use serde::{Deserialize, Serialize};
use shared::id::EventId;
use shared::label::{self, Action, LabelState};
use shared::letter::{LetterKind, LetterTag};

/// Job that reminds the owner of an event of the correction that was requested in a review round.
#[derive(Debug, Serialize, Deserialize)]
struct RemindCorrection {
    event: EventId,
    round: u32,
}

impl Kind for RemindCorrection {
    const NAME: &'static str = "events.remind_correction";
    const BATCH: u16 = 1;
}

/// Job that ends a correction request whose event has begun.
#[derive(Debug, Serialize, Deserialize)]
struct LapseCorrection {
    event: EventId,
    round: u32,
}

impl Kind for LapseCorrection {
    const NAME: &'static str = "events.lapse_correction";
    const BATCH: u16 = 1;
}

/// Registers the jobs of the reminder and of the end.
pub(crate) fn jobs(jobs: Jobs, services: &Data<Services>) -> Jobs {
    let (of_reminder, of_end) = (services.clone(), services.clone());
    jobs.on(
        move |conn, job: RemindCorrection| match waiting(conn, job.event, job.round)? {
            Some(file) => remind(conn, &of_reminder, &file),
            None => Ok(()),
        },
    )
    .on(
        move |conn, job: LapseCorrection| match waiting(conn, job.event, job.round)? {
            Some(file) => lapse(conn, &of_end, &file),
            None => Ok(()),
        },
    )
}

/// Enqueues what follows when the correction that was requested of an event now is not answered.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn expect_answer(
    conn: &mut Conn,
    services: &Services,
    file: &StoredFile,
) -> Result<(), Error> {
    let (event, round, now) = (file.id, file.round, services.clock.now());
    let begins = file
        .content
        .as_ref()
        .map(|content| content.occurrences.first_begin().to_utc())
        .filter(|begins| *begins > now);
    let days = file.edition.correction_reminder_days;
    let reminded = now + TimeDelta::days(i64::from(days));
    if days > 0 && begins.is_none_or(|begins| reminded < begins) {
        let job = RemindCorrection { event, round };
        jobs::enqueue_at(conn, &services.clock, &job, reminded)?;
    }
    if let Some(begins) = begins {
        jobs::enqueue_at(
            conn,
            &services.clock,
            &LapseCorrection { event, round },
            begins,
        )?;
    }
    Ok(())
}

/// The event, if the correction of this round still waits for its organiser.
fn waiting(conn: &mut Conn, event: EventId, round: u32) -> Result<Option<StoredFile>, Error> {
    let found = queries::find(conn, event)?;
    Ok(found.filter(|file| {
        file.state == LabelState::CorrectionRequested
            && file.round == round
            && file.edition.is_writable()
    }))
}

fn remind(conn: &mut Conn, services: &Services, file: &StoredFile) -> Result<(), Error> {
    let payload = Fact {
        round: Some(file.round),
        ..Fact::default()
    };
    let entry = payload.entry(file, fact::CORRECTION_REMINDED, By::System)?;
    log::append(conn, services.clock.now(), &entry)?;
    post(conn, services, file, LetterKind::CorrectionReminder)
}

fn lapse(conn: &mut Conn, services: &Services, file: &StoredFile) -> Result<(), Error> {
    let now = services.clock.now();
    let payload = Fact {
        round: Some(file.round),
        ..Fact::default()
    };
    let entry = payload.entry(file, fact::CORRECTION_LAPSED, By::System)?;
    log::append(conn, now, &entry)?;
    // As if its owner had withdrawn it: it can be submitted again for another day.
    let performer = Performer {
        by: By::System,
        account: file.owner,
        capacities: vec![label::Actor::Owner],
    };
    let transition = Transition {
        action: Action::Withdraw,
        comment: None,
        fields: Vec::new(),
        late: false,
    };
    let withdrawn = transition::apply(
        services,
        conn,
        file,
        &performer,
        &Expected::Any,
        &transition,
        now,
    )?;
    let reason = t("letter.correction_lapsed.reason");
    after_withdrawal(services, conn, &withdrawn, file.state, Some(reason))?;
    post(conn, services, &withdrawn, LetterKind::CorrectionLapsed)
}

/// Sends the owner such a letter about the event.
fn post(
    conn: &mut Conn,
    services: &Services,
    file: &StoredFile,
    kind: LetterKind,
) -> Result<(), Error> {
    let Some(owner) = accounts::find(conn, file.owner)? else {
        return Ok(());
    };
    let link = own_page(file, &services.site.url);
    let values = Values::default().with(LetterTag::Link, link);
    let letter = letter(kind, &owner, file, values);
    mail::post(conn, &services.clock, &letter).map(drop)
}
