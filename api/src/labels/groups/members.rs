//! Members from a list of addresses.

use super::access::{by, managed};
use crate::accounts::people;
use crate::sharing::{fact, groups, members, team};
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By, Entry};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use serde_json::json;
use shared::id::{AccountId, ReviewGroupId};
use shared::label::{
    GroupRole, LineOutcome, LineProblem, LineResult, LinesForm, LinesImport, LinesTooLarge,
    ReviewGroupSummary, WrittenLine,
};
use std::collections::{HashMap, HashSet};

/// Maximum number of addresses in one request.
const LINES_MOST: usize = 1_000;

/// Add members to a review group
///
/// E-mail addresses of referents, one per line. Allowed for the leads of the group and the coordination. A member is `known`,
/// so that the request may be repeated. A line with a fault is `refused` with its problem, and the other lines are stored. At
/// most 1,000 lines, and 500 members.
#[utoipa::path(
    tag = "labels",
    params(("id" = ReviewGroupId, Path, description = "Identifier of the group")),
    request_body = LinesForm,
    responses((status = 200, description = "Outcome of each line", body = LinesImport), WriteRefusals)
)]
#[post("/labels/groups/{id}/members/import")]
pub(in crate::labels) async fn import_group_members(
    services: Data<Services>,
    actor: Actor,
    id: Path<ReviewGroupId>,
    body: Body<LinesForm>,
) -> Result<Json<LinesImport>, ApiError> {
    let (id, form) = (id.into_inner(), body.into_inner());
    let outcome = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let too_large = |LinesTooLarge| Error::invalid(vec![LinesTooLarge.fault()]);
            let lines = form.lines(|value| value.contains('@')).map_err(too_large)?;
            if lines.len() > LINES_MOST {
                return Err(too_large(LinesTooLarge));
            }
            let group = managed(conn, &actor, id)?;
            let (_, added) = read(conn, id, &lines)?;
            let entries = joined((id, group.edition), &added, by(&actor), now);
            if !entries.is_empty() {
                // First, since appending takes the lock under which nobody else joins or leaves.
                log::append_all(conn, &entries)?;
            }
            let group = managed(conn, &actor, id)?;
            let (lines, added) = read(conn, id, &lines)?;
            if !added.is_empty() {
                for account in &added {
                    members::insert(conn, id, *account, now)?;
                }
                groups::update(conn, &group, &group.name, now)?;
            }
            Ok(LinesImport::of(lines))
        })
        .await?;
    Ok(Json(outcome))
}

fn joined(
    group: (ReviewGroupId, shared::id::EditionId),
    accounts: &[AccountId],
    by: By,
    now: DateTime<Utc>,
) -> Vec<(DateTime<Utc>, Entry)> {
    let entry = |account: &AccountId| {
        let payload = json!({ "account": account, "role": GroupRole::Reviews });
        (now, fact::of_group(group, fact::MEMBER_ADDED, by, payload))
    };
    accounts.iter().map(entry).collect()
}

/// Outcome of each line, and the accounts that are new.
fn read(
    conn: &mut Conn,
    group: ReviewGroupId,
    lines: &[WrittenLine<'_>],
) -> Result<(Vec<LineOutcome>, Vec<AccountId>), Error> {
    let mut found: HashMap<String, AccountId> = HashMap::new();
    for line in lines.iter().filter(|line| line.value.contains('@')) {
        if let Some(account) = people::by_email(conn, line.value)?
            && people::find(conn, account)?.is_some()
        {
            found.insert(people::email_key(line.value), account);
        }
    }
    let accounts: Vec<AccountId> = found.values().copied().collect();
    let reviewers = team::reviewers_among(conn, &accounts)?;
    let mut known: HashSet<AccountId> = members::of_groups(conn, &[group])?.into_iter().collect();
    let mut added = Vec::new();
    let outcomes = lines.iter().map(|line| {
        if !line.value.contains('@') {
            return LineOutcome::refused(*line, LineProblem::NoAddress);
        }
        let Some(account) = found.get(&people::email_key(line.value)).copied() else {
            return LineOutcome::refused(*line, LineProblem::NoAccount);
        };
        let result = if known.contains(&account) {
            LineResult::Known
        } else if !reviewers.contains(&account) {
            return LineOutcome::refused(*line, LineProblem::NoReferent);
        } else if known.len() >= ReviewGroupSummary::MEMBERS_MOST {
            return LineOutcome::refused(*line, LineProblem::Full);
        } else {
            known.insert(account);
            added.push(account);
            LineResult::Added
        };
        LineOutcome {
            account: Some(account),
            ..LineOutcome::new(*line, result)
        }
    });
    let outcomes = outcomes.collect();
    Ok((outcomes, added))
}
