//! Middleware that answers at the one address of the protocol.

use super::message::{self, Fault};
use super::offer::Mcp;
use super::protocol::{self, Reply};
use super::revision::{self, Era};
use super::tool::Tool;
use crate::addresses::MCP;
use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, ResponseError as _};
use ground::error::Error;
use http::auth::Gate;
use http::{ApiError, Services, body};
use serde_json::{Map, Value, json};
use shared::problem::{Code, Problem};
use tracing_actix_web::RequestId;

/// Maximum size of a message in bytes; the dearest query is a few kilobytes.
const MAX_BYTES: usize = 64 * 1024;
/// Header fields of a call that its operation sees too; the others are about the message.
const KEPT: [&str; 4] = ["host", "user-agent", "x-forwarded-for", "forwarded"];
const NO_STORE: (&str, &str) = ("cache-control", "no-store");

/// Next step for a request: its response, or the call of an operation.
enum Step<'a> {
    Done(HttpResponse),
    Call {
        id: Value,
        era: Era,
        tool: &'a Tool,
        arguments: Map<String, Value>,
    },
}

/// Answers messages of the protocol, if configured; a call of a tool goes on as a request to its operation.
///
/// # Errors
///
/// The error of the next service.
pub(crate) async fn answer(
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if request.match_info().as_str() != MCP {
        return next.call(request).await;
    }
    let Some(mcp) = request.app_data::<Data<Mcp>>().cloned() else {
        return next.call(request).await;
    };
    let (id, era, tool, arguments) = match step(&mcp, &mut request).await {
        Ok(Step::Done(response)) => return Ok(request.into_response(response)),
        Ok(Step::Call {
            id,
            era,
            tool,
            arguments,
        }) => (id, era, tool, arguments),
        Err(error) => return Ok(request.into_response(ApiError(error).error_response())),
    };
    if let Err(error) = turn(&mut request, tool, &arguments) {
        let text = told(request.request(), error.problem())?;
        let result = protocol::tool_result(&text, true);
        return Ok(request.into_response(done(&mcp, era, &id, result)));
    }
    let (request, response) = next.call(request).await?.into_parts();
    let is_error = !response.status().is_success();
    let problem = response.extensions().get::<Problem>().cloned();
    let text = if let Some(problem) = problem {
        told(&request, problem)?
    } else {
        let body = to_bytes(response.into_body()).await?;
        String::from_utf8_lossy(&body).into_owned()
    };
    let result = protocol::tool_result(&text, is_error);
    let response = done(&mcp, era, &id, result);
    Ok(ServiceResponse::new(request, response))
}

/// Reads the message, and answers it unless it calls a tool.
///
/// # Errors
///
/// Fault of the request that carries the message: its method, origin, media type or size.
async fn step<'a>(mcp: &'a Mcp, request: &mut ServiceRequest) -> Result<Step<'a>, Error> {
    if *request.method() != Method::POST {
        return Err(Error::rejected(Code::MethodNotAllowed).header("Allow", "POST"));
    }
    check_origin(request)?;
    let mut payload = request.take_payload();
    let bytes = body::receive(request.request(), &mut payload, MAX_BYTES).await?;
    let message = match message::read(&bytes) {
        Ok(message) => message,
        Err((id, fault)) => return Ok(Step::Done(refused(fault.status(), id.as_ref(), &fault))),
    };
    let Some(id) = message.id.clone() else {
        return Ok(Step::Done(
            match revision::check_notification(request.headers()) {
                Ok(()) => HttpResponse::Accepted().insert_header(NO_STORE).finish(),
                Err(fault) => refused(fault.status(), None, &fault),
            },
        ));
    };
    let era = match revision::era(request.headers(), &message) {
        Ok(era) => era,
        Err(fault) => return Ok(Step::Done(refused(fault.status(), Some(&id), &fault))),
    };
    Ok(match protocol::reply(mcp, era, message) {
        Ok(Reply::Done(result)) => Step::Done(done(mcp, era, &id, result)),
        Ok(Reply::Call(tool, arguments)) => Step::Call {
            id,
            era,
            tool,
            arguments,
        },
        Err(fault) => {
            let status = match era {
                Era::Stateless => fault.status(),
                // A client of that time reads the body of a success alone.
                Era::Handshake => StatusCode::OK,
            };
            Step::Done(refused(status, Some(&id), &fault))
        }
    })
}

/// Refuses a page of another site: by a name of its own for this address it could read what is meant for this network.
fn check_origin(request: &ServiceRequest) -> Result<(), Error> {
    let Some(origin) = request.headers().get(header::ORIGIN) else {
        return Ok(());
    };
    let services = request.app_data::<Data<Services>>();
    if services.is_some_and(|services| origin.as_bytes() == services.site.url.as_bytes()) {
        return Ok(());
    }
    Err(Error::rejected(Code::CrossOrigin).because("`Origin` is not that of the site"))
}

/// Turns the request into one to the operation of a tool.
///
/// # Errors
///
/// `invalid_parameter`; `not_found`, where an argument leads to another operation.
fn turn(
    request: &mut ServiceRequest,
    tool: &Tool,
    arguments: &Map<String, Value>,
) -> Result<(), Error> {
    let address: Uri = tool.address(arguments)?.parse().map_err(|_too_long| {
        Error::rejected(Code::BadRequest).because("the arguments make no address")
    })?;
    request.match_info_mut().get_mut().update(&address);
    let head = request.head_mut();
    head.method = Method::GET;
    head.uri = address;
    head.headers.retain(|name, _| KEPT.contains(&name.as_str()));
    let json = HeaderValue::from_static("application/json");
    head.headers.insert(header::ACCEPT, json);
    let gate = request.app_data::<Data<Gate>>();
    let operation = gate.and_then(|gate| gate.routes.operation(request.request()));
    if operation == Some(tool.operation) {
        Ok(())
    } else {
        Err(Error::not_found())
    }
}

/// A problem as text, with the id under which it is logged.
fn told(request: &HttpRequest, mut problem: Problem) -> Result<String, serde_json::Error> {
    let extensions = request.extensions();
    problem.request_id = extensions.get::<RequestId>().map(ToString::to_string);
    serde_json::to_string(&problem)
}

fn done(mcp: &Mcp, era: Era, id: &Value, result: Value) -> HttpResponse {
    let result = protocol::complete(mcp, era, result);
    HttpResponse::Ok()
        .insert_header(NO_STORE)
        .json(json!({ "jsonrpc": "2.0", "id": id, "result": result }))
}

fn refused(status: StatusCode, id: Option<&Value>, fault: &Fault) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(NO_STORE)
        .json(fault.body(id))
}
