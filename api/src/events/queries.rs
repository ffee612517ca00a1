//! SQL of event submissions.

use super::co_editing::queries as co_editing;
use super::commune::commune_of;
use super::decision_details::Details;
use super::places;
use super::rows::{DecisionRow, DetailsRow, EventRow, FormRow, ROWS_AT_ONCE, SummaryRow};
use super::stored::{External, StoredFile};
use crate::criteria;
use crate::editions::queries::EditionRow;
use crate::organisations::queries::filing;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use ground::db::schema::{
    decision_details, decisions, editions, event_editors, event_organisations, events,
    external_ids, silent_labels,
};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::db::{Conn, cached};
use ground::error::Error;
use ground::on;
use shared::criterion;
use shared::edition::{Edition, EditionStatus};
use shared::event::{Decision, EventFileSummary, FormField, Sharing};
use shared::id::{AccountId, EditionId, EventId, OrganisationId};
use shared::label::{Action, LabelState};
use shared::problem::Code;
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

/// Locks an event until the end of the transaction: every change of its state waits, and who else locks it.
pub(super) fn lock(conn: &mut Conn, event: EventId) -> Result<(), Error> {
    let own = events::table.find(SqlUuid::from(event));
    let _locked: Vec<SqlUuid> = on!(
        conn, c =>
        own.select(events::id).for_update().load(c)?,
        // The transaction holds the write lock.
        own.select(events::id).load(c)?,
    );
    Ok(())
}

/// Finds an event submission, with its edition, its co-editors and the members of its organisation.
pub(crate) fn find(conn: &mut Conn, id: EventId) -> Result<Option<StoredFile>, Error> {
    let edited = event_editors::table.filter(event_editors::event_id.eq(events::id));
    let filed = event_organisations::table.filter(event_organisations::event_id.eq(events::id));
    let found: Option<(EventRow, EditionRow, bool, bool)> = events::table
        .inner_join(editions::table)
        .filter(events::id.eq(SqlUuid::from(id)))
        .select((
            EventRow::as_select(),
            EditionRow::as_select(),
            exists(edited),
            exists(filed),
        ))
        .first(conn)
        .optional()?;
    let Some((row, edition, edited, filed)) = found else {
        return Ok(None);
    };
    let (_, edition) = edition.into_edition()?;
    let mut file = row.into_file(edition)?;
    file.alone = !filed;
    if edited {
        file.editors = co_editing::editors(conn, id)?;
    }
    if filed {
        file.members = filing::members_of(conn, id)?;
    }
    Ok(Some(file))
}

/// Inserts an event submission.
pub(crate) fn insert(conn: &mut Conn, file: &StoredFile) -> Result<(), Error> {
    diesel::insert_into(events::table)
        .values(EventRow::of(file)?)
        .execute(conn)?;
    places::insert(conn, file)
}

/// Inserts event submissions in the caller's transaction.
pub(crate) fn insert_all(conn: &mut Conn, files: &[StoredFile]) -> Result<(), Error> {
    for files in files.chunks(ROWS_AT_ONCE) {
        let rows = files
            .iter()
            .map(EventRow::of)
            .collect::<anyhow::Result<Vec<_>>>()?;
        on!(conn, c => diesel::insert_into(events::table).values(&rows).execute(c)?);
    }
    places::insert_all(conn, files)
}

/// Finds the event that was imported from a record of another system.
pub(crate) fn by_external(
    conn: &mut Conn,
    edition: EditionId,
    external: &External,
) -> Result<Option<EventId>, Error> {
    let found: Option<SqlUuid> = events::table
        .filter(events::edition_id.eq(SqlUuid::from(edition)))
        .filter(events::external_source.eq(&external.source))
        .filter(events::external_id.eq(&external.id))
        .select(events::id)
        .first(conn)
        .optional()?;
    Ok(found.map(Into::into))
}

/// Number of events of this account, in whatever state.
pub(super) fn number_owned(conn: &mut Conn, owner: AccountId) -> Result<i64, Error> {
    Ok(events::table
        .filter(events::owner_id.eq(SqlUuid::from(owner)))
        .count()
        .get_result(conn)?)
}

