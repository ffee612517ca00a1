//! Reads an export file: a JSON array, `{"events": […]}`, or one event per line (NDJSON).

use super::wire::ExportedEvent;
use anyhow::{Context, bail};
use serde::Deserialize;

/// An event of the file, or the error in it; `position` counts from 1.
pub(super) struct Line {
    pub(super) position: usize,
    pub(super) event: Result<ExportedEvent, String>,
}

/// Parses the whole file; an invalid event is returned as an error at its position.
///
/// # Errors
///
/// When the file as a whole is none of the three shapes.
pub(super) fn read(text: &str) -> anyhow::Result<Vec<Line>> {
    let trimmed = text.trim_start_matches('\u{feff}').trim();
    let events = match trimmed.chars().next() {
        None => bail!("the file is empty"),
        Some('[') => {
            values(serde_json::from_str(trimmed).context("the file is not a JSON array of events")?)
        }
        Some('{') => match serde_json::from_str::<Envelope>(trimmed) {
            Ok(envelope) => values(envelope.events),
            Err(_not_one_document) => trimmed
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(one_line)
                .collect(),
        },
        Some(_) => bail!(
            "the file is not JSON: an array of events, an answer of the API, or one event a line"
        ),
    };
    Ok(events
        .into_iter()
        .zip(1..)
        .map(|(event, position)| Line { position, event })
        .collect())
}

#[derive(Deserialize)]
struct Envelope {
    events: Vec<serde_json::Value>,
}

fn values(values: Vec<serde_json::Value>) -> Vec<Result<ExportedEvent, String>> {
    values
        .into_iter()
        .map(|value| serde_path_to_error::deserialize(value).map_err(|error| error.to_string()))
        .collect()
}

fn one_line(line: &str) -> Result<ExportedEvent, String> {
    let mut json = serde_json::Deserializer::from_str(line);
    serde_path_to_error::deserialize(&mut json).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_invalid_event_is_reported_and_the_others_are_read() {
        for file in [
            r#"[{"uid": 1, "title": {"fr": "A"}}, {"title": {"fr": "no uid"}}, {"uid": "3", "timings": 4}, {"uid": 5}]"#,
            r#"{"events": [{"uid": 1}, {"title": "no uid"}, {"uid": "3", "timings": 4}, {"uid": 5}]}"#,
            "{\"uid\": 1}\n{\"uid\": \n{\"uid\": \"3\", \"timings\": 4}\n{\"uid\": 5}\n",
        ] {
            let lines = read(file).unwrap();
            let read: Vec<_> = lines
                .iter()
                .map(|line| (line.position, line.event.is_ok()))
                .collect();
            assert_eq!(
                read,
                [(1, true), (2, false), (3, false), (4, true)],
                "{file}"
            );
        }
    }

    #[test]
    fn a_file_of_another_format_is_rejected() {
        assert!(read("").is_err());
        assert!(read("uid;title\n1;A").is_err());
        assert!(read("[1, 2").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_or_rejected(text in "[\\[{]?\\PC{0,80}") {
            let _ = read(&text);
        }
    }
}
