//! The application: creates the shared state, registers the routes and starts the background work.
//!
//! The only file that refers to every feature.

use crate::accounts::identify::AccessTokens;
use crate::accounts::keys::Keys;
use crate::accounts::passwords::Passwords;
use crate::catalogue::Live;
use crate::exports::Exports;
use crate::images::{self, Images};
use crate::labels::QueueIndex;
use crate::middleware::{API_ROOTS, finish, say_no_identity, vary};
use crate::opendata::{self, Dumps};
use crate::organisations::Companies;
use crate::places::Geocoder;
use crate::{
    accounts, catalogue, editions, events, examples, exports, health, imports, labels, leaving,
    ogc, openapi, organisations, outbox, places, platform, site,
};
use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App, Error as ActixError, HttpRequest, HttpResponse, HttpServer, guard};
use anyhow::Context as _;
use ground::attempts;
use ground::clock::Clock;
use ground::config::Config;
use ground::db::Db;
use ground::error::Error;
use ground::files::Files;
use ground::idempotency;
use ground::jobs::{Jobs, Running};
use ground::mail::Sender;
use ground::secrets::Secrets;
use http::auth::{Gate, authorise};
use http::cors;
use http::idempotency::InFlight;
use http::intake::{CONNECTIONS_PER_WORKER, Intake};
use http::paging::Cursors;
use http::routes::Routes;
use http::span::{self, RequestSpan};
use http::{API, Answer, ApiError, Services, Site, note_arrival, unread};
use shared::account::Operation;
use shared::problem::Code;
use std::fmt;
use std::net::TcpListener;
use std::sync::Arc;
use tracing_actix_web::TracingLogger;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt as _, scope};

/// State shared by all routes and threads.
pub struct Platform {
    pub config: Config,
    /// Database, clock, address of the site and cursors.
    pub services: Data<Services>,
    /// Maps requests to operations, and authorises them.
    pub gate: Data<Gate>,
    /// Key of the access tokens.
    pub keys: Data<Keys>,
    /// Computes and verifies password hashes.
    pub passwords: Data<Passwords>,
    /// Catalogue of labelled events.
    pub live: Data<Live>,
    /// Review queue.
    queue: Data<QueueIndex>,
    /// Images of the events.
    pub images: Data<Images>,
    /// Cached open data files.
    pub dumps: Data<Dumps>,
    /// Cached exports of many events.
    pub exports: Data<Exports>,
    /// Finds addresses with the configured service, or communes without one.
    pub geocoder: Data<Geocoder>,
    /// Finds companies in the configured register.
    pub companies: Data<Companies>,
    /// Renders and sends mails.
    pub sender: Data<Sender>,
    /// Receives the bodies of requests.
    pub intake: Data<Intake>,
    document: Data<OpenApi>,
    served_document: Data<ServedDocument>,
    /// Create requests in progress, by idempotency key.
    in_flight: Data<InFlight>,
}

/// The OpenAPI document, rendered as JSON.
struct ServedDocument(Arc<Answer>);

impl fmt::Debug for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Platform")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