/// Number of events of this account that were never submitted, withdrawn ones included; without those from imported tables.
pub(super) fn never_submitted(conn: &mut Conn, owner: AccountId) -> Result<i64, Error> {
    Ok(events::table
        .filter(events::owner_id.eq(SqlUuid::from(owner)))
        .filter(events::submitted_at.is_null())
        .filter(not(exists(imported())))
        .count()
        .get_result(conn)?)
}

/// Number of events of this account that came from imported tables and were never submitted.
pub(crate) fn imported_never_submitted(conn: &mut Conn, owner: AccountId) -> Result<i64, Error> {
    Ok(events::table
        .filter(events::owner_id.eq(SqlUuid::from(owner)))
        .filter(events::submitted_at.is_null())
        .filter(exists(imported()))
        .count()
        .get_result(conn)?)
}

/// The identifiers of the event at hand that an import stored.
#[diesel::dsl::auto_type(no_type_alias)]
fn imported() -> _ {
    external_ids::table
        .filter(external_ids::event_id.eq(events::id))
        .filter(external_ids::import_id.is_not_null())
}

/// Finds event submissions of one account and edition; those that do not exist are left out.
pub(crate) fn find_all(
    conn: &mut Conn,
    owner: AccountId,
    edition: (EditionId, &Arc<Edition>),
    ids: &[EventId],
) -> Result<Vec<StoredFile>, Error> {
    let (edition_id, edition) = edition;
    let rows: Vec<EventRow> = events::table
        .filter(events::id.eq_any(ids.iter().map(|id| SqlUuid::from(*id))))
        .filter(events::owner_id.eq(SqlUuid::from(owner)))
        .filter(events::edition_id.eq(SqlUuid::from(edition_id)))
        .select(EventRow::as_select())
        .load(conn)?;
    let files = rows
        .into_iter()
        .map(|row| row.into_file(Arc::clone(edition)));
    Ok(files.collect::<anyhow::Result<_>>()?)
}

/// Removes drafts that were never submitted, with all that refers to them.
pub(crate) fn remove_drafts(conn: &mut Conn, ids: &[EventId]) -> Result<(), Error> {
    diesel::delete(
        events::table
            .filter(events::id.eq_any(ids.iter().map(|id| SqlUuid::from(*id))))
            .filter(events::submitted_at.is_null()),
    )
    .execute(conn)?;
    Ok(())
}

/// Replaces version `read` of an event submission.
///
/// # Errors
///
/// `precondition_failed` when the stored version is another one.
pub(crate) fn update(conn: &mut Conn, file: &StoredFile, read: i32) -> Result<(), Error> {
    update_in_place(conn, file, read)?;
    places::store(conn, file)
}

/// Replaces the form of version `read` of an event submission, and what derives from it: the other columns stay as they are, and
/// so do their indexes.
///
/// # Errors
///
/// As [`update`].
pub(super) fn update_form(conn: &mut Conn, file: &StoredFile, read: i32) -> Result<(), Error> {
    let before = events::table
        .find(SqlUuid::from(file.id))
        .filter(events::version.eq(read));
    let update = diesel::update(before).set(FormRow::of(file)?);
    let stored: Option<i32> = cached(update.returning(events::version))
        .get_result(conn)
        .optional()?;
    replaced(stored)
}

/// The outcome of an update of the version that was read, by the version that it returned.
fn replaced(stored: Option<i32>) -> Result<(), Error> {
    if stored.is_some() {
        Ok(())
    } else {
        Err(Error::rejected(Code::PreconditionFailed))
    }
}

/// As [`update`], for a change that leaves place and times as they are.
pub(super) fn update_in_place(conn: &mut Conn, file: &StoredFile, read: i32) -> Result<(), Error> {
    let before = events::table
        .find(SqlUuid::from(file.id))
        .filter(events::version.eq(read));
    let update = diesel::update(before).set(EventRow::of(file)?);
    let stored: Option<i32> = cached(update.returning(events::version))
        .get_result(conn)
        .optional()?;
    replaced(stored)
}

