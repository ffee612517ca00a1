//! Answers criteria.

use super::sheet;
use crate::criteria::{self, Sitting};
use crate::events::scope::readable;
use crate::events::stored::StoredFile;
use crate::events::transition::{Mover, closed};
use crate::events::{fact, queries};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, Entry, Subject};
use http::ApiError;
use http::Services;
use http::etag::{self, Expected};
use http::problems::ConditionalRefusals;
use http::{Actor, Body};
use shared::criterion::{Answer, AssessmentForm, parse_answers};
use shared::edition::FilingClosed;
use shared::id::EventId;
use shared::label::ReviewSheet;
use shared::problem::Code;

/// Answer criteria
///
/// Each answer takes the place of the one that the criterion had in this round; criteria that are left out keep theirs.
/// The wording of the edition and the window of the place are kept with the answer. Only a submitted file is assessed
/// (409), and nobody assesses one of their own (403 `own_event`).
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = AssessmentForm,
    responses(
        (status = 200, description = "The sheet with the answers; `ETag` is the new version", body = ReviewSheet),
        ConditionalRefusals
    )
)]
#[put("/labels/events/{id}/assessment")]
pub(super) async fn assess_event(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    body: Body<AssessmentForm>,
) -> Result<HttpResponse, ApiError> {
    let answers = parse_answers(body.into_inner()).map_err(Error::invalid)?;
    let (id, now) = (id.into_inner(), services.clock.now());
    let sheet = services
        .db
        .write(move |conn| {
            let file = readable(conn, &actor, id)?;
            let mover = Mover::of(&actor, &file);
            assessable(&file, &mover, &expected)?;
            let assessed = store(conn, &file, &mover, &answers, now)?;
            sheet::of(conn, &actor, &assessed, now)
        })
        .await?;
    Ok(sheet::answer(&sheet))
}

/// Whether the file can be assessed by this person, as they have read it.
fn assessable(file: &StoredFile, mover: &Mover, expected: &Expected) -> Result<(), Error> {
    if mover.account == file.owner {
        return Err(Error::rejected(Code::OwnEvent));
    }
    if !file.state.clock_runs() {
        return Err(Error::illegal_move(file.state.allowed(&mover.qualities))
            .because(format!("a {} file is not assessed", file.state))
            .header("ETag", etag::of_version(file.version).to_string()));
    }
    expected.check(file.version)?;
    if file.edition.is_writable() {
        Ok(())
    } else {
        Err(closed(FilingClosed::Status(file.edition.status)))
    }
}

/// Stores the answers; two who answer at the same time meet on the version of the file.
fn store(
    conn: &mut Conn,
    file: &StoredFile,
    mover: &Mover,
    answers: &[Answer],
    now: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    let assessed = StoredFile {
        version: file.version + 1,
        updated_at: now,
        ..file.clone()
    };
    let verdicts: serde_json::Map<_, _> = answers
        .iter()
        .map(|answer| {
            (
                answer.criterion.as_str().to_owned(),
                answer.verdict.as_str().into(),
            )
        })
        .collect();
    // The log first, as every move does: whoever holds its lock waits for no other.
    let entry = Entry {
        by: mover.by,
        subject: Subject::Event(file.id),
        edition: Some(file.edition_id),
        kind: fact::ASSESSED,
        payload: serde_json::json!({ "round": file.round, "verdicts": verdicts }),
    };
    log::append(conn, now, &entry)?;
    queries::update(conn, &assessed, file.version)?;
    let sitting = Sitting {
        event: file.id,
        round: file.round,
        by: mover.account,
        at: now,
        edition: &file.edition,
        dates: &file.edition.dates_for(file.department(), file.region()),
    };
    criteria::answer(conn, &sitting, answers)?;
    Ok(assessed)
}
