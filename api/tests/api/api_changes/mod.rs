//! The changes of the API since its last release: logged, and declared where they break clients.
//!
//! `api/released-api.txt` has the facts of the document of the last release, `docs/api-changes.md` the log that is made from the
//! difference. A change that breaks clients fails unless `api/breaking-changes.txt` has its line. `make bless` writes the log,
//! `make release-api` ends a section of it and begins the next one.

mod surface;

use api::app;
use rstest::rstest;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use surface::Surface;

const HEAD: &str = "# Changes of the API\n\nMade from the difference of the documents: what clients rely on, one fact a line. `!` is required, `?` may be \
absent; `body` is what a request contains, `answer` what an answer contains. Refusals may gain codes, and answers members and words, at any time.\n";
/// Before the sections of the releases.
const RELEASES: &str = "\n<!-- Releases -->\n";

/// Differences of two documents.
struct Difference {
    added: BTreeSet<String>,
    removed: BTreeSet<String>,
    /// Those that break clients, with `+ ` or `- ` before them.
    breaking: BTreeSet<String>,
}

impl Difference {
    fn of(released: &Surface, now: &Surface) -> Self {
        let added: BTreeSet<String> = now.difference(released).cloned().collect();
        let removed: BTreeSet<String> = released.difference(now).cloned().collect();
        let lost = removed.iter().filter(|line| !is_softened(line, now));
        let demanded = added
            .iter()
            .filter(|line| line.contains("!: ") && had_owner(line, released));
        let breaking = lost
            .map(|line| format!("- {line}"))
            .chain(demanded.map(|line| format!("+ {line}")))
            .collect();
        Self {
            added,
            removed,
            breaking,
        }
    }

    /// The section of the log.
    fn section(&self, title: &str) -> String {
        let mut text = format!("\n## {title}\n");
        if self.added.is_empty() && self.removed.is_empty() {
            text.push_str("\nNo change.\n");
        }
        let without_mark = |line: &String| line.get(2..).unwrap_or_default().to_owned();
        let breaking: BTreeSet<_> = self.breaking.iter().map(without_mark).collect();
        for (name, lines) in [
            ("Breaking", &breaking),
            ("Added", &self.added),
            ("Removed or replaced", &self.removed),
        ] {
            if lines.is_empty() {
                continue;
            }
            write!(text, "\n### {name}\n\n").unwrap();
            for line in lines {
                writeln!(text, "- `{line}`").unwrap();
            }
        }
        text
    }
}

/// True when a client does not miss the line: what an answer might contain it always does, and what a request must contain it may.
fn is_softened(line: &str, now: &Surface) -> bool {
    let mark = if line.starts_with("answer ") {
        "?: "
    } else {
        "!: "
    };
    line.contains(mark) && now.contains(&line.replacen(mark, ": ", 1))
}

/// True when clients knew what now demands more: the operation of a parameter, or the body.
fn had_owner(line: &str, released: &Surface) -> bool {
    if let Some(member) = line.strip_prefix("body ") {
        let (name, _) = member.split_once('.').unwrap_or_default();
        let begins = [format!("body {name}."), format!("body {name} & ")];
        return released
            .iter()
            .any(|known| begins.iter().any(|begin| known.starts_with(begin)));
    }
    let operation: Vec<_> = line.split(' ').take(2).collect();
    released.contains(&operation.join(" "))
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn lines(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(ToOwned::to_owned)
        .collect()
}

#[test]
fn the_log_has_every_change_and_breaking_ones_are_declared() {
    let (released, log, declared) = (
        file("released-api.txt"),
        file("../docs/api-changes.md"),
        file("breaking-changes.txt"),
    );
    let now = surface::of(&serde_json::to_value(app::document()).unwrap());
    let is_release = std::env::var_os("RELEASE_API").is_some();
    let stored = fs::read_to_string(&log).unwrap_or_default();
    let (_, earlier) = stored.split_once(RELEASES).unwrap_or_default();
    let blesses = is_release || std::env::var_os("BLESS").is_some();
    let write_released = || {
        let text: Vec<_> = now.iter().map(String::as_str).collect();
        fs::write(&released, format!("{}\n", text.join("\n"))).unwrap();
    };
    if blesses && !released.exists() {
        write_released();
    }

    let known = lines(&fs::read_to_string(&released).unwrap());
    let difference = Difference::of(&known, &now);
    let head = format!("{HEAD}{}", difference.section("Since the last release"));
    let declarations = fs::read_to_string(&declared).unwrap();
    assert_eq!(
        lines(&declarations),
        difference.breaking,
        "breaking changes (right), and those that api/breaking-changes.txt declares (left)"
    );

    if is_release {
        let section = difference.section(env!("CARGO_PKG_VERSION"));
        let none = Difference::of(&now, &now).section("Since the last release");
        fs::write(&log, format!("{HEAD}{none}{RELEASES}{section}{earlier}")).unwrap();
        write_released();
        let comments = declarations.lines().filter(|line| line.starts_with('#'));
        let comments: Vec<_> = comments.collect();
        fs::write(&declared, format!("{}\n", comments.join("\n"))).unwrap();
    } else if blesses {
        fs::write(&log, format!("{head}{RELEASES}{earlier}")).unwrap();
    } else {
        assert_eq!(
            stored,
            format!("{head}{RELEASES}{earlier}"),
            "docs/api-changes.md is stale. Fix with: make bless"
        );
    }
}

/// A document with one operation, after some members of it were replaced.
fn document(pointer: &str, value: Value) -> Value {
    let mut document = json!({
        "paths": { "/things": { "post": {
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                { "name": "sort", "in": "query", "required": false, "schema": { "type": "string", "enum": ["name", "age"] } }
            ],
            "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/New" } } } },
            "responses": {
                "201": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } },
                "400": { "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } }
            }
        } } },
        "components": { "schemas": {
            "New": { "type": "object", "required": ["name"], "properties": {
                "name": { "type": "string" }, "kind": { "$ref": "#/components/schemas/Kind" }
            } },
            "Kind": { "type": "string", "enum": ["small", "large"] },
            "Thing": { "type": "object", "required": ["id"], "properties": {
                "id": { "type": "string", "format": "uuid" },
                "note": { "type": ["string", "null"] },
                "tags": { "type": "array", "items": { "type": "string" } }
            } },
            "Problem": { "type": "object", "properties": {} }
        } }
    });
    if !pointer.is_empty() {
        *document
            .pointer_mut(pointer)
            .expect("a part of the document") = value;
    }
    document
}