/// Filter of the event submissions on which a person works.
#[derive(Debug, Clone)]
pub(super) struct OwnFiles {
    /// Owner of the event submissions.
    pub(super) owner: AccountId,
    /// The submissions of others, on which the person works as a co-editor.
    pub(super) received: Vec<SqlUuid>,
    /// All that is filed by or for this organisation, in place of the person's own.
    pub(super) organisation: Option<OrganisationId>,
    /// This edition only; all when absent.
    pub(super) edition: Option<EditionId>,
    /// These states only; all when empty.
    pub(super) states: Vec<LabelState>,
    /// Only events of editions that are over, or only others; both when absent.
    pub(super) archived: Option<bool>,
    /// Only events with all these words, as [`search_words`] returns them.
    ///
    /// [`search_words`]: shared::text::search_words
    pub(super) words: Vec<String>,
}

/// Statuses of an edition whose events are in the archive.
const OVER: [&str; 2] = [
    EditionStatus::Archived.as_str(),
    EditionStatus::Cancelled.as_str(),
];

/// The events filed by or for an organisation.
#[diesel::dsl::auto_type(no_type_alias)]
fn filed_by(organisation: SqlUuid) -> _ {
    let through: diesel::dsl::AssumeNotNull<event_organisations::through_id> =
        event_organisations::through_id.assume_not_null();
    event_organisations::table
        .filter(
            event_organisations::organisation_id
                .eq(organisation)
                .or(through.eq(organisation)),
        )
        .select(event_organisations::event_id)
}

macro_rules! own_files {
    ($filter:expr) => {{
        let mut query = events::table.inner_join(editions::table).into_boxed();
        let own = events::owner_id.eq(SqlUuid::from($filter.owner));
        query = if let Some(organisation) = $filter.organisation {
            query.filter(events::id.eq_any(filed_by(organisation.into())))
        } else if $filter.received.is_empty() {
            query.filter(own)
        } else {
            query.filter(own.or(events::id.eq_any($filter.received.iter().copied())))
        };
        if let Some(edition) = $filter.edition {
            query = query.filter(events::edition_id.eq(SqlUuid::from(edition)));
        }
        if !$filter.states.is_empty() {
            query = query
                .filter(events::state.eq_any($filter.states.iter().map(|state| state.as_str())));
        }
        if let Some(archived) = $filter.archived {
            query = if archived {
                query.filter(editions::status.eq_any(OVER))
            } else {
                query.filter(editions::status.ne_all(OVER))
            };
        }
        for word in &$filter.words {
            // A word has no character that is special in a pattern.
            query = query.filter(events::search_text.like(format!("%{word}%")));
        }
        query
    }};
}

/// Event submissions created before `before`, most recent first.
pub(super) fn list(
    conn: &mut Conn,
    filter: &OwnFiles,
    before: Option<EventId>,
    limit: i64,
) -> Result<Vec<EventFileSummary>, Error> {
    let mut query = own_files!(filter);
    if let Some(before) = before {
        query = query.filter(events::id.lt(SqlUuid::from(before)));
    }
    let rows: Vec<(SummaryRow, String)> = query
        .order(events::id.desc())
        .limit(limit)
        .select((SummaryRow::as_select(), editions::slug))
        .load(conn)?;
    let own: Vec<SqlUuid> = rows.iter().map(|(row, _)| row.id).collect();
    let given = co_editing::shared_among(conn, &own)?;
    let ids: Vec<EventId> = own.iter().copied().map(Into::into).collect();
    let mut filed = filing::named(conn, &ids)?;
    let summaries = rows.into_iter().map(|(row, edition)| {
        let sharing = if AccountId::from(row.owner_id) != filter.owner {
            Some(Sharing::Received)
        } else if given.contains(&row.id) {
            Some(Sharing::Given)
        } else {
            None
        };
        let filed_for = filed.remove(&row.id.into());
        row.into_summary(edition, sharing, filed_for)
    });
    Ok(summaries.collect::<anyhow::Result<_>>()?)
}

/// Number of matching event submissions.
pub(super) fn count(conn: &mut Conn, filter: &OwnFiles) -> Result<u64, Error> {
    let counted: i64 = own_files!(filter).count().get_result(conn)?;
    Ok(u64::try_from(counted).unwrap_or_default())
}

