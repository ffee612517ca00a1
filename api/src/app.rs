//! The application: its state, its one list of features, and the server.

use crate::accounts::keys::Keys;
use crate::accounts::passwords::Passwords;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::error::{ApiError, PROBLEM_JSON};
use crate::files::Files;
use crate::http::auth::authorise;
use crate::http::body::MAX_BODY_BYTES;
use crate::http::cors;
use crate::http::idempotency::InFlight;
use crate::http::paging::Cursors;
use crate::http::routes::Routes;
use crate::images::{self, Images};
use crate::telemetry::RequestSpan;
use crate::{
    accounts, catalogue, editions, events, formats, health, labels, mail, ogc, openapi, opendata,
    outbox, places, platform, site,
};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{Compress, Next, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App, Error, HttpMessage as _, HttpRequest, HttpResponse, HttpServer};
use shared::problem::{Code, Problem};
use std::net::TcpListener;
use tracing_actix_web::{RequestId, TracingLogger};
use utoipa::openapi::OpenApi;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt as _, scope};
use utoipa_swagger_ui::SwaggerUi;

/// Where the versioned API lives.
pub const API: &str = "/api/v1";

/// What programs read lies under these; every other address is a page or a file of the site.
const MACHINES: [&str; 5] = [
    "/api",
    "/.well-known",
    ogc::ROOT,
    opendata::ROOT,
    images::ROOT,
];

/// What every handler may ask for.
#[derive(Debug)]
pub struct State {
    /// How the server is configured.
    pub config: Config,
    /// What time it is.
    pub clock: Clock,
    /// The database.
    pub db: Db,
    /// The key of the access tokens.
    pub keys: Keys,
    /// Makes and checks password hashes.
    pub passwords: Passwords,
    /// Makes and checks the cursors of lists.
    pub cursors: Cursors,
    /// Which operation a request is.
    pub routes: Routes,
    /// Creations that are running, by idempotency key.
    pub in_flight: InFlight,
    /// What the public reads.
    pub catalogue: catalogue::Live,
    /// The pictures of the events.
    pub images: Images,
    /// Files of open data that were made.
    pub dumps: opendata::Dumps,
    /// The long exports that were asked for lately.
    pub exports: formats::Exports,
}

impl State {
    /// Opens the database, brings it up to date, reads the key.
    ///
    /// # Errors
    ///
    /// When one of these cannot be done.
    pub fn open(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let db = Db::open(&config.database.url, config.database.connections)?;
        db.migrate()?;
        let keys = Keys::open(&config.jwt_key)?;
        Ok(Self {
            cursors: Cursors::new(keys.derived_secret()),
            routes: Routes::of(&document())?,
            in_flight: InFlight::default(),
            passwords: Passwords::new()?,
            catalogue: catalogue::Live::default(),
            images: Images::among(Files::under(&config.files_dir)),
            dumps: opendata::Dumps::default(),
            exports: formats::Exports::default(),
            keys,
            db,
            clock,
            config,
        })
    }
}

/// What lies under [`API`]: the one list of features.
fn features(cfg: &mut ServiceConfig<'_>) {
    accounts::routes(cfg);
    catalogue::routes(cfg);
    formats::routes(cfg);
    editions::routes(cfg);
    outbox::routes(cfg);
    platform::routes(cfg);
    events::routes(cfg);
    images::routes(cfg);
    places::routes(cfg);
    labels::routes(cfg);
    cfg.default_service(web::to(no_route));
}

/// What lies outside [`API`].
fn outside(cfg: &mut ServiceConfig<'_>) {
    health::routes(cfg);
    accounts::well_known(cfg);
    ogc::routes(cfg);
    opendata::routes(cfg);
    formats::outside(cfg);
    images::outside(cfg);
}

/// The OpenAPI document of the server.
pub fn document() -> OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(openapi::frame())
        .configure(outside)
        .service(scope(API).configure(features))
        .split_for_parts();
    openapi::tell_policy(&mut document);
    document
}

