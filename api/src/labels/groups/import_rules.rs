//! Rules from a list of communes.

use super::access::{by, found};
use super::set_rules::{Change, exists};
use crate::sharing::groups::{self, Group};
use crate::sharing::{moves, rules};
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use ground::db::Conn;
use ground::error::Error;
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::id::ReviewGroupId;
use shared::label::{
    LineOutcome, LineProblem, LineResult, LinesForm, LinesImport, LinesTooLarge, RoutedPlace,
    RoutingRule, WrittenLine, commune_on,
};
use std::collections::{HashMap, HashSet};

/// Add routing rules for a list of communes
///
/// INSEE codes, one per line. A commune that the group already has is `known`, so that the request may be repeated. A line with
/// a fault is `refused` with its problem, and the other lines are stored. Open files move as they do when rules are set.
#[utoipa::path(
    tag = "labels",
    params(("id" = ReviewGroupId, Path, description = "Identifier of the group")),
    request_body = LinesForm,
    responses((status = 200, description = "Outcome of each line", body = LinesImport), WriteRefusals)
)]
#[post("/labels/groups/{id}/rules/import")]
pub(in crate::labels) async fn import_routing_rules(
    services: Data<Services>,
    actor: Actor,
    id: Path<ReviewGroupId>,
    body: Body<LinesForm>,
) -> Result<Json<LinesImport>, ApiError> {
    let (id, form) = (id.into_inner(), body.into_inner());
    let outcome = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let lines = form
                .lines(|value| commune_on(value).is_some())
                .map_err(|LinesTooLarge| Error::invalid(vec![LinesTooLarge.fault()]))?;
            let group = found(conn, id)?;
            let (_, added) = read(conn, &group, &lines)?;
            if added.is_empty() {
                let (lines, _) = read(conn, &group, &lines)?;
                return Ok(LinesImport::of(lines));
            }
            let change = Change {
                added,
                removed: Vec::new(),
            };
            // First, since appending takes the lock under which nobody else changes rules.
            log::append(conn, now, &change.entry(&group, by(&actor)))?;
            let group = found(conn, id)?;
            let (lines, added) = read(conn, &group, &lines)?;
            rules::insert(conn, group.edition, id, &added)?;
            groups::update(conn, &group, &group.name, now)?;
            Ok(LinesImport {
                moved: moves::apply(conn, now, group.edition)?,
                ..LinesImport::of(lines)
            })
        })
        .await?;
    Ok(Json(outcome))
}

/// Outcome of each line, and the keys of the new rules.
fn read(
    conn: &mut Conn,
    group: &Group,
    lines: &[WrittenLine<'_>],
) -> Result<(Vec<LineOutcome>, Vec<String>), Error> {
    let keys: Vec<Option<String>> = lines.iter().map(|line| key_on(line.value)).collect();
    let given: Vec<String> = keys.iter().flatten().cloned().collect();
    let known: HashMap<String, ReviewGroupId> = rules::with_keys(conn, group.edition, &given)?;
    let room = RoutingRule::MOST.saturating_sub(rules::of_group(conn, group.id)?.len());
    let (mut added, mut seen) = (Vec::new(), HashSet::new());
    let outcomes = lines.iter().zip(keys).map(|(line, key)| {
        let Some(key) = key else {
            return LineOutcome::refused(*line, LineProblem::NoCommune);
        };
        match known.get(&key) {
            Some(other) if *other != group.id => {
                LineOutcome::refused(*line, LineProblem::OtherGroup)
            }
            Some(_) => LineOutcome::new(*line, LineResult::Known),
            None if seen.contains(&key) => LineOutcome::new(*line, LineResult::Known),
            None if added.len() >= room => LineOutcome::refused(*line, LineProblem::Full),
            None => {
                seen.insert(key.clone());
                added.push(key);
                LineOutcome::new(*line, LineResult::Added)
            }
        }
    });
    let outcomes = outcomes.collect();
    Ok((outcomes, added))
}

/// The key of the rule for the commune on a line.
fn key_on(value: &str) -> Option<String> {
    let place = RoutedPlace::Commune(commune_on(value)?);
    let rule = exists(&place).then_some(RoutingRule {
        place: Some(place),
        ..RoutingRule::default()
    });
    rule.map(|rule| rule.key())
}
