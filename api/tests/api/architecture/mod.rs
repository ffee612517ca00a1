//! The direction of the imports inside `api/src`.
//!
//! A feature may use the store of another, never its handlers, and never both ways. [`ARROWS`] lists every import from
//! one feature to another. An import that is not listed fails. So does an entry that nothing imports any more, or that another
//! entry of the same feature contains: such an entry would look stricter than the rule is. Within a feature and within each crate, files
//! import each other in one direction ([`circles`]).

mod arrows;
mod circles;

use arrows::ARROWS;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Files that wire features together and may name any of them.
const WIRING: &[&str] = &["app", "cli", "demo", "lib", "main", "middleware"];

/// Every Rust file below a folder, tests left out.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_stem().is_some_and(|name| name == "tests") {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The feature that a file of `api/src` belongs to: its folder, or the file itself.
fn feature(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap();
    let first = inside.components().next().unwrap().as_os_str();
    first.to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// The lines of a text that are no comments.
fn without_comments(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// The paths after each `crate::` of a text, with groups in braces expanded.
fn imports(text: &str) -> BTreeSet<String> {
    let code = without_comments(text);
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let mut rest = rest;
        expand(&mut rest, "", &mut found);
    }
    found
}

/// Reads one path or group from the front of `rest`.
fn expand(rest: &mut &str, prefix: &str, found: &mut BTreeSet<String>) {
    *rest = rest.trim_start();
    if let Some(group) = rest.strip_prefix('{') {
        *rest = group;
        loop {
            *rest = rest.trim_start_matches([',', ' ', '\n']);
            match rest.strip_prefix('}') {
                Some(after) => {
                    *rest = after;
                    return;
                }
                None if rest.is_empty() => return,
                None => expand(rest, prefix, found),
            }
        }
    }
    let end = rest
        .find(|sign: char| !sign.is_alphanumeric() && sign != '_')
        .unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    if name.is_empty() {
        // Not the beginning of a path: skip the character, so that a group ends.
        *rest = rest.get(1..).unwrap_or_default();
        return;
    }
    let path = match (prefix, name) {
        (prefix, "self") => prefix.to_owned(),
        ("", name) => name.to_owned(),
        (prefix, name) => format!("{prefix}::{name}"),
    };
    if let Some(deeper) = after.strip_prefix("::") {
        *rest = deeper;
        expand(rest, &path, found);
    } else {
        *rest = without_alias(after);
        found.insert(path);
    }
}

/// The rest of a line behind `as name`; all of it without an alias.
fn without_alias(rest: &str) -> &str {
    rest.strip_prefix(" as ").map_or(rest, |rest| {
        rest.trim_start_matches(|sign: char| sign.is_alphanumeric() || sign == '_')
    })
}

/// Imports that every feature makes from the others.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        let from = feature(&root, &file);
        let foreign = imports(&fs::read_to_string(&file).unwrap())
            .into_iter()
            .filter(|path| path.split("::").next() != Some(from.as_str()));
        arrows.entry(from.clone()).or_default().extend(foreign);
    }
    arrows
}

fn is_below(path: &str, allowed: &str) -> bool {
    path.strip_prefix(allowed)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn groups_of_imports_are_taken_apart() {
    let text =
        "use crate::a::{self, b as z, c::{D, e}};\n// crate::no\nlet x = crate::f::g(crate::h);";

    let found: Vec<_> = imports(text).into_iter().collect();

    assert_eq!(found, ["a", "a::b", "a::c::D", "a::c::e", "f::g", "h"]);
}

#[test]
fn a_feature_imports_what_the_table_allows() {
    let arrows = arrows();
    let mut unused: Vec<String> = Vec::new();
    let mut contained: Vec<String> = Vec::new();
    for (from, allowed) in ARROWS {
        let imported = arrows.get(*from).expect("a feature of the table exists");
        unused.extend(
            allowed
                .iter()
                .filter(|allowed| !imported.iter().any(|path| is_below(path, allowed)))
                .map(|allowed| format!("{from} -> {allowed}")),
        );
        contained.extend(
            allowed
                .iter()
                .filter(|path| {
                    allowed
                        .iter()
                        .any(|other| other != *path && is_below(path, other))
                })
                .map(|path| format!("{from} -> {path}")),
        );
    }
    let forbidden: Vec<String> = arrows
        .iter()
        .filter(|(from, _)| !WIRING.contains(&from.as_str()))
        .flat_map(|(from, paths)| paths.iter().map(move |path| (from, path)))
        .filter(|(from, path)| {
            let allowed = ARROWS
                .iter()
                .filter(|(feature, _)| feature == from)
                .flat_map(|(_, allowed)| *allowed);
            !allowed.into_iter().any(|allowed| is_below(path, allowed))
        })
        .map(|(from, path)| format!("{from} -> {path}"))
        .collect();

    assert_eq!(
        forbidden,
        Vec::<String>::new(),
        "imports that are not in the table"
    );
    assert_eq!(unused, Vec::<String>::new(), "entries that nothing imports");
    assert_eq!(
        contained,
        Vec::<String>::new(),
        "entries that another contains"
    );
}

#[test]
fn no_features_import_each_other() {
    let arrows = arrows();
    let targets = |from: &str| -> BTreeSet<String> {
        let paths = arrows.get(from).into_iter().flatten();
        paths
            .filter_map(|path| path.split("::").next())
            .map(str::to_owned)
            .collect()
    };
    let mut reached: Vec<String> = Vec::new();
    for from in arrows
        .keys()
        .filter(|from| !WIRING.contains(&from.as_str()))
    {
        let mut seen = BTreeSet::new();
        let mut next: Vec<String> = targets(from).into_iter().collect();
        while let Some(feature) = next.pop() {
            if seen.insert(feature.clone()) {
                next.extend(targets(&feature));
            }
        }
        if seen.contains(from) {
            reached.push(from.clone());
        }
    }

    assert_eq!(
        reached,
        Vec::<String>::new(),
        "features that reach themselves"
    );
}

#[test]
fn the_documentation_of_a_crate_lists_every_module() {
    let api = Path::new(env!("CARGO_MANIFEST_DIR"));
    for crate_root in ["src/lib.rs", "../shared/src/lib.rs"] {
        let text = fs::read_to_string(api.join(crate_root)).unwrap();
        let listed: BTreeSet<&str> = text
            .lines()
            .filter(|line| line.starts_with("//! | "))
            .filter_map(|line| line.split('`').nth(1))
            .collect();
        let modules: BTreeSet<&str> = text
            .lines()
            .filter_map(|line| {
                let line = line.strip_prefix("pub ").unwrap_or(line);
                line.strip_prefix("mod ")?.strip_suffix(';')
            })
            .collect();

        assert_eq!(listed, modules, "{crate_root}");
    }
}
