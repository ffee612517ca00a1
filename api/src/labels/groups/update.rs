//! Gives a group another name, or makes it the default one.

use super::access::{by, found, present, respond};
use crate::sharing::{fact, groups, moves};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use ground::error::Error;
use ground::log;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, ApiError, Body, Services};
use serde_json::json;
use shared::id::ReviewGroupId;
use shared::label::{ReviewGroup, ReviewGroupForm, ReviewGroupSummary};

/// Change the name of a review group, and whether it is the default one
///
/// The default group of an edition takes the open files for which no rule holds. A group that becomes the default one replaces
/// the former default group.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = ReviewGroupId, Path, description = "Identifier of the group"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = ReviewGroupForm,
    responses((status = 200, description = "The group; `ETag` is its new version", body = ReviewGroup), ConditionalRefusals)
)]
#[put("/labels/groups/{id}")]
pub(in crate::labels) async fn update_review_group(
    services: Data<Services>,
    actor: Actor,
    id: Path<ReviewGroupId>,
    expected: Expected,
    body: Body<ReviewGroupForm>,
) -> Result<HttpResponse, ApiError> {
    let (id, form) = (id.into_inner(), body.into_inner());
    let name =
        ReviewGroupSummary::read_name(&form.name).map_err(|fault| Error::invalid(vec![fault]))?;
    let shown = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let edition = found(conn, id)?.edition;
            let payload = json!({ "name": name, "default": form.default });
            let entry = fact::of_group((id, edition), fact::CHANGED, by(&actor), payload);
            // First, since appending takes the lock under which nobody else changes it.
            log::append(conn, now, &entry)?;
            let group = found(conn, id)?;
            expected.check(group.version)?;
            let was_default = groups::default_of(conn, edition)? == Some(id);
            groups::update(conn, &group, &name, now)?;
            if was_default != form.default {
                groups::set_default(conn, &group, form.default)?;
                moves::apply(conn, now, edition)?;
            }
            present(conn, &actor, id, now)
        })
        .await?;
    Ok(respond(&shown))
}
