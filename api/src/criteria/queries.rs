//! The SQL of the assessments.

use super::rows::{Asked, AssessmentRow};
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

/// Who answers, on which filing of which event, under which rules.
#[derive(Debug)]
pub(crate) struct Sitting<'a> {
    /// The event.
    pub(crate) event: EventId,
    /// Which filing: 1 for the first.
    pub(crate) round: u32,
    /// Who.
    pub(crate) by: AccountId,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// Whose wording.
    pub(crate) edition: &'a Edition,
    /// The dates that hold at the place of the event.
    pub(crate) dates: &'a LocalDates,
}

/// Stores answers, each in the place of the one of the same round, with what was asked.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn answer(
    conn: &mut Conn,
    sitting: &Sitting<'_>,
    answers: &[Answer],
) -> Result<(), Error> {
    let key = (
        assessments::event_id,
        assessments::round,
        assessments::criterion,
    );
    for answer in answers {
        let asked = Asked::of(sitting.edition, sitting.dates, answer.criterion);
        let row = AssessmentRow {
            event_id: sitting.event.into(),
            round: column(sitting.round)?,
            criterion: answer.criterion.as_str().to_owned(),
            verdict: answer.verdict.as_str().to_owned(),
            comment: answer.comment.clone(),
            wording: SqlJson::of(&asked)?,
            assessed_by: sitting.by.into(),
            assessed_at: SqlTime::from(sitting.at),
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

/// What was answered on one filing, in the order of the criteria.
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
