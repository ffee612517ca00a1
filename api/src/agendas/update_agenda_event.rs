use super::call::WriteCall;
use super::documented::KeyParams;
use super::refusal::{DeleteRefusals, Refusal, WriteRefusals};
use super::writing::Target;
use super::writing::event::Writer;
use actix_web::web::{Path, Payload};
use actix_web::{HttpResponse, delete, patch, post, put};
use http::Actor;
use utoipa::ToSchema;

/// An event and its picture, as the parts of a form.
#[derive(ToSchema)]
#[schema(as = AgendaEventParts)]
#[expect(dead_code, reason = "described only: the parts are read one by one")]
pub(super) struct EventParts {
    /// The event, as JSON.
    data: String,
    /// A JPEG, PNG or WebP picture of at most 8 MiB.
    #[schema(value_type = Option<String>, format = Binary)]
    image: Option<Vec<u8>>,
}

/// OpenAgenda: replace an event
///
/// Replaces what OpenAgenda's members can say of an event submission of the caller; what only the platform asks stays, and so does the
/// picture unless `image` is `null` or new. A submission under review and a labelled event are not changed here (409). With the state 0 or
/// 1 and without `draft`, the event is submitted for review. `lang` names the language of plain texts.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ("event" = String, Path, description = "Number of the event", example = "1"),
        KeyParams,
    ),
    request_body(content(
        (Object = "application/json"),
        (EventParts = "multipart/form-data")
    )),
    responses(
        (status = 200, description = "The event", body = Object),
        WriteRefusals,
    )
)]
#[post("/v2/agendas/{agenda}/events/{event}")]
pub(super) async fn update_agenda_event(
    call: WriteCall,
    actor: Actor,
    path: Path<(String, String)>,
    payload: Payload,
) -> Result<HttpResponse, Refusal> {
    let (agenda, uid) = path.into_inner();
    let writer = Writer::to(&call, actor, &agenda).await?;
    writer.write(Target::Uid(uid), false, payload).await
}

/// OpenAgenda: change an event
///
/// Replaces the members of an event submission of the caller that the body names, and leaves the others as they are. All else that
/// `update_agenda_event` says holds here too.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ("event" = String, Path, description = "Number of the event", example = "1"),
        KeyParams,
    ),
    request_body(content(
        (Object = "application/json"),
        (EventParts = "multipart/form-data")
    )),
    responses(
        (status = 200, description = "The event", body = Object),
        WriteRefusals,
    )
)]
#[patch("/v2/agendas/{agenda}/events/{event}")]
pub(super) async fn patch_agenda_event(
    call: WriteCall,
    actor: Actor,
    path: Path<(String, String)>,
    payload: Payload,
) -> Result<HttpResponse, Refusal> {
    let (agenda, uid) = path.into_inner();
    let writer = Writer::to(&call, actor, &agenda).await?;
    writer.write(Target::Uid(uid), true, payload).await
}

/// OpenAgenda: delete an event
///
/// Deletes a draft of the caller, with its identifiers in other systems. A submission under review is withdrawn. A labelled event is
/// withdrawn on the platform, with a reason (409). The answer is the event as it was, or withdrawn.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ("event" = String, Path, description = "Number of the event", example = "1"),
        KeyParams,
    ),
    responses(
        (status = 200, description = "The event", body = Object),
        DeleteRefusals,
    )
)]
#[delete("/v2/agendas/{agenda}/events/{event}")]
pub(super) async fn delete_agenda_event(
    call: WriteCall,
    actor: Actor,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (agenda, uid) = path.into_inner();
    let writer = Writer::to(&call, actor, &agenda).await?;
    writer.delete(Target::Uid(uid)).await
}

/// OpenAgenda: create or replace an event by its identifier in another system
///
/// Creates a draft of the caller with the identifier, or replaces the event of the caller that has it, as `update_agenda_event` does.
/// Identifiers belong to an account. An event that was withdrawn keeps its identifier.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ("source" = String, Path, description = "Name of the other system", example = "agenda-cci"),
        ("value" = String, Path, description = "Identifier in that system; `/` is written `%2F`", example = "visite-2018-04"),
        KeyParams,
    ),
    request_body(content(
        (Object = "application/json"),
        (EventParts = "multipart/form-data")
    )),
    responses(
        (status = 200, description = "The event", body = Object),
        WriteRefusals,
    )
)]
#[put("/v2/agendas/{agenda}/events/ext/{source}/{value}")]
pub(super) async fn put_agenda_event_by_external_id(
    call: WriteCall,
    actor: Actor,
    path: Path<(String, String, String)>,
    payload: Payload,
) -> Result<HttpResponse, Refusal> {
    let (agenda, source, value) = path.into_inner();
    let target = Target::external(&source, &value)?;
    let writer = Writer::to(&call, actor, &agenda).await?;
    writer.write(target, false, payload).await
}

/// OpenAgenda: delete an event by its identifier in another system
///
/// Deletes a draft of the caller, or withdraws a submission under review, as `delete_agenda_event` does.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ("source" = String, Path, description = "Name of the other system", example = "agenda-cci"),
        ("value" = String, Path, description = "Identifier in that system; `/` is written `%2F`", example = "visite-2018-04"),
        KeyParams,
    ),
    responses(
        (status = 200, description = "The event", body = Object),
        DeleteRefusals,
    )
)]
#[delete("/v2/agendas/{agenda}/events/ext/{source}/{value}")]
pub(super) async fn delete_agenda_event_by_external_id(
    call: WriteCall,
    actor: Actor,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (agenda, source, value) = path.into_inner();
    let target = Target::external(&source, &value)?;
    let writer = Writer::to(&call, actor, &agenda).await?;
    writer.delete(target).await
}