#[test]
fn the_facts_of_a_document_are_listed() {
    let facts = surface::of(&document("", Value::Null));

    let expected = [
        "POST /things",
        "POST /things 201 application/json: Thing",
        "POST /things body application/json: New",
        "POST /things query sort = \"age\"",
        "POST /things query sort = \"name\"",
        "POST /things query sort: string",
        "answer Thing.id: string(uuid)",
        "answer Thing.note?: string | null",
        "answer Thing.tags?: string[]",
        "body Kind = \"large\"",
        "body Kind = \"small\"",
        "body Kind: string",
        "body New.kind: Kind",
        "body New.name!: string",
    ];
    assert_eq!(
        facts.iter().map(String::as_str).collect::<Vec<_>>(),
        expected
    );
}

#[rstest]
#[case::added_member("/components/schemas/Thing/properties", json!({
    "id": { "type": "string", "format": "uuid" }, "note": { "type": ["string", "null"] },
    "tags": { "type": "array", "items": { "type": "string" } }, "size": { "type": "integer" }
}), &[])]
#[case::promised_member("/components/schemas/Thing/required", json!(["id", "tags"]), &[])]
#[case::relaxed_body("/components/schemas/New/required", json!([]), &[])]
#[case::added_word("/components/schemas/Kind/enum", json!(["small", "large", "huge"]), &[])]
#[case::missing_operation("/paths/~1things", json!({}), &[
    "- POST /things", "- POST /things 201 application/json: Thing", "- POST /things body application/json: New",
    "- POST /things query sort = \"age\"", "- POST /things query sort = \"name\"", "- POST /things query sort: string",
    "- answer Thing.id: string(uuid)", "- answer Thing.note?: string | null", "- answer Thing.tags?: string[]",
    "- body Kind = \"large\"", "- body Kind = \"small\"", "- body Kind: string", "- body New.kind: Kind", "- body New.name!: string",
])]
#[case::missing_word("/components/schemas/Kind/enum", json!(["small"]), &["- body Kind = \"large\""])]
#[case::member_of_another_type("/components/schemas/Thing/properties/tags", json!({ "type": "string" }), &["- answer Thing.tags?: string[]"])]
#[case::unsure_member("/components/schemas/Thing/required", json!([]), &["- answer Thing.id: string(uuid)"])]
#[case::demanded_member("/components/schemas/New/required", json!(["name", "kind"]), &["+ body New.kind!: Kind", "- body New.kind: Kind"])]
#[case::demanded_parameter("/paths/~1things/post/parameters/1/required", json!(true), &[
    "+ POST /things query sort!: string", "- POST /things query sort: string",
])]
fn a_change_that_breaks_clients_is_recognised(
    #[case] pointer: &str,
    #[case] value: Value,
    #[case] expected: &[&str],
) {
    let released = surface::of(&document("", Value::Null));
    let now = surface::of(&document(pointer, value));

    let difference = Difference::of(&released, &now);

    let breaking: Vec<_> = difference.breaking.iter().map(String::as_str).collect();
    assert_eq!(breaking, expected);
    assert!(!difference.added.is_empty() || !difference.removed.is_empty());
}
