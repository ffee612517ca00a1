//! Lists the messages of a webhook page by page.

use super::rows::DeliveryRow;
use super::{found, queries};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use http::paging::{self, Pager};
use http::problems::Refusals;
use http::{Actor, ApiError, Query, Services};
use serde::Deserialize;
use shared::id::{PartnerSpaceId, WebhookDeliveryId, WebhookId};
use shared::paging::Page;
use shared::partner::WebhookDelivery;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DeliveryQuery {
    /// Deliveries per page, 1 to 100; 20 when absent.
    limit: Option<u32>,
    /// `nextCursor` of the previous page.
    cursor: Option<String>,
}

/// List the deliveries of a webhook
///
/// Each attempt of the last 30 days, newest first, with the heads of request and answer; the signatures are left out. For the members of the
/// space, and for the coordination and administrators.
#[utoipa::path(
    tag = "partners",
    params(
        ("id" = PartnerSpaceId, Path, description = "Identifier of the space"),
        ("webhook" = WebhookId, Path, description = "Identifier of the webhook"),
        DeliveryQuery
    ),
    responses(
        (status = 200, description = "A page of deliveries", body = Page<WebhookDelivery>,
            headers(("Link" = String, description = "URL of the next page"))),
        Refusals
    )
)]
#[get("/partner-spaces/{id}/webhooks/{webhook}/deliveries")]
pub(super) async fn list_webhook_deliveries(
    request: HttpRequest,
    services: Data<Services>,
    actor: Actor,
    path: Path<(PartnerSpaceId, WebhookId)>,
    Query(query): Query<DeliveryQuery>,
) -> Result<HttpResponse, ApiError> {
    let (id, webhook) = path.into_inner();
    let limit = paging::limit(query.limit)?;
    let list = format!("webhook_deliveries:{webhook}");
    let cursor = query.cursor.as_deref();
    let pager = Pager::<WebhookDeliveryId>::new(&services.cursors, list, limit, cursor)?;
    let (before, at_most) = (pager.after().copied(), i64::from(pager.items_to_read()));
    let rows = services
        .db
        .read(move |conn| {
            let (_, row) = found(conn, &actor, id, webhook)?;
            queries::deliveries(conn, row.id, before, at_most)
        })
        .await?;
    let (rows, next_cursor) = pager.cut(rows, DeliveryRow::id)?;
    let items = rows.iter().map(DeliveryRow::shown);
    let page = Page {
        items: items.collect::<anyhow::Result<Vec<_>>>()?,
        next_cursor,
        total: None,
    };
    Ok(paging::respond(&request, &page))
}
