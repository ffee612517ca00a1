//! The application: creates the shared state, registers the routes and starts the background work.
//!
//! The only file that refers to every feature.

use crate::accounts::identify::AccessTokens;
use crate::accounts::keys::Keys;
use crate::accounts::passwords::Passwords;
use crate::agendas::Agendas;
use crate::api_keys::{ApiKeys, Bearers, Tally, admit};
use crate::catalogue::Live;
use crate::changes::{self, Streams};
use crate::conversation::{AttachmentShelf, Attachments, attachments};
use crate::documents::DocumentShelf;
use crate::events::certificate::Presses;
use crate::events::uploads;
use crate::exports::Exports;
use crate::files::{EditionQuota, forgets, sweeps};
use crate::images::{self, ImageShelf, Images};
use crate::index_now::{self, IndexNow};
use crate::kit::{self, Kits};
use crate::labels::QueueIndex;
use crate::mcp::{self, Mcp};
use crate::middleware::{API_ROOTS, finish, say_no_identity, vary};
use crate::opendata::{self, Dumps};
use crate::organisations::Companies;
use crate::places::Geocoder;
use crate::tasks::Plans;
use crate::webhooks::{self, Webhooks};
use crate::{
    accounts, addresses, agendas, alerts, api_keys, catalogue, closing, editions, events, examples,
    exports, health, imports, invitations, journal, labels, leaving, letters, ogc, openapi,
    organisations, outbox, partner_spaces, partners, places, platform, revisions, site, tasks,
    usage,
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
use http::deprecations::Deprecations;
use http::idempotency::InFlight;
use http::intake::{CONNECTIONS_PER_WORKER, Intake};
use http::paging::Cursors;
use http::rates::{RateTable, Rates};
use http::register::{Detail, ServiceConfig, describe, registered};
use http::routes::Routes;
use http::span::{self, RequestSpan};
use http::{API, Answer, ApiError, Services, Site, note_arrival, unread};
use shared::account::Operation;
use shared::problem::Code;
use std::fmt;
use std::net::TcpListener;
use std::sync::{Arc, LazyLock, OnceLock};
use tracing_actix_web::TracingLogger;
use utoipa::openapi::OpenApi;

/// State shared by all routes and threads.
pub struct Platform {
    pub config: Config,
    /// Database, clock, address of the site and cursors.
    pub services: Data<Services>,
    /// Maps requests to operations, and authorises them.
    pub gate: Data<Gate>,
    /// Key of the access tokens.
    pub keys: Data<Keys>,
    /// Verifies API keys and issues tokens for them.
    pub api_keys: Data<ApiKeys>,
    /// Counts the requests with each API key, for the figures of partners.
    pub tally: Data<Tally>,
    /// Counts requests for each caller and rate class.
    pub rates: Data<Rates>,
    /// Operations and parameters that will be removed.
    pub deprecations: Data<Deprecations>,
    /// Computes and verifies password hashes.
    pub passwords: Data<Passwords>,
    /// Catalogue of labelled events.
    pub live: Data<Live>,
    /// Index of the review queue.
    queue: Data<QueueIndex>,
    /// Uploaded files of every kind.
    pub files: Data<Files>,
    /// Images of the events.
    pub images: Data<Images>,
    /// Files attached to messages.
    attachments: Data<Attachments>,
    /// Cached open data files.
    pub dumps: Data<Dumps>,
    /// Open streams of changes.
    pub streams: Data<Streams>,
    /// Delivers the messages of webhooks.
    pub webhooks: Data<Webhooks>,
    /// Cached exports of many events.
    pub exports: Data<Exports>,
    /// Presses that print certificates, each with its parsed fonts.
    presses: Data<Presses>,
    /// Files of communication kits.
    pub kits: Data<Kits>,
    /// True if kits are drawn before somebody asks for them: always, except in the tests of something else.
    pub prepares_kits: bool,
    /// Parts that the answers for clients of OpenAgenda share.
    agendas: Data<Agendas>,
    /// Finds addresses with the configured service, or communes without one.
    pub geocoder: Data<Geocoder>,
    /// Finds companies in the configured register.
    pub companies: Data<Companies>,
    /// Submits changed pages to search engines, if configured.
    index_now: Option<Data<IndexNow>>,
    /// Renders and sends mails.
    pub sender: Data<Sender>,
    /// Secret of the mail server that reports returned mails.
    report_key: Data<outbox::ReportKey>,
    /// Receives the bodies of requests.
    pub intake: Data<Intake>,
    /// Connections that a worker serves at once; further ones wait to be accepted.
    pub connections_per_worker: usize,
    document: Data<openapi::Document>,
    /// The public reads as tools, if configured.
    mcp: Option<Data<Mcp>>,
    served_document: Data<ServedDocument>,
    /// Create requests in progress, by idempotency key.
    in_flight: Data<InFlight>,
}

/// The OpenAPI document, rendered as JSON when it is first requested.
#[derive(Default)]
struct ServedDocument(OnceLock<Arc<Answer>>);

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
                streets: config.streets.clone(),
                apps: config.apps.clone(),
            },
            cursors: Cursors::new(&keys.derived_secret("cursors")),
            secrets: Secrets::new(&keys.derived_secret("secrets")),
        });
        let opened = Operation::ALL
            .iter()
            .copied()
            .filter(|operation| config.opens(*operation))
            .collect();
        let secret = keys.derived_secret("api keys");
        let api_keys = Data::new(ApiKeys::new(services.clone(), &secret));
        let rates = Data::new(Rates::new(services.clone(), RateTable::IN_FORCE));
        let tokens = AccessTokens::new(services.clone(), keys.clone());
        let identify = Bearers::new(services.clone(), tokens, api_keys.clone());
        let live = Data::new(Live::default());
        let files = Files::open(&config)?;
        let quota = EditionQuota(config.files_per_edition);
        let routes = Routes::of(&described(Detail::Operations))?;
        let site = services.site.url.clone();
        let agendas = Data::new(Agendas::new(site.clone()));
        let document: openapi::Document =
            LazyLock::new(Box::new(move || openapi::at(document(), &site)));
        let document = Data::new(document);
        let images = Data::new(Images::within(quota, files.clone()));
        let webhooks = Webhooks::new(
            services.clone(),
            live.clone(),
            &config.webhooks,
            webhooks::Bounds::default(),
        )?;
        Ok(Self {
            webhooks: Data::new(webhooks),
            kits: Data::new(Kits::within(quota, files.clone(), site::built_file)),
            prepares_kits: true,
            served_document: Data::default(),
            gate: Data::new(Gate::new(routes, opened, Box::new(identify))),
            passwords: Data::new(Passwords::new()?),
            queue: Data::default(),
            images,
            attachments: Data::new(Attachments::within(quota, files.clone())),
            files: Data::new(files),
            dumps: Data::new(Dumps::new(config.public_url.clone())),
            streams: Data::default(),
            exports: Data::new(Exports::new(
                services.clone(),
                live.clone(),
                config.export_time,
            )),
            agendas,
            presses: Data::new(Presses::with_fonts(site::built_file)),
            geocoder: Data::new(
                Geocoder::new(config.geocoder_url.as_deref()).context("SEMAINE_GEOCODER_URL")?,
            ),
            companies: Data::new(
                Companies::new(config.companies_url.as_deref()).context("SEMAINE_COMPANIES_URL")?,
            ),
            index_now: config
                .index_now
                .clone()
                .map(|index_now| IndexNow::new(index_now, &config.public_url))
                .transpose()?
                .map(Data::new),
            sender: Data::new(Sender::new(&config.mail, services.secrets.clone())?),
            report_key: Data::new(outbox::ReportKey::new(config.mail.report_key.as_deref())),
            in_flight: Data::default(),
            deprecations: Data::new(Deprecations::IN_FORCE),
            intake: Data::default(),
            connections_per_worker: CONNECTIONS_PER_WORKER,
            mcp: config.mcp.then(|| Data::new(Mcp::new(document.clone()))),
            document,
            live,
            keys,
            api_keys,
            tally: Data::new(Tally::new(services.clone())),
            rates,
            services,
            config,
        })
    }

    /// Registers the state for the handlers.
    fn register(&self, cfg: &mut web::ServiceConfig) {
        cfg.app_data(self.services.clone())
            .app_data(self.gate.clone())
            .app_data(self.keys.clone())
            .app_data(self.api_keys.clone())
            .app_data(self.tally.clone())
            .app_data(self.rates.clone())
            .app_data(self.deprecations.clone())
            .app_data(self.passwords.clone())
            .app_data(self.live.clone())
            .app_data(self.queue.clone())
            .app_data(self.files.clone())
            .app_data(self.images.clone())
            .app_data(self.attachments.clone())
            .app_data(self.dumps.clone())
            .app_data(self.streams.clone())
            .app_data(self.webhooks.clone())
            .app_data(self.exports.clone())
            .app_data(self.presses.clone())
            .app_data(self.agendas.clone())
            .app_data(self.kits.clone())
            .app_data(self.geocoder.clone())
            .app_data(self.companies.clone())
            .app_data(self.sender.clone())
            .app_data(self.report_key.clone())
            .app_data(self.document.clone())
            .app_data(self.served_document.clone())
            .app_data(self.in_flight.clone())
            .app_data(self.intake.clone());
        if let Some(mcp) = &self.mcp {
            cfg.app_data(mcp.clone());
        }
    }
}