impl Platform {
    /// Opens and migrates the database, reads the signing key, and creates the shared state.
    ///
    /// # Errors
    ///
    /// When one of these fails, or a configured address is invalid.
    pub fn open(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let db = Db::open(&config.database.url, config.database.connections)?;
        db.migrate()?;
        let keys = Data::new(Keys::open(&config.jwt_key)?);
        let services = Data::new(Services {
            db,
            clock,
            site: Site {
                url: config.public_url.clone(),
                proxies: config.proxies.clone(),
            },
            cursors: Cursors::new(&keys.derived_secret("cursors")),
            secrets: Secrets::new(&keys.derived_secret("secrets")),
        });
        let opened = Operation::ALL
            .iter()
            .copied()
            .filter(|operation| config.opens(*operation))
            .collect();
        let identify = AccessTokens::new(services.clone(), keys.clone());
        let live = Data::new(Live::default());
        let document = Data::new(openapi::at(document(), &services.site.url));
        let body = serde_json::to_vec(&**document)?;
        Ok(Self {
            served_document: Data::new(ServedDocument(Arc::new(Answer::new(
                "application/json",
                body,
            )))),
            gate: Data::new(Gate::new(
                Routes::of(&document)?,
                opened,
                Box::new(identify),
            )),
            passwords: Data::new(Passwords::new()?),
            queue: Data::default(),
            images: Data::new(Images::among(Files::under(&config.files_dir))),
            dumps: Data::new(Dumps::new(config.public_url.clone())),
            exports: Data::new(Exports::new(
                services.clone(),
                live.clone(),
                config.export_time,
            )),
            geocoder: Data::new(
                Geocoder::new(config.geocoder_url.as_deref()).context("SEMAINE_GEOCODER_URL")?,
            ),
            companies: Data::new(
                Companies::new(config.companies_url.as_deref()).context("SEMAINE_COMPANIES_URL")?,
            ),
            sender: Data::new(Sender::new(&config.mail, services.secrets.clone())?),
            in_flight: Data::default(),
            intake: Data::default(),
            document,
            live,
            keys,
            services,
            config,
        })
    }

    /// Registers the state for the handlers.
    fn register(&self, cfg: &mut web::ServiceConfig) {
        cfg.app_data(self.services.clone())
            .app_data(self.gate.clone())
            .app_data(self.keys.clone())
            .app_data(self.passwords.clone())
            .app_data(self.live.clone())
            .app_data(self.queue.clone())
            .app_data(self.images.clone())
            .app_data(self.dumps.clone())
            .app_data(self.exports.clone())
            .app_data(self.geocoder.clone())
            .app_data(self.companies.clone())
            .app_data(self.sender.clone())
            .app_data(self.document.clone())
            .app_data(self.served_document.clone())
            .app_data(self.in_flight.clone())
            .app_data(self.intake.clone());
    }
}

/// Routes under [`API`]: the only list of features.
fn features(cfg: &mut ServiceConfig<'_>) {
    accounts::routes(cfg);
    catalogue::routes(cfg);
    exports::routes(cfg);
    editions::routes(cfg);
    outbox::routes(cfg);
    platform::routes(cfg);
    events::routes(cfg);
    organisations::routes(cfg);
    imports::routes(cfg);
    places::routes(cfg);
    labels::routes(cfg);
    leaving::routes(cfg);
    cfg.default_service(web::to(no_route));
}

/// Routes outside [`API`]: pages, files, feeds.
fn outside(cfg: &mut ServiceConfig<'_>) {
    health::routes(cfg);
    accounts::outside(cfg);
    ogc::routes(cfg);
    opendata::routes(cfg);
    exports::outside(cfg);
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
    openapi::complete(&mut document);
    examples::add(&mut document);
    document
}