fn build(
    state: Data<State>,
    document: OpenApi,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    App::new()
        .into_utoipa_app()
        .configure(outside)
        .service(scope(API).configure(features))
        .into_app()
        .app_data(state)
        .app_data(web::PayloadConfig::new(MAX_BODY_BYTES))
        .app_data(web::PathConfig::default().error_handler(|_, _| ApiError::not_found().into()))
        .service(web::redirect("/api/docs", "/api/docs/"))
        .service(SwaggerUi::new("/api/docs/{_:.*}").url("/api/openapi.json", document))
        .service(web::redirect("/ogc/", ogc::ROOT))
        .service(web::redirect("/opendata/", opendata::ROOT))
        .service(web::resource(MACHINES.map(|root| format!("{root}{{rest:(/.*)?}}"))).to(no_route))
        .configure(formats::assets)
        .configure(site::routes)
        .wrap(from_fn(authorise))
        .wrap(from_fn(finish))
        .wrap(from_fn(site::headers))
        .wrap(Compress::default())
        .wrap(TracingLogger::<RequestSpan>::new())
}

/// Answers on `listener` until it is told to stop, and does the work of the background beside it.
///
/// # Errors
///
/// When the listener cannot be used, or the mail server's address cannot be read.
pub fn serve(state: Data<State>, listener: TcpListener) -> anyhow::Result<Server> {
    mail::start(&state)?;
    let document = document();
    let workers = state.config.workers;
    catalogue::follow(&state);
    let mut server = HttpServer::new(move || build(state.clone(), document.clone()))
        .shutdown_timeout(10)
        .listen(listener)?;
    if let Some(workers) = workers {
        server = server.workers(workers);
    }
    Ok(server.run())
}

/// A path that no handler has, or not for this method.
async fn no_route(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, ApiError> {
    if let Some(preflight) = cors::preflight(&state.routes, &request) {
        return Ok(preflight);
    }
    match state.routes.at(request.path(), request.method()) {
        Some((methods, None)) => {
            let mut allowed: Vec<_> = methods.iter().map(Method::as_str).collect();
            if methods.contains(&Method::GET) {
                allowed.push("HEAD");
            }
            Err(ApiError::rejected(Code::MethodNotAllowed)
                .header(header::ALLOW, allowed.join(", ")))
        }
        Some((_, Some(_))) | None => Err(ApiError::not_found()),
    }
}

/// What every answer gets: refusals of the framework become problems, problems get the request's id, reads that are open
/// to everybody are open to every origin, and nothing private is kept by a cache.
async fn finish(
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let state = request.app_data::<Data<State>>().cloned();
    let id = request
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string);
    let path = request.path().to_owned();
    let method = request.method().clone();
    if method == Method::HEAD {
        // Answered as GET; the encoder knows what was asked and sends no body.
        request.head_mut().method = Method::GET;
    }
    let mut response = next.call(request).await?;
    let machine = is_for_machines(&path);
    if response.status().as_u16() >= 400 {
        let told = response.response().extensions().get::<Problem>().cloned();
        let problem = match told {
            Some(problem) => Some(problem),
            None if machine => Some(ApiError::rejected(code_of(response.status())).problem()),
            None => None,
        };
        if let Some(mut problem) = problem {
            problem.request_id.clone_from(&id);
            let body = serde_json::to_vec(&problem)?;
            response
                .headers_mut()
                .insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
            response = response.map_body(|_, _| BoxBody::new(body));
        }
    }
    let headers = response.headers_mut();
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if let Some(id) = id.and_then(|id| HeaderValue::from_str(&id).ok()) {
        headers.insert(header::HeaderName::from_static("x-request-id"), id);
    }
    if machine && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if state.is_some_and(|state| cors::is_public_read(&state.routes, &path, &method)) {
        cors::open(headers);
    }
    Ok(response)
}

fn is_for_machines(path: &str) -> bool {
    MACHINES
        .iter()
        .filter_map(|root| path.strip_prefix(root))
        .any(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn code_of(status: StatusCode) -> Code {
    Code::ALL
        .iter()
        .copied()
        .find(|code| code.status() == status.as_u16())
        .unwrap_or(if status.is_server_error() {
            Code::Internal
        } else {
            Code::BadRequest
        })
}
