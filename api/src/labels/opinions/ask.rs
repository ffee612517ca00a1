//! A reviewer asks an expert.

use super::{ASK, letters};
use crate::accounts::people::email_key;
use crate::conversation::{OpinionRow, opinions};
use crate::events::fact::{self, Fact};
use crate::events::stored::StoredFile;
use crate::events::transition::Performer;
use crate::labels::notes::reviewed;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use chrono::TimeDelta;
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use ground::{ids, log, mail};
use http::idempotency::{self, Created, IdempotencyKey};
use http::limits::{self, Attempt};
use http::problems::WriteRefusals;
use http::{API, Actor, ApiError, Body, Services};
use serde_json::value::to_raw_value;
use shared::account::Operation;
use shared::conversation::{
    CheckedOpinionRequest, ConversationStanding, ExpertOpinion, NewExpertOpinion, OPINIONS_PER_FILE,
};
use shared::id::{EventId, MailId};
use shared::problem::Code;

/// Ask an expert for an opinion on an event
///
/// Mails a link to the address. The page behind it shows the event submission without any person, and accepts the opinion for
/// as many days as the request states, or else the edition. At most 20 requests on one event. 409 `conversation_closed` for an
/// event that is withdrawn, and once the edition is over.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("Idempotency-Key" = Option<String>, Header, description = "Key that makes a retry safe: 1 to 200 visible ASCII characters, valid for one day")
    ),
    request_body = NewExpertOpinion,
    responses(
        (status = 201, description = "The request; `Location` is the address of the opinions", body = ExpertOpinion),
        WriteRefusals
    )
)]
#[post("/labels/events/{id}/opinions")]
pub(super) async fn ask_opinion(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    key: IdempotencyKey,
    body: Body<NewExpertOpinion>,
) -> Result<HttpResponse, ApiError> {
    let event = id.into_inner();
    let digest = sha256(format!("{event} {}", body.digest()));
    let new = body.into_inner();
    limits::count(&services, ASK, &Attempt::by(actor.account.id)).await?;
    let mail = MailId(ids::new(&services.clock));
    let asker = actor.clone();
    let create = move |conn: &mut Conn, services: &Services| {
        let file = reviewed(conn, &asker, event)?;
        let wanted = new
            .check(file.edition.conversation)
            .map_err(Error::invalid)?;
        open(&file)?;
        let shown = store(conn, services, &asker, &file, (mail, &wanted))?;
        Ok(Created {
            location: format!("{API}/labels/events/{event}/opinions"),
            version: 1,
            body: to_raw_value(&shown)?,
        })
    };
    idempotency::create(
        &services,
        &actor,
        Operation::AskOpinion,
        key,
        &digest,
        create,
    )
    .await
}

fn open(file: &StoredFile) -> Result<(), Error> {
    let standing =
        ConversationStanding::of(file.state, file.was_submitted(), file.edition.is_writable());
    if standing.is_open() {
        Ok(())
    } else {
        Err(Error::rejected(Code::ConversationClosed).because(standing.to_string()))
    }
}

/// Stores a request, and sends the letter that has its secret.
fn store(
    conn: &mut Conn,
    services: &Services,
    asker: &Actor,
    file: &StoredFile,
    (mail, wanted): (MailId, &CheckedOpinionRequest),
) -> Result<ExpertOpinion, Error> {
    let now = services.clock.now();
    let row = OpinionRow {
        id: mail.into(),
        event_id: file.id.into(),
        asked_by: asker.account.id.into(),
        name: wanted.name.clone(),
        email: wanted.email.clone(),
        email_key: email_key(&wanted.email),
        question: wanted.question.clone(),
        hash: sha256(mail::secret(&services.secrets, mail)),
        asked_at: now.into(),
        expires_at: (now + TimeDelta::days(wanted.days.into())).into(),
        revoked_at: None,
        verdict: None,
        text: None,
        given_at: None,
    };
    let payload = Fact {
        opinion: Some(row.id()),
        ..Fact::default()
    };
    let by = Performer::of(asker, file).by;
    log::append(conn, now, &payload.entry(file, fact::OPINION_ASKED, by)?)?;
    if opinions::of_event(conn, file.id)?.len() >= OPINIONS_PER_FILE {
        return Err(Error::rejected(Code::ConversationFull)
            .because(format!("at most {OPINIONS_PER_FILE} requests on one event")));
    }
    opinions::insert(conn, &row)?;
    let letter = letters::request(services, file, &row).kept_until(row.expires_at.0);
    mail::post_as(conn, &services.clock, mail, &letter)?;
    Ok(row.shown()?)
}
