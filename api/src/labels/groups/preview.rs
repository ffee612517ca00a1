//! Preview of the files that a change of the rules moves.

use super::access::found;
use super::set_rules::check;
use crate::sharing::moves::{self, Rerouted, Rulebook};
use crate::sharing::{assignments, conflicts, groups};
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use ground::db::Conn;
use ground::error::Error;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::id::{AccountId, EventId, ReviewGroupId};
use shared::label::{MovedFile, NamedGroup, RoutingPreview, RoutingRules};

/// Preview the moves of files under other routing rules
///
/// Nothing is stored. `rules` are all rules that the group would have; those of the other groups stay.
#[utoipa::path(
    tag = "labels",
    params(("id" = ReviewGroupId, Path, description = "Identifier of the group")),
    request_body = RoutingRules,
    responses((status = 200, description = "The open files that would go to another group", body = RoutingPreview), WriteRefusals)
)]
#[post("/labels/groups/{id}/rules/preview")]
pub(in crate::labels) async fn preview_routing_rules(
    services: Data<Services>,
    actor: Actor,
    id: Path<ReviewGroupId>,
    body: Body<RoutingRules>,
) -> Result<Json<RoutingPreview>, ApiError> {
    let (id, wanted) = (id.into_inner(), body.into_inner().rules);
    let preview = services
        .db
        .read(move |conn| {
            let group = found(conn, id)?;
            check(conn, &group, &wanted)?;
            let rulebook = Rulebook::with(conn, group.edition, id, wanted)?;
            let files = moves::rerouted(conn, group.edition, &rulebook)?;
            listed(conn, actor.account.id, files)
        })
        .await?;
    Ok(Json(preview))
}

fn listed(
    conn: &mut Conn,
    account: AccountId,
    files: Vec<Rerouted>,
) -> Result<RoutingPreview, Error> {
    let moved: Vec<Rerouted> = files.into_iter().filter(Rerouted::is_move).collect();
    let count = u64::try_from(moved.len()).unwrap_or(u64::MAX);
    let ids: Vec<EventId> = moved
        .iter()
        .take(RoutingPreview::LISTED)
        .map(|file| file.before.event)
        .collect();
    let hidden = conflicts::hidden_among(conn, account, &ids)?;
    let titles = assignments::titles(conn, &ids)?;
    let concerned: Vec<ReviewGroupId> = moved
        .iter()
        .take(RoutingPreview::LISTED)
        .flat_map(|file| [file.before.route.group, file.route.group])
        .flatten()
        .collect();
    let names = groups::names(conn, &concerned)?;
    let group_of = |group: Option<ReviewGroupId>| {
        let id = group?;
        let name = names.get(&id)?.clone();
        Some(NamedGroup { id, name })
    };
    let files = moved
        .iter()
        .take(RoutingPreview::LISTED)
        .filter(|file| !hidden.contains(&file.before.event))
        .filter_map(|file| {
            Some(MovedFile {
                event: file.before.event,
                title: titles.get(&file.before.event)?.clone(),
                from: group_of(file.before.route.group),
                to: group_of(file.route.group),
            })
        });
    Ok(RoutingPreview {
        moved: count,
        files: files.collect(),
    })
}
