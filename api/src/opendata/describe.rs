//! DCAT-AP description of the data sets (JSON-LD), for harvesting by open data portals.

use super::dump::{Dump, DumpFormat, Name};
use super::{ROOT, texts};
use crate::platform::data_licence;
use chrono::{DateTime, Utc};
use http::API;
use messages::t;
use serde_json::{Value, json};
use shared::edition::{Edition, EditionStatus};
use std::sync::Arc;

/// An edition with its files.
pub(super) struct DataSet {
    pub(super) edition: Arc<Edition>,
    pub(super) events: usize,
    /// Time of the last change to its events.
    pub(super) changed: DateTime<Utc>,
    pub(super) files: Vec<(Name, Arc<Dump>)>,
}

/// The JSON-LD context, inlined so that clients need not fetch it.
fn context() -> Value {
    let typed = |id: &str, kind: &str| json!({ "@id": id, "@type": kind });
    let link = |id: &str| typed(id, "@id");
    let french = |id: &str| json!({ "@id": id, "@language": "fr" });
    json!({
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "title": french("dct:title"),
        "description": french("dct:description"),
        "keyword": french("dcat:keyword"),
        "identifier": "dct:identifier",
        "issued": typed("dct:issued", "xsd:dateTime"),
        "modified": typed("dct:modified", "xsd:dateTime"),
        "language": link("dct:language"),
        "license": link("dct:license"),
        "publisher": link("dct:publisher"),
        "name": french("foaf:name"),
        "homepage": link("foaf:homepage"),
        "spatial": link("dct:spatial"),
        "temporal": "dct:temporal",
        "startDate": typed("dcat:startDate", "xsd:date"),
        "endDate": typed("dcat:endDate", "xsd:date"),
        "theme": link("dcat:theme"),
        "accrualPeriodicity": link("dct:accrualPeriodicity"),
        "landingPage": link("dcat:landingPage"),
        "dataset": link("dcat:dataset"),
        "service": link("dcat:service"),
        "distribution": link("dcat:distribution"),
        "accessURL": link("dcat:accessURL"),
        "downloadURL": link("dcat:downloadURL"),
        "mediaType": link("dcat:mediaType"),
        "compressFormat": link("dcat:compressFormat"),
        "format": link("dct:format"),
        "byteSize": typed("dcat:byteSize", "xsd:nonNegativeInteger"),
        "endpointURL": link("dcat:endpointURL"),
        "endpointDescription": link("dcat:endpointDescription"),
        "conformsTo": link("dct:conformsTo"),
        "servesDataset": link("dcat:servesDataset"),
    })
}

/// URI of an entry in an authority table of the European Union.
fn authority(table: &str, word: &str) -> String {
    format!("http://publications.europa.eu/resource/authority/{table}/{word}")
}

fn media_type(name: &str) -> String {
    format!("https://www.iana.org/assignments/media-types/{name}")
}

/// The description of the whole catalogue.
pub(super) fn catalogue(sets: &[DataSet], changed: DateTime<Utc>, site: &str) -> Value {
    let here = format!("{site}{ROOT}");
    let publisher = format!("{here}#publisher");
    let described: Vec<_> = sets
        .iter()
        .map(|set| data_set(set, site, &publisher))
        .collect();
    let services = services(sets, site);
    let mut graph = vec![
        json!({
            "@id": here,
            "@type": "dcat:Catalog",
            "title": t("open_data.title"),
            "description": t("open_data.description"),
            "language": authority("language", "FRA"),
            "license": data_licence().url,
            "homepage": site,
            "modified": changed,
            "publisher": publisher,
            "dataset": described.iter().map(|set| &set["@id"]).collect::<Vec<_>>(),
            "service": services.iter().map(|service| &service["@id"]).collect::<Vec<_>>(),
        }),
        json!({
            "@id": publisher,
            "@type": "foaf:Agent",
            "name": t("open_data.publisher"),
            "homepage": site,
        }),
    ];
    graph.extend(described);
    graph.extend(services);
    json!({ "@context": context(), "@graph": graph })
}

/// URI of an edition's data set.
fn id(edition: &Edition, site: &str) -> String {
    format!("{site}{ROOT}#edition-{}", edition.slug)
}

