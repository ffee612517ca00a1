//! SQL of the assessments.

use super::rows::{AssessmentRow, CriterionSnapshot};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{accounts, assessments};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use ground::on;
use shared::criterion::{Answer, Assessment};
use shared::edition::{Edition, LocalDates};
use shared::id::{AccountId, EventId};

/// The review round in which criteria are assessed: event, reviewer, time and rules.
#[derive(Debug)]
pub(crate) struct ReviewRound<'a> {
    pub(crate) event: EventId,
    /// Number of the round: 1 for the first submission.
    pub(crate) round: u32,
    /// Account of the reviewer.
    pub(crate) by: AccountId,
    pub(crate) at: DateTime<Utc>,
    /// Edition whose wording applies.
    pub(crate) edition: &'a Edition,
    /// Dates of the edition at the place of the event.
    pub(crate) dates: &'a LocalDates,
}

/// Stores answers with a snapshot of their criterion; replaces answers of the same round.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn store_answers(
    conn: &mut Conn,
    review: &ReviewRound<'_>,
    answers: &[Answer],
) -> Result<(), Error> {
    let key = (
        assessments::event_id,
        assessments::round,
        assessments::criterion,
    );
    for answer in answers {
        let snapshot = CriterionSnapshot::of(review.edition, review.dates, answer.criterion);
        let row = AssessmentRow {
            event_id: review.event.into(),
            round: column(review.round)?,
            criterion: answer.criterion.as_str().to_owned(),
            verdict: answer.verdict.as_str().to_owned(),
            comment: answer.comment.clone(),
            wording: SqlJson::of(&snapshot)?,
            assessed_by: review.by.into(),
            assessed_at: SqlTime::from(review.at),
        };
        on!(&mut *conn, c => diesel::insert_into(assessments::table)
            .values(&row)
            .on_conflict(key)
            .do_update()
            .set(&row)
            .execute(c))?;
    }
    Ok(())
}

/// Assessments of one round, in the order of the criteria.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn of_round(
    conn: &mut Conn,
    event: EventId,
    round: u32,
) -> Result<Vec<Assessment>, Error> {
    let rows = assessments::table
        .inner_join(accounts::table.on(accounts::id.eq(assessments::assessed_by)))
        .filter(assessments::event_id.eq(SqlUuid::from(event)))
        .filter(assessments::round.eq(column(round)?))
        .select((AssessmentRow::as_select(), accounts::name))
        .load::<(AssessmentRow, String)>(conn)?;
    let mut found = rows
        .into_iter()
        .map(|(row, name)| row.into_assessment(name))
        .collect::<anyhow::Result<Vec<_>>>()?;
    found.sort_by_key(|assessment| assessment.criterion);
    Ok(found)
}

fn column(round: u32) -> Result<i32, Error> {
    i32::try_from(round)
        .map_err(|error| Error::Internal(anyhow::Error::new(error).context("round")))
}
