//! Saves a view of the queue under a name.

use super::queries;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use ground::error::Error;
use ground::ids;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::id::QueueViewId;
use shared::label::{NewQueueView, QueueView};
use shared::problem::{Code, FieldProblem};

/// Save a view of the review queue
///
/// A name for a query of the list; a view of this name is replaced, so that the request may be repeated. At most 20 per account
/// (422 `too_many`).
#[utoipa::path(
    tag = "labels",
    request_body = NewQueueView,
    responses((status = 200, description = "The view as stored", body = QueueView), WriteRefusals)
)]
#[post("/labels/queue/views")]
pub(super) async fn save_queue_view(
    services: Data<Services>,
    actor: Actor,
    body: Body<NewQueueView>,
) -> Result<HttpResponse, ApiError> {
    let (name, query) = body.into_inner().parse().map_err(Error::invalid)?;
    let saved = services
        .write(move |conn, services| {
            let account = actor.account.id;
            let others = queries::others(conn, account, &name)?;
            if usize::try_from(others).is_ok_and(|others| others >= QueueView::MOST) {
                return Err(Error::invalid(vec![FieldProblem::new(
                    "/name",
                    Code::TooMany,
                    "at most 20 views are saved",
                )]));
            }
            let view = QueueView {
                id: QueueViewId(ids::new(&services.clock)),
                name: name.clone(),
                query: query.clone(),
            };
            queries::save(conn, account, &view, services.clock.now())
        })
        .await?;
    Ok(HttpResponse::Ok().json(saved))
}
