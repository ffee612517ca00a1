//! What a partner makes of the platform: figures by day, for the members of the space.

use crate::api_keys::usage::{day_of, of_keys};
use crate::partner_spaces::access::seat;
use crate::webhooks::usage::of_webhooks;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use chrono::NaiveDate;
use http::problems::Refusals;
use http::register::ServiceConfig;
use http::{Actor, ApiError, Query, Services};
use serde::Deserialize;
use shared::id::PartnerSpaceId;
use shared::partner::{PartnerUsage, UsagePeriod};

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_partner_usage);
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UsageQuery {
    /// First day, in Paris, at most 30 days before the last one; 29 days before it when absent.
    from: Option<NaiveDate>,
    /// Last day, in Paris; the current one when absent.
    to: Option<NaiveDate>,
}

/// Get the use that a partner makes of the platform
///
/// Requests with each API key and attempts of each webhook, by day and in all. Requests are counted by key alone, and appear here within
/// some minutes; the count of a minute is lost when a server is killed. They are kept for 400 days, attempts for 30. A request with a key
/// that is not valid, or not meant for its sender, counts for no key. Embeds on pages of a partner count by the publishable key in their tag
/// or address, and not without one. For the members of the space, and for administrators.
#[utoipa::path(
    tag = "partners",
    params(("id" = PartnerSpaceId, Path, description = "Identifier of the space"), UsageQuery),
    responses((status = 200, description = "Figures by key and webhook", body = PartnerUsage), Refusals)
)]
#[get("/partner-spaces/{id}/usage")]
async fn get_partner_usage(
    services: Data<Services>,
    actor: Actor,
    id: Path<PartnerSpaceId>,
    Query(query): Query<UsageQuery>,
) -> Result<Json<PartnerUsage>, ApiError> {
    let (id, today) = (id.into_inner(), day_of(services.clock.now()));
    let period = UsagePeriod::new(query.from, query.to, today)
        .map_err(|fault| http::query::invalid("from", fault))?;
    let usage = services
        .db
        .read(move |conn| {
            seat(conn, &actor, id)?;
            Ok(PartnerUsage {
                from: period.first,
                to: period.last,
                keys: of_keys(conn, id, period)?,
                webhooks: of_webhooks(conn, id, period, today)?,
            })
        })
        .await?;
    Ok(Json(usage))
}