/// Routes under [`API`]: the only list of features.
fn features(cfg: &mut ServiceConfig<'_>) {
    accounts::routes(cfg);
    catalogue::routes(cfg);
    changes::routes(cfg);
    alerts::routes(cfg);
    exports::routes(cfg);
    editions::routes(cfg);
    revisions::routes(cfg);
    partners::routes(cfg);
    partner_spaces::routes(cfg);
    api_keys::routes(cfg);
    closing::routes(cfg);
    webhooks::routes(cfg);
    usage::routes(cfg);
    letters::routes(cfg);
    journal::routes(cfg);
    tasks::routes(cfg);
    outbox::routes(cfg);
    platform::routes(cfg);
    events::routes(cfg);
    kit::routes(cfg);
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
    agendas::routes(cfg);
    opendata::routes(cfg);
    exports::outside(cfg);
    images::outside(cfg);
    kit::outside(cfg);
    site::outside(cfg);
}

/// The OpenAPI document of the server.
pub fn document() -> OpenApi {
    let mut document = described(Detail::Schemas);
    openapi::complete(&mut document);
    openapi::deprecate(&mut document, Deprecations::IN_FORCE);
    examples::add(&mut document);
    document
}

/// The operations as their handlers describe them.
fn described(detail: Detail) -> OpenApi {
    let mut document = openapi::frame();
    describe(&mut document, detail, outside, (API, features));
    document
}

