//! Registers handlers, and collects their descriptions only where a document is made of them: every worker registers all handlers
//! when it starts, and descriptions cost more than the rest of it.

use actix_web::dev::HttpServiceFactory;
use actix_web::{App, Route, web};
use std::cell::Cell;
use utoipa::openapi::path::Paths;
use utoipa::openapi::{OpenApi, RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;

thread_local! {
    /// True while [`Detail::Operations`] are collected on this thread: descriptions are made by functions without arguments.
    static WITHOUT_ERRORS: Cell<bool> = const { Cell::new(false) };
}

/// True if the errors of the operations that are being described are not needed.
pub fn leaves_out_errors() -> bool {
    WITHOUT_ERRORS.get()
}

/// How much of the descriptions is collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Paths with their operations, without the errors that many share: every start collects these, and the errors are the most of it.
    Operations,
    /// All of them, and the schemas that they refer to.
    Schemas,
}

/// Registers the handlers of a feature.
#[expect(
    missing_debug_implementations,
    reason = "actix gives its configuration none"
)]
pub struct ServiceConfig<'s> {
    actix: &'s mut web::ServiceConfig,
    collected: Option<&'s mut Collected>,
    prefix: &'static str,
}

struct Collected {
    detail: Detail,
    paths: Paths,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl ServiceConfig<'_> {
    /// Registers a handler at its path below the prefix, and collects what it documents.
    pub fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(
        &mut self,
        handler: F,
    ) -> &mut Self {
        if let Some(collected) = &mut self.collected {
            let mut paths = handler.paths();
            paths.paths = paths
                .paths
                .into_iter()
                .map(|(path, item)| (format!("{}{path}", self.prefix), item))
                .collect();
            collected.paths.merge(paths);
            if collected.detail == Detail::Schemas {
                handler.schemas(&mut collected.schemas);
            }
        }
        self.actix.service(handler);
        self
    }

    /// Registers the answer to requests that no route takes.
    pub fn default_service(&mut self, route: Route) -> &mut Self {
        self.actix.default_service(route);
        self
    }
}

/// Adapts a function that registers handlers for actix.
pub fn registered(
    handlers: impl FnOnce(&mut ServiceConfig<'_>),
) -> impl FnOnce(&mut web::ServiceConfig) {
    |actix| {
        handlers(&mut ServiceConfig {
            actix,
            collected: None,
            prefix: "",
        });
    }
}

/// Adds the handlers that `outside` registers, and those that `inside` registers under `scope`, to a document.
pub fn describe(
    document: &mut OpenApi,
    detail: Detail,
    outside: impl FnOnce(&mut ServiceConfig<'_>),
    (scope, inside): (&'static str, impl FnOnce(&mut ServiceConfig<'_>)),
) {
    let mut collected = Collected {
        detail,
        paths: Paths::new(),
        schemas: Vec::new(),
    };
    WITHOUT_ERRORS.set(detail == Detail::Operations);
    // Actix offers no other way to a configuration. Nothing is served by this application.
    let _unused = App::new()
        .configure(|actix| {
            outside(&mut ServiceConfig {
                actix,
                collected: Some(&mut collected),
                prefix: "",
            });
        })
        .service(web::scope(scope).configure(|actix| {
            inside(&mut ServiceConfig {
                actix,
                collected: Some(&mut collected),
                prefix: scope,
            });
        }));
    WITHOUT_ERRORS.set(false);
    document.paths.merge(collected.paths);
    document
        .components
        .get_or_insert_default()
        .schemas
        .extend(collected.schemas);
}
