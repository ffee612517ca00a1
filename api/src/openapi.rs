//! The frame of the OpenAPI document: title, licence, tags, security. Nothing about single routes.

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
        description = "Events of the « Semaine de l'Industrie »: filed by organisers, checked by the referents of the \
            territory, and open to everybody once labelled.\n\nEvery error is `application/problem+json` (RFC 9457) with \
            a stable `code`. Lists in queries are comma separated. Times are RFC 3339 with offset.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
        contact()
    ),
    tags(
        (name = "catalogue", description = "Labelled events, for everybody"),
        (name = "ogc", description = "The same for geographic information systems: OGC API – Features, part 1"),
        (name = "open-data", description = "Whole data sets, and where machines find everything"),
        (name = "formats", description = "Labelled events as calendars, feeds, tables, GeoJSON and a programme to print"),
        (name = "places", description = "Communes, departments, regions"),
        (name = "editions", description = "Editions of the programme and their vocabularies"),
        (name = "events", description = "The files of organisers"),
        (name = "labels", description = "The work of referents: queue, assessment, decision"),
        (name = "accounts", description = "People and their sessions"),
        (name = "outbox", description = "Mails that were written"),
        (name = "platform", description = "Configuration and health"),
    ),
    components(schemas(Problem))
)]
struct Frame;

const BEARER: &str = "bearer";

/// The document before any route.
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

/// Writes into each operation what the policy table says of it.
pub(crate) fn tell_policy(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        let told: Vec<_> = operations(item)
            .filter_map(|(method, operation)| {
                let id = operation.operation_id.as_deref()?;
                let known = Operation::ALL.iter().find(|known| known.id() == id)?;
                Some((method, known.access()))
            })
            .collect();
        for (method, access) in told {
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
        Access::SignedIn => Some("For whoever is signed in.".to_owned()),
        Access::Roles(rules) => {
            let who: Vec<_> = rules
                .iter()
                .map(|rule| {
                    let reach = match rule.scope {
                        Scope::Own => "what they own",
                        Scope::Territory => "their territory",
                        Scope::Any => "everything",
                    };
                    format!("{} ({reach})", rule.role)
                })
                .collect();
            Some(format!("For: {}.", who.join(", ")))
        }
    }
}
