//! The overview of the reviews.

use super::of;
use crate::editions::queries as editions;
use crate::labels::queue::kept::QueueIndex;
use crate::labels::reach::Reach;
use actix_web::http::header::{ETag, EntityTag};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::events;
use ground::db::types::SqlUuid;
use ground::error::Error;
use http::problems::Refusals;
use http::query::invalid;
use http::{Actor, ApiError, Query, Services, Slug, etag};
use serde::Deserialize;
use shared::edition::Edition;
use shared::id::EditionId;
use shared::label::{LabelState, OverviewDrafts, QueueOverview, QueueQuery};
use shared::place::Territory;
use std::sync::Arc;

/// Filters of the overview.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OverviewQuery {
    /// Slug of an edition; the current one when absent.
    #[param(value_type = Option<String>, example = "2018")]
    edition: Option<Slug>,
    /// Territory, restricted to those of the caller: `region:84`, `department:69`.
    #[param(value_type = Option<String>, example = "region:84")]
    territory: Option<Territory>,
}

/// Get the overview of the reviews
///
/// Files by state, deadline, day and territory, within the territories of the caller. Each number is the size of the list of the queue
/// with the same filters at the same moment. The entity tag is a digest of the answer.
#[utoipa::path(
    tag = "labels",
    params(OverviewQuery),
    responses((status = 200, description = "Overview", body = QueueOverview), Refusals)
)]
#[get("/labels/overview")]
pub(super) async fn get_overview(
    services: Data<Services>,
    queue: Data<QueueIndex>,
    actor: Actor,
    Query(query): Query<OverviewQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let OverviewQuery { edition, territory } = query;
    let overview = read(&services, &queue, &actor, (edition, territory)).await?;
    let body = serde_json::to_string(&overview)?;
    let tag = EntityTag::new_strong(etag::digest(body.as_bytes()));
    if etag::is_known(&request, &tag) {
        return Ok(HttpResponse::NotModified()
            .insert_header(ETag(tag))
            .finish());
    }
    Ok(HttpResponse::Ok()
        .insert_header(ETag(tag))
        .content_type("application/json")
        .body(body))
}

/// The overview with these filters, as the caller sees it.
pub(super) async fn read(
    services: &Services,
    queue: &QueueIndex,
    actor: &Actor,
    (edition, territory): (Option<Slug>, Option<Territory>),
) -> Result<QueueOverview, Error> {
    let reach = Reach::of(actor);
    let whole = reach == Reach::Everywhere
        && territory
            .as_ref()
            .is_none_or(|territory| *territory == Territory::National);
    let now = services.clock.now();
    let (slug, drafts) = services
        .db
        .read(move |conn| {
            let Some((id, edition)) = shown(conn, edition.as_ref())? else {
                return Ok((None, None));
            };
            let drafts = whole
                .then(|| drafts(conn, (id, &edition), now))
                .transpose()?;
            Ok((Some(edition.slug.clone()), drafts))
        })
        .await?;
    let (index, _) = queue.now(services, actor).await?;
    let base = QueueQuery {
        edition: slug,
        territory,
        ..QueueQuery::default()
    };
    let overview = of(&index, &base, &reach, now)?;
    Ok(QueueOverview { drafts, ..overview })
}

/// The edition that is asked for, or else the current one.
fn shown(
    conn: &mut Conn,
    asked: Option<&Slug>,
) -> Result<Option<(EditionId, Arc<Edition>)>, Error> {
    if let Some(slug) = asked {
        let unknown = || invalid("edition", "there is no such edition");
        let found = editions::by_slug(conn, slug)?.ok_or_else(unknown)?;
        return Ok(Some(found));
    }
    let all = editions::all(conn)?;
    let current = Edition::current(all.iter().map(|(_, edition)| &**edition));
    let slug = current.map(|edition| edition.slug.clone());
    Ok(all
        .into_iter()
        .find(|(_, edition)| Some(&edition.slug) == slug.as_ref()))
}

fn drafts(
    conn: &mut Conn,
    (id, edition): (EditionId, &Edition),
    now: DateTime<Utc>,
) -> Result<OverviewDrafts, Error> {
    let count: i64 = events::table
        .filter(events::edition_id.eq(SqlUuid::from(id)))
        .filter(events::state.eq(LabelState::Draft.as_str()))
        .count()
        .get_result(conn)?;
    Ok(OverviewDrafts {
        count: u64::try_from(count).context("drafts")?,
        deadline: edition.deadline,
        missed: edition.deadline < now,
    })
}