fn build(
    platform: Arc<Platform>,
    plans: Data<Plans>,
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
        .configure(registered(outside))
        .service(web::scope(API).configure(registered(features)))
        .configure(|cfg| platform.register(cfg))
        .app_data(plans)
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
        .configure(site::application_links)
        .service(web::resource(API_ROOTS.map(|root| format!("{root}{{rest:(/.*)?}}"))).to(no_route))
        .service(web::resource(format!("{}{{rest:(/.*)?}}", agendas::ROOT)).to(no_agenda_route))
        .service(web::resource(addresses::MCP).to(no_route))
        .configure(exports::assets)
        .configure(|cfg| index_now::key_file(cfg, platform.index_now.as_ref()))
        .configure(site::routes)
        .wrap(from_fn(authorise))
        .wrap(from_fn(mcp::answer))
        .wrap(from_fn(admit))
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
    let files = &platform.files;
    let jobs = sweeps::<ImageShelf>(jobs, services, files, uploads::images_in_use);
    let jobs = forgets::<ImageShelf>(jobs, services, files, uploads::images);
    let jobs = sweeps::<DocumentShelf>(jobs, services, files, uploads::documents_in_use);
    let jobs = forgets::<DocumentShelf>(jobs, services, files, uploads::documents);
    let jobs = sweeps::<AttachmentShelf>(jobs, services, files, attachments::in_use);
    let jobs = events::reminders::jobs(jobs, services);
    let jobs = events::review_requests::jobs(jobs, services);
    let kinds: [invitations::Forget; 3] = [
        events::co_editing::forget_invitations,
        organisations::forget_invitations,
        partner_spaces::forget_invitations,
    ];
    let jobs = invitations::jobs(jobs, services, kinds);
    let jobs = events::correction_wait::jobs(jobs, services);
    let jobs = events::visitor_messages::jobs(jobs, services);
    let jobs = alerts::jobs(jobs, services, &platform.live);
    let jobs = webhooks::jobs(jobs, &platform.webhooks);
    let jobs = api_keys::usage::jobs(jobs, services);
    let jobs = events::conversation::jobs(jobs, services);
    let jobs = kit::jobs(
        jobs,
        services,
        &platform.kits,
        &platform.live,
        &platform.images,
        platform.prepares_kits,
    );
    let index_now = platform.index_now.as_ref();
    let jobs = index_now::jobs(jobs, services, &platform.live, index_now);
    let jobs = labels::release::jobs(jobs, services);
    let jobs = labels::reminders::jobs(jobs, services);
    let jobs = labels::silence::jobs(jobs, services);
    let jobs = journal::jobs(jobs, services, &platform.keys, Files::clone(files));
    let jobs = opendata::log_head::jobs(jobs, services, &platform.keys, Files::clone(files));
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
    let jobs = background(&platform);
    let plans = Data::new(Plans::of(&jobs));
    let jobs = jobs.start()?;
    let (workers, keep_alive) = (platform.config.workers, platform.config.keep_alive);
    catalogue::follow(&platform.services, &platform.live);
    webhooks::follow(&platform.webhooks);
    api_keys::follow(&platform.tally);
    QueueIndex::prepare(&platform.queue, &platform.services);
    let connections = platform.connections_per_worker;
    let mut server = HttpServer::new(move || build(Arc::clone(&platform), plans.clone()))
        .shutdown_timeout(10)
        .keep_alive(keep_alive)
        .max_connections(connections)
        .listen(listener)?;
    if let Some(workers) = workers {
        server = server.workers(workers);
    }
    Ok((server.run(), jobs))
}

