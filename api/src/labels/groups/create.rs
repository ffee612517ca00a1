//! Creates a review group in an edition.

use super::access::{by, edition_named, present};
use crate::sharing::groups::{self, Group};
use crate::sharing::{fact, moves};
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use ground::error::Error;
use ground::{ids, log};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services, etag};
use serde_json::json;
use shared::id::ReviewGroupId;
use shared::label::{NewReviewGroup, ReviewGroup, ReviewGroupSummary};
use shared::problem::{Code, FieldProblem};
use shared::text::fold;

/// Create a review group
///
/// At most 5,000 in an edition, with different names (422 `duplicate`). The default group takes the open files for which no rule holds.
#[utoipa::path(
    tag = "labels",
    request_body = NewReviewGroup,
    responses((status = 201, description = "The group; `ETag` is its version", body = ReviewGroup), WriteRefusals)
)]
#[post("/labels/groups")]
pub(in crate::labels) async fn create_review_group(
    services: Data<Services>,
    actor: Actor,
    body: Body<NewReviewGroup>,
) -> Result<HttpResponse, ApiError> {
    let new = body.into_inner();
    let name =
        ReviewGroupSummary::read_name(&new.name).map_err(|fault| Error::invalid(vec![fault]))?;
    let created = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let (edition, _) = edition_named(conn, &new.edition)?;
            let group = Group {
                id: ReviewGroupId(ids::new(&services.clock)),
                edition,
                key: fold(&name),
                name: name.clone(),
                version: 1,
            };
            let payload = json!({ "name": group.name, "default": new.default });
            let entry = fact::of_group((group.id, edition), fact::CREATED, by(&actor), payload);
            // First, since appending takes the lock under which nobody else creates one.
            log::append(conn, now, &entry)?;
            let known = usize::try_from(groups::count(conn, edition)?).unwrap_or(usize::MAX);
            if known >= ReviewGroupSummary::MOST {
                let detail = "an edition has at most 5,000 groups";
                return Err(Error::invalid(vec![FieldProblem::new(
                    "/name",
                    Code::TooMany,
                    detail,
                )]));
            }
            groups::insert(conn, &group, now)?;
            if new.default {
                groups::set_default(conn, &group, true)?;
                moves::apply(conn, now, edition)?;
            }
            present(conn, &actor, group.id, now)
        })
        .await?;
    Ok(HttpResponse::Created()
        .insert_header(header::ETag(etag::of_version(created.summary.version)))
        .json(created))
}
