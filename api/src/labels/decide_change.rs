//! Decision on a change of a labelled event.

use super::letters::{self, About};
use super::{queries, sheet};
use crate::events::change::decision::{self, ChangeDecision, Decided};
use crate::events::scope::readable;
use crate::events::transition::Performer;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::db::Conn;
use ground::error::Error;
use ground::mail;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival, Body};
use shared::id::EventId;
use shared::label::{ChangeDecisionForm, ChangeDecisionKind, ReviewSheet};

/// Accept or refuse a change of a labelled event
///
/// Accepted, the change is public at once, and the event keeps its label. Refused, with a reason, the event stays as it was labelled.
/// The organiser gets the decision by mail. 409 `illegal_move` when no change waits: somebody else has decided, or the organiser has
/// withdrawn it. 412 when the event or the change is another one than was read.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = ChangeDecisionForm,
    responses(
        (status = 200, description = "Review sheet; `ETag` is the new version", body = ReviewSheet),
        ConditionalRefusals
    )
)]
#[post("/labels/events/{id}/change/decision")]
pub(super) async fn decide_change(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    Arrival(arrival): Arrival,
    body: Body<ChangeDecisionForm>,
) -> Result<HttpResponse, ApiError> {
    let (id, form) = (id.into_inner(), body.into_inner());
    let decision = ChangeDecision {
        comment: form.comment().map_err(Error::invalid)?,
        kind: form.decision,
    };
    let sheet = services
        .write(move |conn, services| {
            let file = readable(conn, &actor, id)?;
            let performer = Performer::of(&actor, &file);
            let decided = decision::decide(
                services, conn, &file, &performer, &expected, &decision, arrival,
            )?;
            notify_owner(services, conn, &decided, &decision)?;
            sheet::of(conn, &actor, &decided.file, services.clock.now())
        })
        .await?;
    Ok(sheet::respond(&sheet))
}

/// Sends the decision to the organiser.
fn notify_owner(
    services: &Services,
    conn: &mut Conn,
    decided: &Decided,
    decision: &ChangeDecision,
) -> Result<(), Error> {
    let Decided { file, fields } = decided;
    let Some(owner) = queries::owner(conn, file.owner)? else {
        return Ok(());
    };
    let link = format!("{}/mes-evenements/{}", services.site.url, file.id);
    let about = About {
        recipient: owner.recipient(),
        file,
        link: &link,
    };
    let comment = decision.comment.as_deref();
    let letter = match decision.kind {
        ChangeDecisionKind::Accept => letters::change_accepted(about, fields, comment),
        ChangeDecisionKind::Refuse => {
            letters::change_refused(about, fields, comment.unwrap_or_default())
        }
    };
    mail::post(conn, &services.clock, &letter).map(drop)
}
