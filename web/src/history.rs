//! Kinds of log entries in words: one place for the history of an event, the history of an organisation, and the log.

use crate::messages::{self, known};

/// Message keys that begin with one of these, followed by the kind of an entry, say what happened.
const PREFIXES: [&str; 3] = ["file.history", "organisation.history", "journal.kind"];

/// Sentence about a change, by the kind of its log entry; `None` for a kind that this release does not know.
pub fn what(kind: &str) -> Option<String> {
    let subject = kind.split_once('.').map_or(kind, |(subject, _)| subject);
    let prefix = match subject {
        "event" => "file.history",
        "organisation" => "organisation.history",
        _ => "journal.kind",
    };
    known(prefix, kind)
}

/// All kinds that have words, by their words.
pub fn kinds() -> Vec<(String, String)> {
    let mut kinds: Vec<(String, String)> = messages::all()
        .iter()
        .filter_map(|(key, _)| {
            let kind = PREFIXES
                .iter()
                .find_map(|prefix| key.strip_prefix(prefix)?.strip_prefix('.'))?;
            let words = what(kind).filter(|_| kind.contains('.'))?;
            Some((kind.to_owned(), words))
        })
        .collect();
    kinds.sort_by(|(one, first), (other, second)| (first, one).cmp(&(second, other)));
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    fn sources(folder: &Path, texts: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, texts);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                texts.push(fs::read_to_string(path).unwrap());
            }
        }
    }

    fn literals(text: &str) -> impl Iterator<Item = &str> {
        text.lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| line.split('"').skip(1).step_by(2))
    }

    /// The kinds of the subjects, as the log names them.
    fn subjects() -> BTreeSet<String> {
        let log = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../api/crates/ground/src/log/mod.rs"
        );
        let text = fs::read_to_string(log).unwrap();
        let arms = text.lines().filter(|line| line.contains("Self::"));
        let words = arms.filter_map(|line| line.split_once("=> \"")?.1.split('"').next());
        words.map(str::to_owned).collect()
    }

    #[test]
    fn every_kind_of_log_entry_that_the_server_writes_has_words() {
        let subjects = subjects();
        assert!(subjects.contains("event") && subjects.contains("platform"));
        let mut texts = Vec::new();
        let server = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../api/src"));
        for entry in fs::read_dir(server).unwrap() {
            let path = entry.unwrap().path();
            // The pages write nothing; their message keys look like kinds.
            if path.is_dir() && path.file_name().unwrap() != "site" {
                sources(&path, &mut texts);
            }
        }
        let is_kind = |literal: &str| {
            literal.split_once('.').is_some_and(|(subject, change)| {
                subjects.contains(subject)
                    && !change.is_empty()
                    && change.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
            })
        };
        let written: BTreeSet<&str> = texts
            .iter()
            .flat_map(|text| literals(text))
            .filter(|literal| is_kind(literal))
            .collect();
        assert!(written.len() > 60, "{written:?}");
        let without: Vec<&&str> = written.iter().filter(|kind| what(kind).is_none()).collect();
        assert!(without.is_empty(), "no words for {without:?}");
    }

    #[test]
    fn every_kind_of_job_has_words() {
        let mut texts = Vec::new();
        sources(
            Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../api/src")),
            &mut texts,
        );
        let kinds: BTreeSet<&str> = texts
            .iter()
            .flat_map(|text| text.split("const NAME: &'static str = \"").skip(1))
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert!(kinds.len() > 20, "{kinds:?}");
        let without: Vec<_> = kinds
            .iter()
            .filter(|kind| known("jobs.kind", kind).is_none())
            .collect();
        assert!(without.is_empty(), "no words for {without:?}");
    }

    #[test]
    fn the_kinds_to_choose_from_have_words_of_their_own() {
        let kinds = kinds();
        assert!(kinds.iter().any(|(kind, _)| kind == "event.labelled"));
        assert!(kinds.iter().any(|(kind, _)| kind == "account.disabled"));
        assert!(
            !kinds
                .iter()
                .any(|(kind, _)| kind == "title" || kind == "other")
        );
    }
}
