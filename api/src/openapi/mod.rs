//! General part of the OpenAPI document: title, licence, tags, security. The operations are documented at their handlers.

mod schemas;

use crate::platform::data_licence;
use http::routes::operations_mut;
use shared::account::{Access, Operation, Scope};
use shared::problem::Problem;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::ParameterIn;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::server::ServerBuilder;
use utoipa::openapi::{Components, OpenApi, RefOr, Required, Server};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Semaine de l'Industrie",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
        contact()
    ),
    tags(
        (name = "catalogue", description = "Labelled events: search, facets, map and figures"),
        (name = "ogc", description = "Labelled events for geographic information systems: OGC API – Features, part 1"),
        (name = "open-data", description = "Complete data sets, and their description for catalogues"),
        (name = "formats", description = "Labelled events as calendar, feed, table, GeoJSON and printable programme"),
        (name = "places", description = "Communes, departments and regions"),
        (name = "editions", description = "Editions of the programme and their vocabularies"),
        (name = "events", description = "Event submissions of organisers"),
        (name = "organisations", description = "Organisations, their members and mandates"),
        (name = "imports", description = "Events from tables: upload, preview, taking the rows, undoing"),
        (name = "labels", description = "Review by referents: queue, assessment, decision"),
        (name = "accounts", description = "Accounts and sessions"),
        (name = "outbox", description = "Mails in the outbox"),
        (name = "platform", description = "Configuration and health probes"),
    ),
    components(schemas(Problem))
)]
struct Frame;

const BEARER: &str = "bearer";
const COOKIE: &str = "session";

/// The document without any operations.
pub(crate) fn frame() -> OpenApi {
    let mut document = <Frame as utoipa::OpenApi>::openapi();
    env!("CARGO_PKG_VERSION").clone_into(&mut document.info.version);
    document.info.description = Some(introduction());
    document.servers = Some(vec![
        ServerBuilder::new()
            .url("/")
            .description(Some("The site that serves this document"))
            .build(),
    ]);
    let components = document.components.get_or_insert_with(Components::new);
    components.add_security_scheme(
        BEARER,
        SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)),
    );
    components.add_security_scheme(
        COOKIE,
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(
            crate::accounts::COOKIE_NAME,
        ))),
    );
    document
}

/// Text at the top of the documentation.
fn introduction() -> String {
    let licence = data_licence();
    format!(
        "Events of the Semaine de l'Industrie: submitted by organisers, reviewed by the referents of their territory, and public \
         once labelled.\n\n\
         **Licence of the data.** The events may be reused under the [{}]({}), with the source and the date of the last change. \
         Images keep the terms that their `credits` name. The licence of this document is that of the software.\n\n\
         **Keys.** None is needed: the operations of the tags `catalogue`, `formats`, `ogc`, `open-data`, `places` and `editions` are \
         public, and scripts of every origin may call them. The others are those of organisers and referents, and require a \
         signed-in account.\n\n\
         **Limits.** Public reads are not counted. Pages of a list have at most {} items; for everything, download a file of \
         `/opendata` instead of paging. Answers have an `ETag`: send it back as `If-None-Match`, and an unchanged answer is a 304 \
         without a body. A 503 says in `Retry-After` when to come back.\n\n\
         **A first call.** The next events in Occitanie, ten at a time:\n\n\
         ```\ncurl '/api/v1/catalogue/events?region=76&when=upcoming&limit=10'\n```\n\n\
         `nextBegin` is the next occurrence on the clock of the event's place: show it in the zone `timezone`. `url` is the page to \
         link to, `nextCursor` the next page of the list. An unknown parameter is refused and named, those of advertisers \
         (`utm_source`) too.\n\n\
         Every error is `application/problem+json` (RFC 9457) with a stable `code`; its `type` leads to a page that explains it. Lists \
         in queries are comma-separated. Times are RFC 3339 with offset. Within `v1`, answers may gain fields, and enums may gain \
         words.\n\nThe examples were recorded from the server; long ones are cut.",
        licence.name,
        licence.url,
        shared::paging::MAX_LIMIT,
    )
}

/// Completes the document of all operations: access rules of the policy table, and schemas that suit generated clients.
pub(crate) fn complete(document: &mut OpenApi) {
    for operation in operations_mut(document) {
        let id = operation.operation_id.as_deref().unwrap_or_default();
        let Some(access) = Operation::ALL
            .iter()
            .find(|known| known.id() == id)
            .map(|known| known.access())
        else {
            continue;
        };
        if let Some(sentence) = sentence(access) {
            let description = operation.description.take().unwrap_or_default();
            operation.description = Some(format!("{description}\n\n{sentence}").trim().to_owned());
        }
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(parameter) = parameter
                && parameter.parameter_in == ParameterIn::Query
                && parameter.required != Required::True
            {
                // An empty value counts as absent.
                let empty = [("allowEmptyValue", serde_json::Value::Bool(true))];
                parameter.extensions = Some(Extensions::from_iter(empty));
            }
        }
        operation.security = Some(match access {
            Access::Anyone => Vec::new(),
            Access::Cookie => {
                let with_cookie = SecurityRequirement::new(COOKIE, Vec::<String>::new());
                // Signing out succeeds without a session too.
                let without = (id == Operation::SignOut.id()).then(SecurityRequirement::default);
                std::iter::once(with_cookie).chain(without).collect()
            }
            Access::SignedIn | Access::Roles(_) => {
                vec![SecurityRequirement::new(BEARER, Vec::<String>::new())]
            }
        });
    }
    schemas::finish(document);
}

/// The document of the site at this address, in place of the relative one of `openapi.yaml`.
pub(crate) fn at(mut document: OpenApi, site: &str) -> OpenApi {
    document.servers = Some(vec![Server::new(site)]);
    document
}

fn sentence(access: Access) -> Option<String> {
    match access {
        Access::Anyone | Access::Cookie => None,
        Access::SignedIn => Some("Requires a signed-in account.".to_owned()),
        Access::Roles(rules) => {
            let who: Vec<_> = rules
                .iter()
                .map(|rule| {
                    let reach = match rule.scope {
                        Scope::Own => "own events",
                        Scope::Territory => "own territory",
                        Scope::Any => "all",
                    };
                    format!("{} ({reach})", rule.role)
                })
                .collect();
            Some(format!("Requires one of the roles: {}.", who.join(", ")))
        }
    }
}
