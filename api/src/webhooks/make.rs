//! Creation of a webhook.

use super::rows::{WebhookRow, known};
use super::{MADE, Webhooks, address, entry, queries, signing};
use crate::catalogue::Live;
use crate::changes::Reader;
use crate::partner_spaces::access::{open_seat, seat};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::db::types::SqlJson;
use ground::error::Error;
use ground::{ids, log};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::event::EventQuery;
use shared::id::{PartnerSpaceId, WebhookId};
use shared::partner::{
    MadeWebhook, NewWebhook, WEBHOOK_BATCH_MAX, WEBHOOKS_MAX, WebhookState, fault_in_filters,
    webhook_filters,
};
use shared::problem::{Code, FieldProblem};
use shared::text::Limits;

/// Bounds of the name of a webhook: one line, 1 to 100 characters.
const NAME: Limits = Limits::line(1, 100);
/// Number of the first secret.
const FIRST_SECRET: i32 = 1;

/// Make a webhook
///
/// From now on, each change of the public events that matches the filters is posted to the address, in the order of the stream of changes,
/// with the signatures of Standard Webhooks. The response is the only one that contains the secret. A message is sent at least once, always with
/// the same `webhook-id`, until the receiver answers with a status of 200 to 299 within 10 seconds; after a failure again, with growing pauses, for
/// two days. At most 20 webhooks. For the members of the space, and for the coordination and administrators. Requires a verified e-mail address.
#[utoipa::path(
    tag = "partners",
    params(("id" = PartnerSpaceId, Path, description = "Identifier of the space")),
    request_body = NewWebhook,
    responses((status = 201, description = "The webhook with its secret, shown this once", body = MadeWebhook), WriteRefusals)
)]
#[post("/partner-spaces/{id}/webhooks")]
pub(super) async fn make_webhook(
    services: Data<Services>,
    live: Data<Live>,
    webhooks: Data<Webhooks>,
    actor: Actor,
    id: Path<PartnerSpaceId>,
    body: Body<NewWebhook>,
) -> Result<HttpResponse, ApiError> {
    if !actor.account.verified {
        return Err(Error::rejected(Code::EmailUnverified).into());
    }
    let id = id.into_inner();
    // Before a name is looked up for whoever asks.
    let asking = actor.clone();
    services
        .db
        .read(move |conn| seat(conn, &asking, id)?.open().map(drop))
        .await?;
    let new = checked(&webhooks, &live, body.into_inner()).await?;
    let reader = Reader::complete(live.get()?.version());
    let made = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let seat = open_seat(conn, &actor, id)?;
            let webhook = WebhookId(ids::new(&services.clock));
            // First, since appending takes the lock under which the number of webhooks does not change.
            let entry = entry(seat.space.partner(), webhook, MADE, seat.by);
            log::append(conn, now, &entry)?;
            if queries::of_space(conn, id)?.len() >= WEBHOOKS_MAX {
                let fault = FieldProblem::new("/name", Code::TooMany, "too many webhooks");
                let fault = fault.with_limit(WEBHOOKS_MAX as u64);
                return Err(Error::invalid(vec![fault]));
            }
            let row = WebhookRow {
                id: webhook.into(),
                partner_id: id.into(),
                name: new.name.clone(),
                url: new.url.clone(),
                filters: new.filters.clone(),
                batch: new.batch.into(),
                state: WebhookState::Active.as_str().to_owned(),
                secret_number: FIRST_SECRET,
                old_secret_until: None,
                reader: SqlJson::of(&reader)?,
                known: known(reader),
                epoch: 0,
                run: 0,
                message: None,
                message_since: None,
                message_changes: 0,
                failures: 0,
                failing_since: None,
                next_at: None,
                delivered_at: None,
                created_at: now.into(),
            };
            queries::insert(conn, &row)?;
            Ok(MadeWebhook {
                webhook: row.shown(now),
                secret: signing::secret(&services.secrets, webhook, FIRST_SECRET),
            })
        })
        .await?;
    Ok(HttpResponse::Created().json(made))
}

/// Checks and normalises a new webhook; the name of the receiver is looked up last.
async fn checked(webhooks: &Webhooks, live: &Live, new: NewWebhook) -> Result<NewWebhook, Error> {
    let mut faults = Vec::new();
    let name = match NAME.read("/name", &new.name) {
        Ok(Some(name)) => name,
        Ok(None) => {
            faults.push(FieldProblem::new("/name", Code::Required, "required"));
            String::new()
        }
        Err(fault) => {
            faults.push(fault);
            String::new()
        }
    };
    if !(1..=WEBHOOK_BATCH_MAX).contains(&new.batch) {
        let detail = format!("must be 1 to {WEBHOOK_BATCH_MAX}");
        let fault = FieldProblem::new("/batch", Code::OutOfRange, detail);
        faults.push(fault.with_limit(WEBHOOK_BATCH_MAX));
    }
    let filters = filters(live, &new.filters)?.unwrap_or_else(|found| {
        faults.extend(found);
        EventQuery::default()
    });
    let reach = webhooks.courier.reach;
    let url = match address::read("/url", &new.url, reach) {
        Ok(url) if faults.is_empty() => address::look_up("/url", &url, reach)
            .await
            .map(|()| String::from(url)),
        Ok(url) => Ok(String::from(url)),
        Err(fault) => Err(fault),
    };
    match url {
        Ok(url) if faults.is_empty() => Ok(NewWebhook {
            name,
            url,
            filters: filters.to_search(),
            batch: new.batch,
        }),
        url => {
            faults.extend(url.err());
            Err(Error::invalid(faults))
        }
    }
}

/// The filters of a webhook, or their faults.
///
/// # Errors
///
/// `unavailable` until the catalogue has been built.
fn filters(live: &Live, text: &str) -> Result<Result<EventQuery, Vec<FieldProblem>>, Error> {
    let catalogue = live.get()?;
    let known = webhook_filters("/filters", text).and_then(|query| {
        let watched = catalogue.watched(&query).map(drop);
        let at = |fault: &FieldProblem| fault_in_filters("/filters", fault);
        match watched {
            Ok(()) => Ok(query),
            Err(faults) => Err(faults.0.iter().map(at).collect()),
        }
    });
    Ok(known)
}
