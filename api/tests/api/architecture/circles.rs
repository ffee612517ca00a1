//! The direction of the imports between the files of each crate.
//!
//! A `mod.rs` and the files of its folder may use each other. All other files import each other in one direction: none reaches itself,
//! directly or through others. [`KNOWN`] lists the circles that are left. None may join them, and one that is cut leaves the list.

use super::{expand, is_below, sources, without_comments};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Circles that are left, each by its crate and modules.
const KNOWN: &[(&str, &[&str])] = &[
    ("api", &["kit::store", "kit::watch"]),
    (
        "api",
        &[
            "labels::act",
            "labels::assess",
            "labels::release",
            "labels::sheet",
            "labels::undo",
        ],
    ),
    (
        "api",
        &[
            "sharing::assignments",
            "sharing::fact",
            "sharing::groups",
            "sharing::routing",
            "sharing::team",
        ],
    ),
    (
        "ground",
        &["config", "files", "files::objects", "files::s3"],
    ),
    (
        "ground",
        &[
            "jobs::lanes",
            "jobs::outside",
            "jobs::registry",
            "jobs::worker",
        ],
    ),
    (
        "ground",
        &["mail::addresses", "mail::queries", "mail::sender"],
    ),
    ("http", &["answer", "modified"]),
    ("shared", &["account::letter_scope", "account::preferences"]),
    (
        "shared",
        &[
            "edition",
            "edition::additional",
            "edition::faults",
            "edition::vocabulary",
            "event::additional",
            "event::alert",
            "event::content",
            "event::form",
            "event::query",
            "partner",
        ],
    ),
    (
        "shared",
        &[
            "event::change",
            "event::change::rule",
            "event::correction",
            "event::file",
            "event::renewal",
            "label::decision",
            "organisation::details",
            "organisation::mandate",
            "organisation::member",
        ],
    ),
    ("sheets", &["additional", "merge", "occurrences", "row"]),
    ("sheets", &["csv", "decode", "ics", "sheet", "xlsx"]),
];

/// The modules of a crate.
struct Modules {
    /// Code of each module, without comments and unit tests, by its path below `crate::`.
    code: BTreeMap<String, String>,
    /// Path of each re-exported item, by the module that re-exports it and its name.
    exports: BTreeMap<(String, String), Vec<String>>,
}

impl Modules {
    /// Reads the files below the folder of a crate's sources.
    fn read(root: &Path) -> Self {
        let mut files = Vec::new();
        sources(root, &mut files);
        let mut code: BTreeMap<String, String> = BTreeMap::new();
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let path = file.strip_prefix(root).unwrap().with_extension("");
            let mut parts: Vec<&str> = path.iter().map(|part| part.to_str().unwrap()).collect();
            if matches!(parts.last(), Some(&("mod" | "lib" | "main"))) {
                parts.pop();
            }
            let (tested, _) = text
                .split_once("#[cfg(test)]\nmod tests {")
                .unwrap_or((text.as_str(), ""));
            code.entry(parts.join("::"))
                .or_default()
                .push_str(&without_comments(tested));
        }
        Self::of(code)
    }

    fn of(code: BTreeMap<String, String>) -> Self {
        let mut modules = Self {
            code,
            exports: BTreeMap::new(),
        };
        let mut exports = BTreeMap::new();
        for (module, code) in &modules.code {
            for path in exported(code) {
                let target = modules.absolute(module, &path).unwrap_or_default();
                if let Some(name) = target.last() {
                    exports.insert((module.clone(), name.clone()), target.clone());
                }
            }
        }
        modules.exports = exports;
        modules
    }

    /// The path below `crate::` of a path that a module uses; `None` when it begins in another crate.
    fn absolute(&self, module: &str, path: &str) -> Option<Vec<String>> {
        let mut base: Vec<&str> = module.split("::").filter(|part| !part.is_empty()).collect();
        let mut parts = path.split("::").peekable();
        let first = parts.peek().copied()?;
        match first {
            "crate" => {
                base.clear();
                parts.next();
            }
            "self" => {
                parts.next();
            }
            "super" => {
                while parts.next_if_eq(&"super").is_some() {
                    base.pop();
                }
            }
            _ => {
                let child = [base.as_slice(), &[first]].concat().join("::");
                self.code.get(&child)?;
            }
        }
        Some(base.into_iter().chain(parts).map(str::to_owned).collect())
    }

    /// The module that a path leads to, through at most five re-exports.
    fn resolve(&self, path: &[String]) -> String {
        let mut path = path.to_vec();
        for _ in 0..5 {
            let (module, rest) = self.split(&path);
            let Some((name, rest)) = rest.split_first() else {
                return module;
            };
            let Some(target) = self.exports.get(&(module.clone(), name.clone())) else {
                return module;
            };
            path = [target.as_slice(), rest].concat();
        }
        self.split(&path).0
    }

    /// The longest module at the beginning of a path, and what follows it.
    fn split<'p>(&self, path: &'p [String]) -> (String, &'p [String]) {
        (0..=path.len())
            .rev()
            .map(|length| path.split_at(length))
            .map(|(module, rest)| (module.join("::"), rest))
            .find(|(module, _)| self.code.contains_key(module))
            .unwrap_or_default()
    }

    /// The modules that a module imports, without those below it.
    fn imported(&self, module: &str, code: &str) -> BTreeSet<String> {
        let mut used = BTreeSet::new();
        for start in ["crate::", "super::"] {
            for (at, _) in code.match_indices(start) {
                let (before, path) = code.split_at(at);
                let continued = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | ':');
                // `pub(in super::super)` is no import.
                if !before.ends_with(continued) && !before.ends_with("(in ") {
                    used.extend(paths(path));
                }
            }
        }
        used.iter()
            .filter_map(|path| self.absolute(module, path))
            .map(|path| self.resolve(&path))
            .filter(|target| !target.is_empty() && !is_below(target, module))
            .collect()
    }

    /// The groups of modules that all reach each other.
    fn circles(&self) -> BTreeSet<Vec<String>> {
        let arrows: BTreeMap<&String, BTreeSet<String>> = self
            .code
            .iter()
            .map(|(module, code)| (module, self.imported(module, code)))
            .collect();
        let reach: BTreeMap<&String, BTreeSet<&String>> = arrows
            .keys()
            .map(|module| (*module, reached(&arrows, module)))
            .collect();
        reach
            .iter()
            .filter(|(module, seen)| seen.contains(*module))
            .map(|(module, seen)| {
                let mutual = seen
                    .iter()
                    .filter(|other| reach.get(*other).is_some_and(|back| back.contains(module)));
                mutual.map(|other| (*other).clone()).collect()
            })
            .collect()
    }
}

