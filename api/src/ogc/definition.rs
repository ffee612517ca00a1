//! The OpenAPI 3.0 definition of the OGC service, as QGIS and GDAL expect it.
//!
//! The definition of the whole API is OpenAPI 3.1, which these clients do not support; they also look up each collection
//! under its own path, `/collections/events/items`, relative to the root of the service.

use super::collection::Collection;
use super::document::{self, Document, json_content};
use super::format::Format;
use super::link::Link;
use super::page::{Cell, Page, Table, with_format};
use super::parameters::{FormParam, described};
use super::{GEO_JSON, HTML, JSON, ROOT, SCHEMA};
use crate::catalogue::Live;
use crate::platform::data_licence;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use catalogue::Catalogue;
use http::ApiError;
use http::Services;
use http::error::PROBLEM_JSON;
use http::problems::{NotModified, PublicRefusals};
use messages::t;
use serde_json::{Map, Value, json};

/// Media type of the definition, as OGC clients look for it.
pub(crate) const OPEN_API_3_0: &str = "application/vnd.oai.openapi+json;version=3.0";

/// OGC API – Features: get the API definition
///
/// OpenAPI 3.0 with one path per collection, as expected by QGIS and GDAL.
#[utoipa::path(
    tag = "ogc",
    params(FormParam),
    responses(
        (status = 200, description = "The definition", content((Object = "application/vnd.oai.openapi+json;version=3.0"), (String = "text/html")), headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/ogc/api")]
pub(super) async fn get_ogc_definition(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
) -> Result<HttpResponse, ApiError> {
    let format = Format::of(&request)?;
    document::respond(
        &request,
        &services,
        &live,
        format,
        "api",
        |catalogue, site| {
            let paths = paths(catalogue);
            let rows = paths.iter().map(|(path, item)| {
                vec![
                    Cell::text(path),
                    Cell::text(
                        item.pointer("/get/summary")
                            .and_then(Value::as_str)
                            .unwrap_or_default(),
                    ),
                ]
            });
            let documentation = Link::new(
                "service-doc",
                HTML,
                format!("{site}/api/docs/"),
                t("ogc.documentation"),
            );
            Ok(Document {
                media_type: OPEN_API_3_0,
                page: Page {
                    title: t("ogc.definition").to_owned(),
                    lead: t("ogc.description").to_owned(),
                    breadcrumbs: vec![(
                        with_format(&format!("{site}{ROOT}"), "html"),
                        t("ogc.landing"),
                    )],
                    table: Table {
                        headings: vec![t("ogc.path"), t("ogc.answer")],
                        rows: rows.collect(),
                    },
                    links: vec![documentation.clone()],
                    json: with_format(&format!("{site}{ROOT}/api"), "json"),
                },
                content: json_content(format, &definition(paths, site))?,
                links: vec![documentation],
                crs: None,
            })
        },
    )
    .await
}

fn definition(paths: Map<String, Value>, site: &str) -> Value {
    let licence = data_licence();
    let parameters: Map<_, _> = described()
        .into_iter()
        .map(|(name, parameter)| (name.to_owned(), parameter))
        .collect();
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": t("ogc.title"),
            "description": t("ogc.description"),
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": licence.name, "url": licence.url },
        },
        "servers": [{ "url": format!("{site}{ROOT}") }],
        "externalDocs": { "description": t("ogc.documentation"), "url": format!("{site}/api/docs/") },
        "paths": paths,
        "components": {
            "parameters": parameters,
            "responses": {
                "Refused": refusal("The query cannot be read; the culprit is named"),
                "NotFound": refusal("Nothing is here"),
                "Gone": refusal("It was public and no longer is"),
            },
            "schemas": schemas(),
        },
    })
}