/// Responds with the OpenAPI document.
async fn openapi_document(
    request: HttpRequest,
    document: Data<openapi::Document>,
    served: Data<ServedDocument>,
) -> Result<HttpResponse, ApiError> {
    let answer = if let Some(answer) = served.0.get() {
        answer
    } else {
        let body = serde_json::to_vec(&***document)?;
        let rendered = || Arc::new(Answer::new("application/json", body));
        served.0.get_or_init(rendered)
    };
    Arc::clone(answer).respond(&request).await
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
    match cors::preflight(&gate.routes, &request) {
        Some(preflight) => Ok(preflight),
        None => Err(unrouted(&gate, &request).into()),
    }
}

/// As [`no_route`], for clients of OpenAgenda.
async fn no_agenda_route(request: HttpRequest, gate: Data<Gate>) -> HttpResponse {
    cors::preflight(&gate.routes, &request)
        .unwrap_or_else(|| agendas::refused(unrouted(&gate, &request)))
}

/// The error of a request to which no handler responds.
fn unrouted(gate: &Gate, request: &HttpRequest) -> Error {
    match gate.routes.at(request.path(), request.method()) {
        Some((methods, None)) => {
            let mut allowed: Vec<_> = methods.iter().map(Method::as_str).collect();
            if methods.contains(&Method::GET) {
                allowed.push("HEAD");
            }
            Error::rejected(Code::MethodNotAllowed).header("Allow", allowed.join(", "))
        }
        Some((_, Some(_))) | None => Error::not_found(),
    }
}