fn data_set(set: &DataSet, site: &str, publisher: &str) -> Value {
    let edition = &set.edition;
    let files: Vec<_> = set
        .files
        .iter()
        .map(|(name, dump)| distribution(name, dump, set.changed, site))
        .chain([table(set, site)])
        .collect();
    // The dumps are rendered from the live catalogue, so that they are never out of date.
    let frequency = if edition.status == EditionStatus::Archived {
        "NEVER"
    } else {
        "UPDATE_CONT"
    };
    json!({
        "@id": id(edition, site),
        "@type": "dcat:Dataset",
        "identifier": format!("semaine-industrie-{}", edition.slug),
        "title": texts::title(edition),
        "description": texts::description(edition, set.events),
        "keyword": texts::keywords().collect::<Vec<_>>(),
        "theme": [authority("data-theme", "ECON"), authority("data-theme", "EDUC")],
        "language": authority("language", "FRA"),
        "spatial": authority("country", "FRA"),
        "temporal": {
            "@type": "dct:PeriodOfTime",
            "startDate": edition.window.first(),
            "endDate": edition.window.last(),
        },
        "accrualPeriodicity": authority("frequency", frequency),
        "issued": edition.opens_at,
        "modified": set.changed,
        "license": data_licence().url,
        "publisher": publisher,
        "landingPage": format!("{site}/evenements?edition={}", edition.slug),
        "distribution": files,
    })
}

fn distribution(name: &Name, dump: &Dump, changed: DateTime<Utc>, site: &str) -> Value {
    let address = format!("{site}{ROOT}/{}", name.file());
    let file_type = match name.format {
        DumpFormat::JsonLines => "JSON",
        DumpFormat::GeoJson => "GEOJSON",
    };
    json!({
        "@id": address,
        "@type": "dcat:Distribution",
        "title": texts::format_title(name.format),
        "accessURL": format!("{site}{ROOT}"),
        "downloadURL": address,
        "mediaType": media_type(name.format.media_type()),
        "compressFormat": media_type("application/gzip"),
        "format": authority("file-type", file_type),
        "byteSize": dump.bytes.len().to_string(),
        "modified": changed,
        "license": data_licence().url,
    })
}

/// The events of an edition as a table, with its Table Schema.
fn table(set: &DataSet, site: &str) -> Value {
    let address = csv(&set.edition, site);
    json!({
        "@id": address,
        "@type": "dcat:Distribution",
        "title": t("open_data.csv"),
        "accessURL": address,
        "downloadURL": address,
        "mediaType": media_type("text/csv"),
        "format": authority("file-type", "CSV"),
        "conformsTo": table_schema(site),
        "modified": set.changed,
        "license": data_licence().url,
    })
}

/// URL of the table of an edition.
pub(super) fn csv(edition: &Edition, site: &str) -> String {
    format!("{site}{API}/catalogue/events.csv?edition={}", edition.slug)
}

/// URL of the Table Schema of the tables.
pub(super) fn table_schema(site: &str) -> String {
    format!("{site}{API}/catalogue/events.schema.json")
}

/// The APIs that serve the same data.
fn services(sets: &[DataSet], site: &str) -> [Value; 2] {
    let serves: Vec<_> = sets.iter().map(|set| id(&set.edition, site)).collect();
    let service = |name: &str,
                   path: &str,
                   title: &str,
                   description: &str,
                   definition: &str,
                   standard: &str| {
        json!({
            "@id": format!("{site}{path}"),
            "@type": "dcat:DataService",
            "identifier": format!("semaine-industrie-{name}"),
            "title": title,
            "description": description,
            "endpointURL": format!("{site}{path}"),
            "endpointDescription": format!("{site}{definition}"),
            "conformsTo": standard,
            "license": data_licence().url,
            "servesDataset": serves,
        })
    };
    [
        service(
            "api",
            API,
            t("open_data.api"),
            t("open_data.api_description"),
            "/api/openapi.json",
            "https://spec.openapis.org/oas/v3.1.0",
        ),
        service(
            "ogc-features",
            crate::ogc::ROOT,
            t("open_data.features"),
            t("open_data.features_description"),
            "/ogc/api",
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        ),
    ]
}
