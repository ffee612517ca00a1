//! Examples in the OpenAPI document: recorded from the routes, complete, and valid.

mod administration;
mod agenda;
mod alerts;
mod answer_files;
mod certificate;
mod conversation;
mod decisions;
mod forms;
mod groups;
mod kit;
mod organisations;
mod overview;
mod partners;
mod recorder;
mod returned;
mod revisions;
mod stable;
mod story;

use api::app;
use boon::{Compiler, Draft, Schemas};
use serde_json::Value;
use similar::TextDiff;
use std::fs;
use std::path::Path;
use story::Story;

/// Address under which the validator has the document.
const DOCUMENT: &str = "https://semaine.example.org/api/openapi.json";

/// Requests and responses whose body is binary, and has no example.
const BINARY: [(&str, &str); 29] = [
    ("report_mail", "requestBody"),
    ("upload_attachment", "requestBody"),
    ("get_attachment", "responses"),
    ("refuse_letter_in_one_click", "requestBody"),
    ("upload_image", "requestBody"),
    ("upload_partner_logo", "requestBody"),
    ("upload_answer_file", "requestBody"),
    ("get_answer_file", "responses"),
    ("read_file_by_link", "responses"),
    ("get_public_file", "responses"),
    ("create_import", "requestBody"),
    ("get_import_template", "responses"),
    ("get_image", "responses"),
    ("get_square_image", "responses"),
    ("get_sharing_picture", "responses"),
    ("get_certificate", "responses"),
    ("get_kit_file", "responses"),
    ("get_kit_archive", "responses"),
    ("download_kit_file", "responses"),
    ("download_kit_archive", "responses"),
    ("get_kit_version", "responses"),
    ("preview_kit", "responses"),
    ("upload_kit_version", "requestBody"),
    ("export_agenda_programme", "responses"),
    ("export_agenda_xlsx", "responses"),
    ("export_programme", "responses"),
    ("export_xlsx", "responses"),
    ("export_queue_xlsx", "responses"),
    ("get_open_data_dump", "responses"),
];

#[tokio::test]
async fn the_examples_are_what_the_routes_answer() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples.json");

    let examples = Story::play().await;

    let recorded = format!("{}\n", serde_json::to_string_pretty(&examples).unwrap());
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, recorded).unwrap();
        return;
    }
    let stored = fs::read_to_string(&path).unwrap();
    assert!(
        stored == recorded,
        "The routes no longer answer as in the examples. To accept: make bless\n\n{}",
        TextDiff::from_lines(&stored, &recorded)
            .unified_diff()
            .header("api/examples.json", "recorded now")
    );
}

#[test]
fn every_operation_has_a_valid_example() {
    let document = serde_json::to_value(app::document()).unwrap();
    let mut checked = Checked::new(&document);
    for (path, item) in members(&document["paths"]) {
        for (method, operation) in members(item) {
            let at = format!("/paths/{}/{method}", escaped(path));
            checked.operation(operation, &at);
        }
    }
    assert!(
        checked.faults.is_empty(),
        "{}\nTo record the examples again: make bless",
        checked.faults.join("\n")
    );
}

/// The document, and the faults found in its examples.
struct Checked<'a> {
    document: &'a Value,
    schemas: Schemas,
    compiler: Compiler,
    faults: Vec<String>,
}

impl<'a> Checked<'a> {
    fn new(document: &'a Value) -> Self {
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler.enable_format_assertions();
        compiler.add_resource(DOCUMENT, document.clone()).unwrap();
        Self {
            document,
            schemas: Schemas::new(),
            compiler,
            faults: Vec::new(),
        }
    }

    /// Checks the required parameters, the body of the request, and the response.
    fn operation(&mut self, operation: &Value, at: &str) {
        let id = operation["operationId"].as_str().unwrap();
        for (i, parameter) in (0..).zip(operation["parameters"].as_array().into_iter().flatten()) {
            let place = format!("{at}/parameters/{i}");
            let name = &parameter["name"];
            let own = ["/schema/example", "/schema/examples"]
                .iter()
                .any(|inner| parameter.pointer(inner).is_some());
            if parameter["required"] == true && parameter.get("example").is_none() && !own {
                self.faults.push(format!("{id} has no example of {name}"));
            }
            self.example(&place);
        }
        if operation.get("requestBody").is_some() {
            let examples = self.contents(&format!("{at}/requestBody/content"));
            self.count(id, "requestBody", examples);
        }
        let answers: Vec<_> = members(&operation["responses"])
            .filter(|(status, response)| {
                status.starts_with('2') && response.get("content").is_some()
            })
            .map(|(status, _)| self.contents(&format!("{at}/responses/{status}/content")))
            .collect();
        if !answers.is_empty() {
            self.count(id, "responses", answers.iter().sum());
        }
    }

    /// Records a part of an operation that has not exactly one example, or, if it is binary, has any.
    fn count(&mut self, id: &str, part: &str, examples: usize) {
        let expected = usize::from(!BINARY.contains(&(id, part)));
        if examples != expected {
            let fault = format!("{id} has {examples} examples in its {part}, not {expected}");
            self.faults.push(fault);
        }
    }

    /// Checks the examples of a body; returns their number.
    fn contents(&mut self, at: &str) -> usize {
        let Some(contents) = self.document.pointer(at) else {
            return 0;
        };
        members(contents)
            .filter(|(media_type, _)| self.example(&format!("{at}/{}", escaped(media_type))))
            .count()
    }

    /// Checks the example beside a schema; returns whether there is one.
    fn example(&mut self, at: &str) -> bool {
        let described = self.document.pointer(at).unwrap();
        let Some(example) = described.get("example") else {
            return false;
        };
        if described.get("schema").is_some() {
            let address = format!("{DOCUMENT}#{}", at.replace('{', "%7B").replace('}', "%7D"));
            let schema = self
                .compiler
                .compile(&format!("{address}/schema"), &mut self.schemas)
                .unwrap_or_else(|error| panic!("{at}: {error:#}"));
            if let Err(error) = self.schemas.validate(example, schema) {
                self.faults.push(format!("{at}: {error:#}"));
            }
        }
        true
    }
}

fn members(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

/// A name as a part of a JSON pointer.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
