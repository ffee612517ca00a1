//! General part of the OpenAPI document: title, licence, tags, security. The operations are documented at their handlers.

mod schemas;
mod unions;

use crate::platform::data_licence;
use http::deprecations::Deprecations;
use http::rates::RateTable;
use http::routes::operations_mut;
use shared::account::{Access, Operation, Scope};
use shared::problem::Problem;
use std::sync::LazyLock;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::ParameterIn;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::server::ServerBuilder;
use utoipa::openapi::{Components, Deprecated, OpenApi, RefOr, Required, Server};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Semaine de l'Industrie",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
        contact()
    ),
    tags(
        (name = "catalogue", description = "Labelled events: search, facets, map and figures"),
        (name = "ogc", description = "Labelled events for geographic information systems: OGC API – Features, parts 1 to 3"),
        (name = "agendas", description = "OpenAgenda v2, for sites and programs made for it: labelled events to read, and event submissions of one's own to write"),
        (name = "open-data", description = "Complete data sets, and their description for catalogues"),
        (name = "formats", description = "Labelled events as calendar, feed, table, GeoJSON and printable programme"),
        (name = "places", description = "Communes, departments and regions"),
        (name = "editions", description = "Editions of the programme and their vocabularies"),
        (name = "events", description = "Event submissions of organisers"),
        (name = "organisations", description = "Organisations, their members and mandates"),
        (name = "partners", description = "Spaces of partners: their members and API keys"),
        (name = "imports", description = "Events from tables: upload, preview, taking the rows, undoing"),
        (name = "labels", description = "Review by referents: queue, assessment, decision"),
        (name = "accounts", description = "Accounts and sessions"),
        (name = "people", description = "Roles of people, and invitations to a role, for the coordination and the administrators"),
        (name = "log", description = "The audit log and its verification, for the coordination and the administrators"),
        (name = "jobs", description = "Background jobs, for the administrators"),
        (name = "outbox", description = "Mails in the outbox"),
        (name = "platform", description = "Configuration and health probes"),
    ),
    components(schemas(Problem))
)]
struct Frame;

const BEARER: &str = "bearer";
const COOKIE: &str = "session";

/// The document of the site, completed when it is first read: that takes longer than the rest of a start.
pub(crate) type Document = LazyLock<OpenApi, Box<dyn FnOnce() -> OpenApi + Send>>;

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
         **Keys.** None is needed: the operations of the tags `catalogue`, `formats`, `ogc`, `open-data`, `places` and `editions`, and those of \
         `agendas` that read events, are public, and scripts of every origin may call them. The others are those of organisers and referents, and require a \
         signed-in account, or for some of them the API key of a partner; send either as `Authorization: Bearer …`.\n\n\
         **Limits.** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10) say what is left; a request too many is \
         a 429 with `Retry-After`.\n\n\
         | Name | Counted together | Requests | In |\n|---|---|---|---|\n{}\n\n\
         Pages of a list have at most {} items; for everything, download a file of \
         `/opendata` instead of paging; to keep a copy current, follow `/api/v1/changes`. Answers have an `ETag`: send it back as `If-None-Match`, and an unchanged answer is a 304 \
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
        RateTable::IN_FORCE.all().map(|rate| rate.row()).join("\n"),
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

/// Marks what will be removed, with its last day.
pub(crate) fn deprecate(document: &mut OpenApi, deprecations: Deprecations) {
    for operation in operations_mut(document) {
        let id = operation.operation_id.clone().unwrap_or_default();
        for entry in deprecations.entries() {
            if entry.operation.id() != id {
                continue;
            }
            let sentence = format!("May be missing from {} on: {}", entry.sunset, entry.page);
            let (deprecated, description) = match entry.parameter {
                None => (&mut operation.deprecated, &mut operation.description),
                Some(name) => {
                    let mut parameters = operation.parameters.iter_mut().flatten();
                    let Some(parameter) = parameters.find_map(|parameter| match parameter {
                        RefOr::T(parameter) => (parameter.name == name).then_some(parameter),
                        RefOr::Ref(_) => None,
                    }) else {
                        continue;
                    };
                    (&mut parameter.deprecated, &mut parameter.description)
                }
            };
            *deprecated = Some(Deprecated::True);
            let before = description.take().unwrap_or_default();
            *description = Some(format!("{before}\n\n{sentence}").trim().to_owned());
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use http::deprecations::Deprecation;
    use serde_json::Value;
    use utoipa::openapi::HttpMethod;
    use utoipa::openapi::path::{OperationBuilder, ParameterBuilder};

    const fn entry(operation: Operation, parameter: Option<&'static str>) -> Deprecation {
        Deprecation {
            operation,
            parameter,
            since: NaiveDate::from_ymd_opt(2027, 1, 1).expect("a day"),
            sunset: NaiveDate::from_ymd_opt(2027, 7, 1).expect("a day"),
            page: "/api/docs/#later",
        }
    }

    #[test]
    fn the_document_marks_what_will_be_removed() {
        const TABLE: Deprecations = Deprecations::new(&[
            entry(Operation::GetFigures, None),
            entry(Operation::ListPublicEvents, Some("page")),
        ]);
        let mut document = frame();
        let parameter = |name: &str| {
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Query)
        };
        let figures = OperationBuilder::new()
            .operation_id(Some("get_figures"))
            .description(Some("Counts."));
        let list = OperationBuilder::new()
            .operation_id(Some("list_public_events"))
            .parameter(parameter("page"))
            .parameter(parameter("count"));
        for (path, operation) in [("/figures", figures), ("/events", list)] {
            let get = vec![HttpMethod::Get];
            document
                .paths
                .add_path_operation(path, get, operation.build());
        }

        deprecate(&mut document, TABLE);

        let document = serde_json::to_value(document).unwrap();
        let figures = &document["paths"]["/figures"]["get"];
        assert_eq!(figures["deprecated"], true);
        let description = figures["description"].as_str().unwrap();
        assert!(description.contains("from 2027-07-01"), "{description}");
        let list = &document["paths"]["/events"]["get"];
        assert_eq!(list["deprecated"], Value::Null);
        let parameters = list["parameters"].as_array().unwrap();
        let marked: Vec<_> = parameters
            .iter()
            .filter(|parameter| parameter["deprecated"] == true)
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        assert_eq!(marked, ["page"]);
    }
}