/// Decisions and correction requests on an event, most recent first.
pub(crate) fn decisions(conn: &mut Conn, event: EventId) -> Result<Vec<Decision>, Error> {
    let rows: Vec<(DecisionRow, Option<DetailsRow>)> = decisions::table
        .left_join(decision_details::table)
        .filter(decisions::event_id.eq(SqlUuid::from(event)))
        // Not by their times: the clock may have moved back between two.
        .order((decisions::round.desc(), decisions::id.desc()))
        .select((DecisionRow::as_select(), Option::<DetailsRow>::as_select()))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(row, details)| row.into_decision(details))
        .collect::<anyhow::Result<_>>()?)
}

/// A decision that has not been stored yet.
#[derive(Debug)]
pub(super) struct NewDecision<'a> {
    pub(super) id: Uuid,
    pub(super) action: Action,
    /// Account that took the decision.
    pub(super) actor: AccountId,
    /// Message or reason; empty for none.
    pub(super) comment: &'a str,
    /// The form fields concerned.
    pub(super) fields: &'a [FormField],
    pub(super) at: DateTime<Utc>,
}

/// Stores a decision, with a snapshot of the wording of the criteria, the dates and the assessments at the time.
pub(super) fn insert_decision(
    conn: &mut Conn,
    file: &StoredFile,
    new: &NewDecision<'_>,
) -> Result<(), Error> {
    let frozen = serde_json::json!({
        "criteria": file.edition.criteria,
        "dates": file.edition.dates_for(file.department(), file.region()),
        "assessments": criteria::of_round(conn, file.id, file.round)?,
    });
    let row = DecisionRow {
        id: SqlUuid(new.id),
        event_id: file.id.into(),
        round: i32::try_from(file.round).context("round")?,
        action: new.action.as_str().to_owned(),
        actor_id: new.actor.into(),
        comment: new.comment.to_owned(),
        fields: SqlJson::of(&new.fields)?,
        frozen: SqlJson::of(&frozen)?,
        decided_at: SqlTime::from(new.at),
    };
    diesel::insert_into(decisions::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Stores that the label was granted without a person, with the wording of the criteria, the dates and the findings at the time.
pub(super) fn insert_silent_label(
    conn: &mut Conn,
    file: &StoredFile,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let commune = commune_of(&file.form);
    let filed = file.submitted_at.unwrap_or(at);
    let frozen = serde_json::json!({
        "criteria": file.edition.criteria,
        "dates": file.edition.dates_for(file.department(), file.region()),
        "findings": criterion::check(&file.form, &file.edition, commune.as_ref(), filed),
    });
    diesel::insert_into(silent_labels::table)
        .values((
            silent_labels::event_id.eq(SqlUuid::from(file.id)),
            silent_labels::round.eq(i32::try_from(file.round).context("round")?),
            silent_labels::frozen.eq(SqlJson::of(&frozen)?),
            silent_labels::decided_at.eq(SqlTime::from(at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Stores the details of a decision, if it has any.
pub(super) fn insert_details(
    conn: &mut Conn,
    decision: Uuid,
    details: &Details,
) -> Result<(), Error> {
    if details.points.is_empty() && details.override_reason.is_none() {
        return Ok(());
    }
    diesel::insert_into(decision_details::table)
        .values(DetailsRow {
            decision_id: SqlUuid(decision),
            points: SqlJson::of(&details.points)?,
            override_reason: details.override_reason.clone(),
        })
        .execute(conn)?;
    Ok(())
}

/// First free slug of a title in the edition: `visite`, `visite-2`, `visite-3`.
///
/// The caller has locked the log, so that no other transaction takes the slug in between.
pub(crate) fn free_slug(conn: &mut Conn, edition: EditionId, title: &str) -> Result<String, Error> {
    let base = shared::text::slug(title);
    let taken: HashSet<String> = events::table
        .filter(events::edition_id.eq(SqlUuid::from(edition)))
        .filter(
            events::slug
                .eq(&base)
                .or(events::slug.like(format!("{base}-%"))),
        )
        .select(events::slug.assume_not_null())
        .load(conn)?
        .into_iter()
        .collect();
    // There is one more candidate than taken slugs, so one is free.
    Ok(std::iter::once(base.clone())
        .chain((2..=taken.len() + 2).map(|number| format!("{base}-{number}")))
        .find(|slug| !taken.contains(slug))
        .unwrap_or(base))
}
