use super::call::{Call, WriteCall};
use super::documented::EventsParams;
use super::find::{List, agenda_of};
use super::parameters::Parameters;
use super::received::Received;
use super::refusal::{BodyRefusals, Refusal, Refusals};
use super::respond::{Context, send_list};
use super::update_agenda_event::EventParts;
use super::writing::Target;
use super::writing::event::Writer;
use actix_web::web::{Data, Path, Payload};
use actix_web::{FromRequest as _, HttpResponse, get, post};
use http::auth::{ACCESS_TOKEN, Gate};
use http::problems::NotModified;
use http::{ApiError, Body};
use serde_json::{Map, Value};
use shared::account::Operation;

/// Member that every event has, and no query.
const TITLE: &str = "title";

/// OpenAgenda: list the events of an agenda
///
/// The labelled events of an edition in the form of OpenAgenda v2. Unlike on the rest of the platform, parameters and values of
/// choices that are not known are ignored, as the clients expect.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        EventsParams,
    ),
    responses(
        (status = 200, description = "A page of events, and counts", body = Object, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        Refusals,
    )
)]
#[get("/v2/agendas/{agenda}/events")]
pub(super) async fn list_agenda_events(
    call: Call,
    uid: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let context = call.context();
    let parameters = Parameters::of_query(context.request.query_string())?;
    send(context, &uid, &parameters).await
}

/// OpenAgenda: list the events of an agenda with the query as a body, or create one
///
/// Without a token: the parameters of `list_agenda_events` as members of a JSON object, as the widgets of OpenAgenda send them. Nothing is
/// stored.
///
/// With a token in `access-token`, or with a `title` and a caller: creates a draft of the caller from the members of an event, of which none
/// is required. With the state 0 or 1, it is submitted for review, and everything that the edition asks has to be there. A picture comes as
/// the part `image` of a form, beside the event as the part `data`; or from the address in `image.url`. The answer is that of
/// `update_agenda_event`.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        EventsParams,
    ),
    request_body(
        content(
            (Object = "application/json"),
            (EventParts = "multipart/form-data")
        ),
        description = "Parameters, which count like those of the query; or an event",
    ),
    responses(
        (status = 200, description = "A page of events, and counts; or the event", body = Object, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        BodyRefusals,
    )
)]
#[post("/v2/agendas/{agenda}/events")]
pub(super) async fn search_agenda_events(
    call: WriteCall,
    gate: Data<Gate>,
    uid: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Refusal> {
    let context = call.context();
    if context.request.headers().contains_key(ACCESS_TOKEN) {
        let writer = creator(&call, &gate, &uid).await?;
        return writer.write(Target::New, false, payload).await;
    }
    let mut payload = payload.into_inner();
    let body: Result<Body<Map<String, Value>>, ApiError> =
        Body::from_request(context.request, &mut payload).await;
    let members = body?.into_inner();
    if members.contains_key(TITLE) {
        let received = Received {
            members,
            picture: None,
        };
        let writer = creator(&call, &gate, &uid).await?;
        return writer
            .write_received(context, Target::New, false, received, None)
            .await;
    }
    let parameters = Parameters::of_query(context.request.query_string())?;
    let parameters = parameters.and(Parameters::of_json(&members)?);
    send(context, &uid, &parameters).await
}

/// A caller who creates an event.
///
/// # Errors
///
/// When nobody is identified who may do so, or there is no such agenda.
async fn creator<'a>(
    call: &'a WriteCall,
    gate: &Gate,
    agenda: &str,
) -> Result<Writer<'a>, Refusal> {
    let request = call.context().request;
    let actor = gate.actor_for(Operation::CreateEvent, request).await?;
    Writer::to(call, actor, agenda).await
}

async fn send(
    context: Context<'_>,
    uid: &str,
    parameters: &Parameters,
) -> Result<HttpResponse, Refusal> {
    let catalogue = context.live.get()?;
    let (origin, record) = agenda_of(context.agendas, &catalogue, uid)?;
    let path = format!("agendas/{}/events", record.uid);
    let origins = vec![(origin, record)];
    let asked = List::read(context.services, &catalogue, parameters, origins, &path)?;
    send_list(context, &catalogue, asked, &path, parameters).await
}
