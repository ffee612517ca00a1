use super::call::{Call, WriteCall};
use super::documented::KeyParams;
use super::find::agenda_of;
use super::refusal::{Refusal, TokenRefusals, WriteRefusals};
use super::writing::Target;
use super::writing::location::{delete as delete_location, read_own, write};
use actix_web::web::{Path, Payload};
use actix_web::{HttpResponse, delete, get, patch, post, put};
use http::Actor;
use utoipa::ToSchema;

/// A location as a part of a form.
#[derive(ToSchema)]
#[schema(as = AgendaLocationParts)]
#[expect(dead_code, reason = "described only: the parts are read one by one")]
struct LocationParts {
    /// The location, as JSON.
    data: String,
}

/// OpenAgenda: create a location
///
/// Stores a location of the caller: a name and an address in a commune, which follows from `insee`, `postalCode`, `city` and the coordinates.
/// The number is that of the place, the same for all who describe it and for its events. At most 1,000 for an account.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        KeyParams,
    ),
    request_body(content(
        (Object = "application/json"),
        (LocationParts = "multipart/form-data")
    )),
    responses(
        (status = 200, description = "The location", body = Object),
        WriteRefusals,
    )
)]
#[post("/v2/agendas/{agenda}/locations")]
pub(super) async fn create_agenda_location(
    call: WriteCall,
    actor: Actor,
    agenda: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Refusal> {
    write(&call, actor, &agenda, Target::New, false, payload).await
}

/// OpenAgenda: replace a location
///
/// Replaces a location that the caller created. Events keep the place that they were stored with. A place that events or other accounts
/// have keeps its name, its address and its commune (409).
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ("location" = String, Path, description = "Number of the place", example = "1"),
        KeyParams,
    ),
    request_body(content(
        (Object = "application/json"),
        (LocationParts = "multipart/form-data")
    )),
    responses(
        (status = 200, description = "The location", body = Object),
        WriteRefusals,
    )
)]
#[post("/v2/agendas/{agenda}/locations/{location}")]
pub(super) async fn update_agenda_location(
    call: WriteCall,
    actor: Actor,
    path: Path<(String, String)>,
    payload: Payload,
) -> Result<HttpResponse, Refusal> {
    let (agenda, uid) = path.into_inner();
    write(&call, actor, &agenda, Target::Uid(uid), false, payload).await
}

/// OpenAgenda: change a location
///
/// Replaces the members of a location of the caller that the body names, and leaves the others as they are. All else that
/// `update_agenda_location` says holds here too.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ("location" = String, Path, description = "Number of the place", example = "1"),
        KeyParams,
    ),
    request_body(content(
        (Object = "application/json"),
        (LocationParts = "multipart/form-data")
    )),
    responses(
        (status = 200, description = "The location", body = Object),
        WriteRefusals,
    )
)]
#[patch("/v2/agendas/{agenda}/locations/{location}")]
pub(super) async fn patch_agenda_location(
    call: WriteCall,
    actor: Actor,
    path: Path<(String, String)>,
    payload: Payload,
) -> Result<HttpResponse, Refusal> {
    let (agenda, uid) = path.into_inner();
    write(&call, actor, &agenda, Target::Uid(uid), true, payload).await
}

/// OpenAgenda: delete a location
///
/// Deletes a location that the caller created. Events keep the place that they were stored with.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ("location" = String, Path, description = "Number of the place", example = "1"),
        KeyParams,
    ),
    responses(
        (status = 200, description = "The location", body = Object),
        TokenRefusals,
    )
)]
#[delete("/v2/agendas/{agenda}/locations/{location}")]
pub(super) async fn delete_agenda_location(
    call: WriteCall,
    actor: Actor,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (agenda, uid) = path.into_inner();
    delete_location(&call, actor, &agenda, Target::Uid(uid)).await
}

/// OpenAgenda: get a location by its identifier in another system
///
/// All members of a location that the caller created. The places of labelled events have no such identifiers.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ("source" = String, Path, description = "Name of the other system", example = "agenda-cci"),
        ("value" = String, Path, description = "Identifier in that system; `/` is written `%2F`", example = "usine-venissieux"),
        KeyParams,
    ),
    responses(
        (status = 200, description = "The location", body = Object),
        TokenRefusals,
    )
)]
#[get("/v2/agendas/{agenda}/locations/ext/{source}/{value}")]
pub(super) async fn get_agenda_location_by_external_id(
    call: Call,
    actor: Actor,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (agenda, source, value) = path.into_inner();
    let context = call.context();
    let catalogue = context.live.get()?;
    agenda_of(context.agendas, &catalogue, &agenda)?;
    read_own(context, actor, Target::external(&source, &value)?).await
}

/// OpenAgenda: create or replace a location by its identifier in another system
///
/// Creates a location of the caller with the identifier, as `create_agenda_location` does, or replaces the one that has it, as
/// `update_agenda_location` does.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ("source" = String, Path, description = "Name of the other system", example = "agenda-cci"),
        ("value" = String, Path, description = "Identifier in that system; `/` is written `%2F`", example = "usine-venissieux"),
        KeyParams,
    ),
    request_body(content(
        (Object = "application/json"),
        (LocationParts = "multipart/form-data")
    )),
    responses(
        (status = 200, description = "The location", body = Object),
        WriteRefusals,
    )
)]
#[put("/v2/agendas/{agenda}/locations/ext/{source}/{value}")]
pub(super) async fn put_agenda_location_by_external_id(
    call: WriteCall,
    actor: Actor,
    path: Path<(String, String, String)>,
    payload: Payload,
) -> Result<HttpResponse, Refusal> {
    let (agenda, source, value) = path.into_inner();
    let target = Target::external(&source, &value)?;
    write(&call, actor, &agenda, target, false, payload).await
}

/// OpenAgenda: delete a location by its identifier in another system
///
/// Deletes a location of the caller, as `delete_agenda_location` does. Events keep the place that they were stored with.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ("source" = String, Path, description = "Name of the other system", example = "agenda-cci"),
        ("value" = String, Path, description = "Identifier in that system; `/` is written `%2F`", example = "usine-venissieux"),
        KeyParams,
    ),
    responses(
        (status = 200, description = "The location", body = Object),
        TokenRefusals,
    )
)]
#[delete("/v2/agendas/{agenda}/locations/ext/{source}/{value}")]
pub(super) async fn delete_agenda_location_by_external_id(
    call: WriteCall,
    actor: Actor,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (agenda, source, value) = path.into_inner();
    let target = Target::external(&source, &value)?;
    delete_location(&call, actor, &agenda, target).await
}
