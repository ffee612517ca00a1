//! General part of the OpenAPI document: title, licence, tags, security. The operations are documented at their handlers.

use http::routes::operations;
use shared::account::{Access, Operation, Scope};
use shared::problem::Problem;
use utoipa::openapi::path::PathItem;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Semaine de l'Industrie",
        description = "Events of the Semaine de l'Industrie: submitted by organisers, reviewed by the referents of their \
            territory, and public once labelled.\n\nEvery error is `application/problem+json` (RFC 9457) with a stable \
            `code`. Lists in queries are comma-separated. Times are RFC 3339 with offset.\n\n\
            The examples of the OpenAPI document were recorded from the server; long ones are cut.",
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
        (name = "labels", description = "Review by referents: queue, assessment, decision"),
        (name = "accounts", description = "Accounts and sessions"),
        (name = "outbox", description = "Mails in the outbox"),
        (name = "platform", description = "Configuration and health probes"),
    ),
    components(schemas(Problem))
)]
struct Frame;

const BEARER: &str = "bearer";

/// The document without any operations.
pub(crate) fn frame() -> OpenApi {
    let mut document = <Frame as utoipa::OpenApi>::openapi();
    env!("CARGO_PKG_VERSION").clone_into(&mut document.info.version);
    document
        .components
        .get_or_insert_with(Components::new)
        .add_security_scheme(
            BEARER,
            SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)),
        );
    document
}

/// Adds the access rules of the policy table to the description of each operation.
pub(crate) fn document_policy(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        let accesses: Vec<_> = operations(item)
            .filter_map(|(method, operation)| {
                let id = operation.operation_id.as_deref()?;
                let known = Operation::ALL.iter().find(|known| known.id() == id)?;
                Some((method, known.access()))
            })
            .collect();
        for (method, access) in accesses {
            if let Some(operation) = operation_mut(item, &method)
                && let Some(sentence) = sentence(access)
            {
                let description = operation.description.take().unwrap_or_default();
                operation.description =
                    Some(format!("{description}\n\n{sentence}").trim().to_owned());
                operation.security =
                    Some(vec![SecurityRequirement::new(BEARER, Vec::<String>::new())]);
            }
        }
    }
}

fn operation_mut<'a>(
    item: &'a mut PathItem,
    method: &actix_web::http::Method,
) -> Option<&'a mut utoipa::openapi::path::Operation> {
    match method.as_str() {
        "GET" => item.get.as_mut(),
        "PUT" => item.put.as_mut(),
        "POST" => item.post.as_mut(),
        "DELETE" => item.delete.as_mut(),
        "PATCH" => item.patch.as_mut(),
        _ => None,
    }
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
