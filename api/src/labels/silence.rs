//! Labels by silence: an edition may grant the label to files that nobody has begun to review by their deadline.
//!
//! A job finds the overdue files of such editions, a few at a time. Each label goes through `events::transition` like every other, in the
//! name of the platform, with the reason as an override that stays in the history.

use super::letters::{self, About};
use super::queries as people;
use crate::editions::queries as edition_queries;
use crate::events::commune::commune_of;
use crate::events::queries as event_queries;
use crate::events::stored::StoredFile;
use crate::events::transition::{self, Detailed, Details, Performer, Transition};
use crate::pending;
use actix_web::web::Data;
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{events, log, queue_readings};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use ground::jobs::{self, Jobs, Kind, Schedule};
use ground::mail;
use http::Services;
use http::etag::Expected;
use messages::t;
use serde::{Deserialize, Serialize};
use shared::account::Role;
use shared::criterion;
use shared::id::{EditionId, EventId};
use shared::label::{Action, LabelState, is_overdue, nothing_to_look_at};

/// Files per job: each label is a transition with a letter, and SQLite has one writer.
const AT_ONCE: i64 = 20;

/// Job that looks for editions with this rule.
#[derive(Debug, Serialize, Deserialize)]
struct LabelBySilence {}

impl Kind for LabelBySilence {
    const NAME: &'static str = "labels.label_by_silence";
}

/// Job that goes through some overdue files of an edition, and enqueues itself for the next ones.
#[derive(Debug, Serialize, Deserialize)]
struct LabelSilentFiles {
    edition: EditionId,
    /// The last file that was looked at; `None` at first.
    after: Option<EventId>,
}

impl Kind for LabelSilentFiles {
    const NAME: &'static str = "labels.label_silent_files";
    const BATCH: u16 = 1;
}

/// Registers the search for files to label, every five minutes.
pub(crate) fn jobs(jobs: Jobs, services: &Data<Services>) -> Jobs {
    let (first, next) = (services.clone(), services.clone());
    jobs.on(move |conn, LabelBySilence {}| start(conn, &first))
        .on(move |conn, job: LabelSilentFiles| label_some(conn, &next, &job))
        .every(Schedule::every(Duration::minutes(5)), LabelBySilence {})
}

fn start(conn: &mut Conn, services: &Services) -> Result<(), Error> {
    for (id, edition) in edition_queries::all(conn)? {
        if edition.label_by_silence && edition.is_writable() {
            let job = LabelSilentFiles {
                edition: id,
                after: None,
            };
            jobs::enqueue_once(conn, &services.clock, &id.to_string(), &job)?;
        }
    }
    Ok(())
}

fn label_some(conn: &mut Conn, services: &Services, job: &LabelSilentFiles) -> Result<(), Error> {
    let now = services.clock.now();
    let ids = overdue(conn, job, now)?;
    for id in &ids {
        let Some(file) = event_queries::find(conn, *id)? else {
            continue;
        };
        if is_silent(conn, &file, now)? {
            label(conn, services, &file, now)?;
        }
    }
    match ids.last() {
        Some(last) if i64::try_from(ids.len()).is_ok_and(|found| found == AT_ONCE) => {
            let next = LabelSilentFiles {
                edition: job.edition,
                after: Some(*last),
            };
            jobs::enqueue(conn, &services.clock, &next).map(drop)
        }
        Some(_) | None => Ok(()),
    }
}

/// The next overdue files of the edition, in the order of their identifiers.
fn overdue(
    conn: &mut Conn,
    job: &LabelSilentFiles,
    now: DateTime<Utc>,
) -> Result<Vec<EventId>, Error> {
    let mut query = events::table
        .filter(events::edition_id.eq(SqlUuid::from(job.edition)))
        .filter(events::state.eq(LabelState::Submitted.as_str()))
        .filter(events::due_at.lt(SqlTime::from(now)))
        .order(events::id)
        .limit(AT_ONCE)
        .select(events::id)
        .into_boxed();
    if let Some(after) = job.after {
        query = query.filter(events::id.gt(SqlUuid::from(after)));
    }
    let ids: Vec<SqlUuid> = query.load(conn)?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// True when the rule applies to a file: its deadline has passed, nobody has begun, nobody reads it, the check has no remark, and it
/// has not taken place yet.
fn is_silent(conn: &mut Conn, file: &StoredFile, now: DateTime<Utc>) -> Result<bool, Error> {
    let ready = file.edition.label_by_silence
        && file.edition.is_writable()
        && file.state == LabelState::Submitted
        && is_overdue(file.due_at(), now)
        && file
            .content
            .as_ref()
            .is_some_and(|content| content.occurrences.first_begin() > now)
        && file.submitted_at.is_some_and(|filed| {
            let commune = commune_of(&file.form);
            let findings = criterion::check(&file.form, &file.edition, commune.as_ref(), filed);
            nothing_to_look_at(&findings)
        });
    Ok(ready && pending::find(conn, file.id)?.is_none() && !is_begun(conn, file.id, now)?)
}

/// True when a reviewer has done anything about a file, a message was written about it, or somebody reads it now.
fn is_begun(conn: &mut Conn, id: EventId, now: DateTime<Utc>) -> Result<bool, Error> {
    let reviewers = [Role::Referent, Role::Coordinator, Role::Administrator];
    let acts: i64 = log::table
        .filter(log::subject_id.eq(SqlUuid::from(id)))
        .filter(
            log::actor_role
                .eq_any(reviewers.map(Role::as_str))
                .or(log::kind.like("event.%message%")),
        )
        .count()
        .get_result(conn)?;
    let readers: i64 = queue_readings::table
        .filter(queue_readings::event_id.eq(SqlUuid::from(id)))
        .filter(queue_readings::expires_at.gt(SqlTime::from(now)))
        .count()
        .get_result(conn)?;
    Ok(acts + readers > 0)
}

fn label(
    conn: &mut Conn,
    services: &Services,
    file: &StoredFile,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let transition = Transition {
        action: Action::Grant,
        comment: None,
        fields: Vec::new(),
        late: false,
    };
    let details = Details {
        override_reason: Some(t("silence.reason").to_owned()),
        ..Details::default()
    };
    let detailed = Detailed {
        transition: &transition,
        details: &details,
    };
    let labelled = transition::apply_detailed(
        services,
        conn,
        file,
        &Performer::nobody(),
        &Expected::Any,
        detailed,
        now,
    )?;
    tell_owner(conn, services, &labelled)
}

fn tell_owner(conn: &mut Conn, services: &Services, file: &StoredFile) -> Result<(), Error> {
    let Some(owner) = people::owner(conn, file.owner)? else {
        return Ok(());
    };
    let slug = file.slug.as_deref().unwrap_or_default();
    let link = format!(
        "{}/evenements/{}/{slug}",
        services.site.url, file.edition.slug
    );
    let about = About {
        recipient: owner.recipient(),
        file,
        link: &link,
    };
    let kit = format!("{}/mes-evenements/{}/kit", services.site.url, file.id);
    let letter = letters::labelled_by_silence(about, &kit);
    mail::post(conn, &services.clock, &letter).map(drop)
}
