//! Assessment of the criteria.

use super::act::{none_pending, settled};
use super::sheet;
use crate::criteria::{self, ReviewRound};
use crate::events::edition_closed::closed;
use crate::events::stored::StoredFile;
use crate::events::transition::Performer;
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
use http::{Actor, Arrival, Body};
use shared::criterion::{Answer, AssessmentForm, parse_answers};
use shared::edition::FilingClosed;
use shared::id::EventId;
use shared::label::ReviewSheet;
use shared::problem::Code;

/// Answer the criteria
///
/// Each answer replaces the previous one of the criterion in this review round; criteria that are left out stay unchanged.
/// The wording of the edition and the window of the place are stored with the answer. Only a submitted event can be assessed
/// (409), and never by its owner or a co-editor (403 `own_event`).
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = AssessmentForm,
    responses(
        (status = 200, description = "Review sheet with the answers; `ETag` is the new version", body = ReviewSheet),
        ConditionalRefusals
    )
)]
#[put("/labels/events/{id}/assessment")]
pub(super) async fn assess_event(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    Arrival(now): Arrival,
    body: Body<AssessmentForm>,
) -> Result<HttpResponse, ApiError> {
    let answers = parse_answers(body.into_inner()).map_err(Error::invalid)?;
    let id = id.into_inner();
    let sheet = services
        .write(move |conn, services| {
            let (file, pending) = settled(conn, services, &actor, id)?;
            let performer = Performer::of(&actor, &file);
            none_pending(&file, pending.as_ref())?;
            assessable(&file, &performer, &expected)?;
            let assessed = store(conn, &file, &performer, &answers, now)?;
            sheet::of(conn, &actor, &assessed, now)
        })
        .await?;
    Ok(sheet::respond(&sheet))
}

/// Checks that this person may assess the version of the event submission that they read.
pub(super) fn assessable(
    file: &StoredFile,
    performer: &Performer,
    expected: &Expected,
) -> Result<(), Error> {
    if file.concerns(performer.account) {
        return Err(Error::rejected(Code::OwnEvent));
    }
    if !file.state.clock_runs() {
        return Err(
            Error::illegal_move(file.state.allowed(&performer.capacities))
                .because(format!("a {} file is not assessed", file.state))
                .header("ETag", etag::of_version(file.version).to_string()),
        );
    }
    expected.check(file.version)?;
    if file.edition.is_writable() {
        Ok(())
    } else {
        Err(closed(FilingClosed::Status(file.edition.status)))
    }
}

/// Stores the answers. The version of the submission detects concurrent assessments.
pub(super) fn store(
    conn: &mut Conn,
    file: &StoredFile,
    performer: &Performer,
    answers: &[Answer],
    now: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    let assessed = file.touched(now);
    let verdicts: serde_json::Map<_, _> = answers
        .iter()
        .map(|answer| {
            (
                answer.criterion.as_str().to_owned(),
                answer.verdict.as_str().into(),
            )
        })
        .collect();
    // The log first, as in every transition: its lock is taken before all others.
    let entry = Entry {
        by: performer.by,
        subject: Subject::Event(file.id),
        edition: Some(file.edition_id),
        kind: fact::ASSESSED,
        payload: serde_json::json!({ "round": file.round, "verdicts": verdicts }),
    };
    log::append(conn, now, &entry)?;
    queries::update(conn, &assessed, file.version)?;
    let review = ReviewRound {
        event: file.id,
        round: file.round,
        by: performer.account,
        at: now,
        edition: &file.edition,
        dates: &file.edition.dates_for(file.department(), file.region()),
    };
    criteria::store_answers(conn, &review, answers)?;
    Ok(assessed)
}
