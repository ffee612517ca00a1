//! Checks each language's message file against the table of problem codes.

use crate::{files, workspace};
use anyhow::{Context, bail};
use serde_json::Value;
use shared::problem::Code;

/// Fails when the message file lacks a sentence for a problem code.
pub(crate) fn check() -> anyhow::Result<()> {
    let path = workspace::root().join("web/locales/fr.json");
    let messages = serde_json::from_slice(&files::read(&path)?)
        .with_context(|| format!("{} is not JSON", path.display()))?;
    let missing = missing(&messages);
    if !missing.is_empty() {
        bail!(
            "{} has no sentence for: {}",
            path.display(),
            missing.join(", ")
        );
    }
    Ok(())
}

/// Keys `problem.<code>` without a sentence.
fn missing(messages: &Value) -> Vec<String> {
    Code::ALL
        .iter()
        .map(|code| format!("problem.{code}"))
        .filter(|key| sentence(messages, key).is_none_or(|sentence| sentence.trim().is_empty()))
        .collect()
}

fn sentence<'m>(messages: &'m Value, key: &str) -> Option<&'m str> {
    messages.get(key)?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_problem_has_a_french_sentence() {
        check().expect("the message file is complete");
    }

    #[test]
    fn a_missing_and_an_empty_sentence_are_both_named() {
        let messages = json!({ "problem.not_found": "Rien ici.", "problem.gone": " " });

        let missing = missing(&messages);

        assert!(missing.contains(&"problem.gone".to_owned()));
        assert!(missing.contains(&"problem.internal".to_owned()));
        assert!(!missing.contains(&"problem.not_found".to_owned()));
    }
}
