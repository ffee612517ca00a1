//! Labels several files of one organiser.

use super::kept::QueueIndex;
use crate::criteria;
use crate::events::stored::StoredFile;
use crate::labels::act::{Decided, Timing, decide, settled};
use actix_web::post;
use actix_web::web::{Data, Json};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use http::etag::Expected;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Arrival, Body, Services};
use shared::criterion::{Answer, Criterion, Verdict};
use shared::id::DecisionBatchId;
use shared::label::{Action, BatchForm, BatchItem, BatchOutcome, BatchResult, same_organiser};
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;

/// Label several files
///
/// At most 200 files of one organiser, that of the first file. Each file is decided in a transaction of its own, as the single decision
/// decides it, with its mail and its entry in the history: those that can be labelled are, and the others are reported with the
/// problem that a single decision would answer. The request may be repeated: a file that is labelled already is reported as such
/// (`illegal_move`), and nothing happens twice. With `undoable` nothing is public and no mail is sent before `releaseAt`, and
/// `undo_label_events` undoes the whole batch until then; with `held` the decisions wait for a coordinator (`start_held_run`).
#[utoipa::path(
    tag = "labels",
    request_body = BatchForm,
    responses((status = 200, description = "One result for each file", body = BatchOutcome), WriteRefusals)
)]
#[post("/labels/queue/decisions")]
pub(super) async fn label_events(
    services: Data<Services>,
    queue: Data<QueueIndex>,
    actor: Actor,
    Arrival(at): Arrival,
    body: Body<BatchForm>,
) -> Result<Json<BatchOutcome>, ApiError> {
    let form = body.into_inner();
    let timing = Timing::of(form.undoable, form.held);
    let batch = Arc::new(Batch {
        comment: form.parse().map_err(Error::invalid)?,
        organiser: organiser(&services, &queue, &actor, &form.items).await?,
        criteria_met: form.criteria_met,
        timing,
        id: DecisionBatchId(ids::new(&services.clock)),
        from: services.clock.now(),
        at,
        actor,
    });
    // Transactions that wait together share commits.
    let decided = join_all(form.items.iter().map(|item| {
        let (batch, item) = (Arc::clone(&batch), *item);
        services.write(move |conn, services| batch.label(services, conn, item))
    }))
    .await;
    let mut release_at = None;
    let mut results = Vec::with_capacity(form.items.len());
    for (item, outcome) in form.items.iter().zip(decided) {
        let problem = match outcome {
            Ok(at) => {
                release_at = [release_at, at].into_iter().flatten().min();
                None
            }
            Err(error) => {
                if let Error::Internal(cause) = &error {
                    tracing::error!(event.id = %item.id, error = format!("{cause:#}"), "a file of a batch was not decided");
                }
                Some(error.problem())
            }
        };
        results.push(BatchResult {
            id: item.id,
            labelled: problem.is_none(),
            problem,
        });
    }
    let labelled = results.iter().filter(|result| result.labelled).count();
    let waits = labelled > 0 && (release_at.is_some() || timing == Timing::Held);
    Ok(Json(BatchOutcome {
        results,
        labelled: u64::try_from(labelled).unwrap_or_default(),
        batch: waits.then_some(batch.id),
        taken_at: batch.from,
        release_at,
    }))
}

/// Name of the organiser of the first file that is in the queue.
async fn organiser(
    services: &Services,
    queue: &QueueIndex,
    actor: &Actor,
    items: &[BatchItem],
) -> Result<Option<String>, Error> {
    let (index, readers) = queue.now(services, actor).await?;
    Ok(items.iter().find_map(|item| {
        let entry = index.entry(index.slot(item.id)?)?;
        let found = &entry.item;
        if readers.own().hides(entry) {
            return None;
        }
        actor.reaches(found.department.as_ref(), found.region.as_ref())?;
        Some(found.organiser.clone())
    }))
}

/// Decision that is taken on each file of the batch.
struct Batch {
    actor: Actor,
    /// Name of the organiser of all files.
    organiser: Option<String>,
    comment: Option<String>,
    criteria_met: bool,
    timing: Timing,
    id: DecisionBatchId,
    /// Time from which the batch can be undone.
    from: DateTime<Utc>,
    /// Arrival of the request.
    at: DateTime<Utc>,
}

impl Batch {
    /// Labels one file. Returns when that takes effect, if it can be undone until then.
    fn label(
        &self,
        services: &Services,
        conn: &mut Conn,
        item: BatchItem,
    ) -> Result<Option<DateTime<Utc>>, Error> {
        let (file, pending) = settled(conn, services, &self.actor, item.id)?;
        self.ensure_organiser(&file)?;
        let mut decided = Decided {
            timing: self.timing,
            batch: Some((self.id, self.from)),
            ..Decided::at_once(Action::Grant, self.comment.clone())
        };
        if self.criteria_met {
            decided.answers = unanswered(conn, &file)?;
        }
        decide(
            services,
            conn,
            &self.actor,
            (&file, pending.as_ref()),
            &Expected::Versions(vec![item.version]),
            &decided,
            self.at,
        )?;
        let undone_for = TimeDelta::seconds(i64::from(file.edition.undo_seconds));
        Ok((self.timing == Timing::Undoable && !undone_for.is_zero())
            .then_some(self.from + undone_for))
    }

    fn ensure_organiser(&self, file: &StoredFile) -> Result<(), Error> {
        let of_file = file.content.as_ref().map(|content| &content.organiser.name);
        let same = self
            .organiser
            .as_ref()
            .zip(of_file)
            .is_none_or(|(one, other)| same_organiser(one, other));
        if same {
            return Ok(());
        }
        Err(Error::invalid(vec![FieldProblem::new(
            "/items",
            Code::NotAllowed,
            "the file of another organiser",
        )]))
    }
}

/// `met` for each criterion that nobody has answered in this round.
fn unanswered(conn: &mut Conn, file: &StoredFile) -> Result<Vec<Answer>, Error> {
    let answered = criteria::of_round(conn, file.id, file.round)?;
    Ok(Criterion::ALL
        .iter()
        .filter(|criterion| answered.iter().all(|one| one.criterion != **criterion))
        .map(|criterion| Answer {
            criterion: *criterion,
            verdict: Verdict::Met,
            comment: String::new(),
        })
        .collect())
}