fn build(
    platform: Arc<Platform>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = ActixError,
        InitError = (),
    >,
> {
    App::new()
        .into_utoipa_app()
        .configure(outside)
        .service(scope(API).configure(features))
        .into_app()
        .configure(|cfg| platform.register(cfg))
        .app_data(
            web::PathConfig::default().error_handler(|_, _| ApiError(Error::not_found()).into()),
        )
        .service(web::redirect("/api/docs", "/api/docs/"))
        .service(site::documentation())
        .service(
            web::resource(cors::DOCUMENT)
                .guard(guard::Get())
                .to(openapi_document),
        )
        .service(web::resource("/programme/").to(without_slash))
        .service(web::redirect("/ogc/", ogc::ROOT))
        .service(web::redirect("/opendata/", opendata::ROOT))
        .service(web::resource(API_ROOTS.map(|root| format!("{root}{{rest:(/.*)?}}"))).to(no_route))
        .configure(exports::assets)
        .configure(site::routes)
        .wrap(from_fn(authorise))
        .wrap(from_fn(finish))
        .wrap(from_fn(site::headers))
        .wrap(Compress::default())
        .wrap(from_fn(say_no_identity))
        .wrap(from_fn(vary))
        .wrap(from_fn(note_arrival))
        .wrap(from_fn(unread::close))
        .wrap(from_fn(span::log))
        .wrap(TracingLogger::<RequestSpan>::new())
}

/// The background jobs of every feature.
fn background(platform: &Platform) -> Jobs {
    let services = &platform.services;
    let (db, clock) = (&services.db, &services.clock);
    let jobs = Jobs::new(db.clone(), clock.clone());
    let jobs = idempotency::jobs(jobs, clock);
    let jobs = attempts::jobs(jobs, clock);
    let jobs = accounts::jobs(jobs, services);
    let jobs = imports::jobs(jobs, services);
    let jobs = images::sweep::jobs(jobs, services, &platform.images, events::queries::images);
    let jobs = images::forget::jobs(jobs, services, &platform.images, events::queries::images);
    let jobs = events::reminders::jobs(jobs, services);
    let jobs = events::co_editing::jobs(jobs, services);
    let jobs = events::visitor_messages::jobs(jobs, services);
    let jobs = labels::release::jobs(jobs, services);
    let jobs = organisations::jobs(jobs, services);
    let files = Files::under(&platform.config.files_dir);
    let jobs = opendata::log_head::jobs(jobs, services, &platform.keys, files);
    platform.sender.jobs(jobs, db, clock)
}

/// Serves requests on `listener` until the process is told to stop, and runs the background jobs.
///
/// The server and the workers stop separately: the server first, as its requests may still enqueue jobs.
///
/// # Errors
///
/// When the listener cannot be used, or the jobs cannot be scheduled.
pub fn serve(platform: Arc<Platform>, listener: TcpListener) -> anyhow::Result<(Server, Running)> {
    let jobs = background(&platform).start()?;
    let (workers, keep_alive) = (platform.config.workers, platform.config.keep_alive);
    catalogue::follow(&platform.services, &platform.live);
    QueueIndex::prepare(&platform.queue, &platform.services);
    let mut server = HttpServer::new(move || build(Arc::clone(&platform)))
        .shutdown_timeout(10)
        .keep_alive(keep_alive)
        .max_connections(CONNECTIONS_PER_WORKER)
        .listen(listener)?;
    if let Some(workers) = workers {
        server = server.workers(workers);
    }
    Ok((server.run(), jobs))
}

/// Responds with the OpenAPI document.
async fn openapi_document(
    request: HttpRequest,
    document: Data<ServedDocument>,
) -> Result<HttpResponse, ApiError> {
    Arc::clone(&document.0).respond(&request).await
}

/// Redirects to the same address without its final slash.
async fn without_slash(request: HttpRequest) -> HttpResponse {
    let query = Some(request.query_string()).filter(|query| !query.is_empty());
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let address = format!("{}{query}", request.path().trim_end_matches('/'));
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, address))
        .finish()
}

/// Responds to a path without a handler, or with none for this method: CORS preflight, 405 or 404.
async fn no_route(request: HttpRequest, gate: Data<Gate>) -> Result<HttpResponse, ApiError> {
    if let Some(preflight) = cors::preflight(&gate.routes, &request) {
        return Ok(preflight);
    }
    match gate.routes.at(request.path(), request.method()) {
        Some((methods, None)) => {
            let mut allowed: Vec<_> = methods.iter().map(Method::as_str).collect();
            if methods.contains(&Method::GET) {
                allowed.push("HEAD");
            }
            Err(Error::rejected(Code::MethodNotAllowed)
                .header("Allow", allowed.join(", "))
                .into())
        }
        Some((_, Some(_))) | None => Err(Error::not_found().into()),
    }
}