/// All paths, relative to the root of the service.
fn paths(catalogue: &Catalogue) -> Map<String, Value> {
    let mut paths = Map::new();
    let mut path = |path: String, operation: Value| paths.insert(path, json!({ "get": operation }));
    for (address, id, summary, schema) in [
        ("/", "getLandingPage", t("ogc.landing"), "LandingPage"),
        (
            "/conformance",
            "getConformance",
            t("ogc.conformance"),
            "Conformance",
        ),
        (
            "/collections",
            "getCollections",
            t("ogc.collections"),
            "Collections",
        ),
    ] {
        path(
            address.to_owned(),
            operation(id, summary, JSON, schema, &["f"]),
        );
    }
    let all: Vec<_> = described().into_iter().map(|(name, _)| name).collect();
    for collection in Collection::all(catalogue) {
        let (id, title) = (&collection.id, &collection.title);
        path(
            format!("/collections/{id}"),
            operation(&format!("describe.{id}"), title, JSON, "Collection", &["f"]),
        );
        path(
            format!("/collections/{id}/queryables"),
            operation(
                &format!("queryables.{id}"),
                t("ogc.queryables"),
                SCHEMA,
                "Queryables",
                &["f"],
            ),
        );
        path(
            format!("/collections/{id}/items"),
            operation(
                &format!("items.{id}"),
                title,
                GEO_JSON,
                "FeatureCollection",
                &all,
            ),
        );
        let mut item = operation(
            &format!("item.{id}"),
            title,
            GEO_JSON,
            "Feature",
            &["crs", "f"],
        );
        if let Some(Value::Array(parameters)) = item.get_mut("parameters") {
            parameters.push(json!({
                "name": "featureId", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" },
            }));
        }
        if let Some(Value::Object(responses)) = item.get_mut("responses") {
            responses.insert(
                "410".to_owned(),
                json!({ "$ref": "#/components/responses/Gone" }),
            );
        }
        path(format!("/collections/{id}/items/{{featureId}}"), item);
    }
    paths
}

fn operation(
    id: &str,
    summary: &str,
    media_type: &str,
    schema: &str,
    parameters: &[&str],
) -> Value {
    let parameters: Vec<_> = parameters
        .iter()
        .map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }))
        .collect();
    json!({
        "operationId": id,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": summary,
                "content": {
                    media_type: { "schema": { "$ref": format!("#/components/schemas/{schema}") } },
                    HTML: { "schema": { "type": "string" } },
                },
            },
            "400": { "$ref": "#/components/responses/Refused" },
            "404": { "$ref": "#/components/responses/NotFound" },
        },
    })
}

fn refusal(description: &str) -> Value {
    json!({
        "description": description,
        "content": { PROBLEM_JSON: { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

/// The schemas of the standard; the properties of a feature are described in the definition of the whole API.
fn schemas() -> Value {
    let object = |required: &[&str], properties: Value| json!({ "type": "object", "required": required, "properties": properties });
    let list = |schema: &str| json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{schema}") } });
    let text = || json!({ "type": "string" });
    let count = || json!({ "type": "integer", "minimum": 0 });
    json!({
        "Link": object(&["href", "rel"], json!({ "href": text(), "rel": text(), "type": text(), "title": text() })),
        "LandingPage": object(&["links"], json!({ "title": text(), "description": text(), "links": list("Link") })),
        "Conformance": object(&["conformsTo"], json!({ "conformsTo": { "type": "array", "items": text() } })),
        "Collections": object(&["links", "collections"], json!({
            "links": list("Link"), "crs": { "type": "array", "items": text() }, "collections": list("Collection"),
        })),
        "Collection": object(&["id", "links"], json!({
            "id": text(), "title": text(), "description": text(), "itemType": text(), "itemCount": count(),
            "crs": { "type": "array", "items": text() }, "storageCrs": text(), "extent": { "type": "object" }, "links": list("Link"),
        })),
        "Queryables": object(&["$schema", "$id", "type", "properties"], json!({
            "$schema": text(), "$id": text(), "title": text(), "type": { "type": "string", "enum": ["object"] },
            "properties": { "type": "object" }, "additionalProperties": { "type": "boolean" },
        })),
        "FeatureCollection": object(&["type", "features"], json!({
            "type": { "type": "string", "enum": ["FeatureCollection"] }, "features": list("Feature"), "links": list("Link"),
            "timeStamp": { "type": "string", "format": "date-time" }, "numberMatched": count(), "numberReturned": count(),
        })),
        "Feature": object(&["type", "id", "geometry", "properties"], json!({
            "type": { "type": "string", "enum": ["Feature"] }, "id": { "type": "string", "format": "uuid" },
            "geometry": { "allOf": [{ "$ref": "#/components/schemas/Point" }], "nullable": true },
            "properties": { "type": "object" }, "links": list("Link"),
        })),
        "Point": object(&["type", "coordinates"], json!({
            "type": { "type": "string", "enum": ["Point"] },
            "coordinates": { "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 },
        })),
        "Problem": object(&["type", "title", "status", "code"], json!({
            "type": text(), "title": text(), "status": { "type": "integer" }, "code": text(), "detail": text(),
        })),
    })
}