/// Modules that a module imports directly or through others.
fn reached<'a>(
    arrows: &'a BTreeMap<&String, BTreeSet<String>>,
    module: &String,
) -> BTreeSet<&'a String> {
    let mut seen = BTreeSet::new();
    let mut next: Vec<&String> = arrows.get(module).into_iter().flatten().collect();
    while let Some(module) = next.pop() {
        if seen.insert(module) {
            next.extend(arrows.get(module).into_iter().flatten());
        }
    }
    seen
}

/// The paths at the beginning of a text: one, or those of a group.
fn paths(mut text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    expand(&mut text, "", &mut found);
    found
}

/// The paths that a module re-exports.
fn exported(code: &str) -> BTreeSet<String> {
    code.match_indices("use ")
        .map(|(at, start)| (code.split_at(at).0, code.split_at(at + start.len()).1))
        .filter(|(before, _)| before.ends_with("pub ") || before.ends_with(") "))
        .flat_map(|(_, path)| paths(path))
        .collect()
}

#[test]
fn a_circle_is_found_through_re_exports() {
    let code = [
        ("", "mod a;\nmod b;"),
        ("a", "use crate::b::{Item as Other, more};"),
        ("b", "mod inner;\npub(super) use inner::{Item, more};"),
        (
            "b::inner",
            "pub(in super::super) struct Item(super::super::a::A);",
        ),
        ("b::leaf", "use super::inner::Item;"),
    ];
    let modules = Modules::of(
        code.into_iter()
            .map(|(module, code)| (module.to_owned(), code.to_owned()))
            .collect(),
    );

    let circles: Vec<_> = modules.circles().into_iter().collect();

    assert_eq!(circles, [["a", "b::inner"]]);
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let api = Path::new(env!("CARGO_MANIFEST_DIR"));
    let crates = fs::read_dir(api.join("crates")).unwrap();
    let packages = crates
        .map(|entry| entry.unwrap().path())
        .chain([api.to_owned(), api.join("../shared")]);
    let mut found: BTreeSet<(String, Vec<String>)> = BTreeSet::new();
    for package in packages {
        let name = package.file_name().unwrap().to_str().unwrap();
        let circles = Modules::read(&package.join("src")).circles();
        found.extend(circles.into_iter().map(|circle| (name.to_owned(), circle)));
    }
    let known: BTreeSet<(String, Vec<String>)> = KNOWN
        .iter()
        .map(|(package, circle)| {
            let circle = circle.iter().map(|module| (*module).to_owned()).collect();
            ((*package).to_owned(), circle)
        })
        .collect();

    assert_eq!(found, known, "circles of files, and those that are known");
}
