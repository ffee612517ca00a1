//! Preview of a merge: numbers of everything that would move.

use super::access::seat;
use super::queries::{merging, records, register};
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use ground::error::Error;
use http::problems::Refusals;
use http::{Actor, ApiError, Query, Services};
use serde::Deserialize;
use shared::id::OrganisationId;
use shared::organisation::MergePreview;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MergePreviewQuery {
    /// Identifier of the organisation that would stay.
    into: OrganisationId,
}

/// Preview a merge of two organisations
///
/// Numbers of what would move. Changes nothing.
#[utoipa::path(
    tag = "organisations",
    params(
        ("id" = OrganisationId, Path, description = "Identifier of the organisation that would go"),
        MergePreviewQuery
    ),
    responses((status = 200, description = "Numbers of events, members, invitations and mandates that would move", body = MergePreview), Refusals)
)]
#[get("/organisations/{id}/merge-preview")]
pub(super) async fn preview_merge(
    services: Data<Services>,
    actor: Actor,
    id: Path<OrganisationId>,
    Query(query): Query<MergePreviewQuery>,
) -> Result<Json<MergePreview>, ApiError> {
    let (id, now) = (id.into_inner(), services.clock.now());
    let preview = services
        .db
        .read(move |conn| {
            let from = seat(conn, &actor, id)?.organisation;
            let into = records::find(conn, query.into)?.ok_or_else(Error::not_found)?;
            if from.id() == into.id() {
                let detail = "an organisation cannot be merged into itself";
                return Err(http::query::invalid("into", detail));
            }
            let moved = register::accounts_of(conn, from.id())?;
            let held = register::accounts_of(conn, into.id())?;
            let both = moved.iter().filter(|account| held.contains(account));
            Ok(MergePreview {
                files: merging::events_of(conn, from.id())?.len() as u64,
                members_of_both: both.count() as u64,
                members: moved.len() as u64,
                invitations: register::invitations_of(conn, from.id(), now.into())?,
                mandates: register::mandates_of(conn, from.id())?,
                from: from.named()?,
                into: into.named()?,
            })
        })
        .await?;
    Ok(Json(preview))
}
