//! Replaces the values that differ from one run to the next: identifiers, hashes, tokens, cursors, sizes of compressed
//! files.

use api::examples::{Example, ExampleResponse};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use shared::late_pass::read_code;
use std::collections::HashMap;
use std::fmt::Write as _;
use uuid::Uuid;

const UUID_CHARS: usize = 36;
const DIGEST_CHARS: usize = 64;

const ACCESS_TOKEN: &str = "eyJhbGciOiJFZERTQSJ9.eyJleGVtcGxlIjp0cnVlfQ.c2lnbmF0dXJl";
/// A token that stands for an API key.
const KEY_TOKEN: &str = "sdi_tmp_JetonDExempleQuiNOuvreRi";
const LATE_PASS: &str = "5B1E-09C7-A2D4-88F3";
const READING_KEY: &str = "JxDdEtD3mb1vVLVC-yvZgw";
/// Secret of a calendar of deadlines.
pub(super) const CALENDAR: &str = "secret-du-calendrier";
/// Beginning of an API key, its number of characters after that, and those of one that is none.
const KEY_MARK: &str = "sdi_live_";
const KEY_CHARS: usize = 49;
const KEY: &str = "CleDExempleQuiNOuvreRienCleDExempleQuiNOuvrExmple";
/// Beginning of the secret of a webhook, its number of characters after that, and those of one that signs nothing.
const WEBHOOK_MARK: &str = "whsec_";
const WEBHOOK_CHARS: usize = 44;
const WEBHOOK_SECRET: &str = "U2VjcmV0LWQtZXhlbXBsZS1xdWktbmUtc2lnbmUtcmk=";
const CURSOR: &str = "Y3Vyc2V1ci1kLWV4ZW1wbGU";
const COMPRESSED_BYTES: &str = "1024";
const COMPRESSED_SIZE: u64 = 1024;
const DURATION_MS: u32 = 12;

/// Replaces values by others of the same form, always the same in the order of their appearance; equal ones stay equal.
#[derive(Default)]
pub(super) struct Stable {
    known: HashMap<String, String>,
    secrets: Vec<(String, String)>,
}

impl Stable {
    /// Replaces a random value wherever it occurs.
    pub(super) fn hide(&mut self, secret: &str, shown: &str) {
        self.secrets.push((secret.to_owned(), shown.to_owned()));
    }

    pub(super) fn example(&mut self, example: Example) -> Example {
        let mut parameters = example.parameters;
        for value in parameters.values_mut() {
            self.value(value);
        }
        let mut option = |value: Option<Value>| {
            value.map(|mut value| {
                self.value(&mut value);
                value
            })
        };
        let request = option(example.request);
        let body = option(example.response.body);
        Example {
            parameters,
            request,
            response: ExampleResponse {
                body,
                text: self.lines(example.response.text),
                ..example.response
            },
        }
    }

    /// Replaces values in the lines of a text. In a calendar, a value may begin in one line and end in the next one, which
    /// begins with a space (RFC 5545); the replacements have the same length.
    fn lines(&mut self, lines: Vec<String>) -> Vec<String> {
        let folds = lines.first().is_some_and(|line| line == "BEGIN:VCALENDAR");
        let mut lines = lines.into_iter().peekable();
        let mut out = Vec::with_capacity(lines.len());
        while let Some(mut line) = lines.next() {
            let mut parts = vec![line.len()];
            while let Some(more) = lines.next_if(|line| folds && line.starts_with(' ')) {
                parts.push(more.len() - 1);
                line.extend(more.chars().skip(1));
            }
            let replaced = self.text(&line);
            let mut rest = replaced.as_str();
            for (i, length) in parts.iter().enumerate() {
                let last = i + 1 == parts.len();
                let (part, after) = rest.split_at(if last { rest.len() } else { *length });
                out.push(format!("{}{part}", if i > 0 { " " } else { "" }));
                rest = after;
            }
        }
        out
    }

    fn value(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(members) => {
                for (name, member) in members {
                    match (name.as_str(), &*member) {
                        ("accessToken", _) => *member = ACCESS_TOKEN.into(),
                        ("access_token", _) => *member = KEY_TOKEN.into(),
                        ("code", Value::String(code)) if read_code(code).is_some() => {
                            *member = LATE_PASS.into();
                        }
                        // The key of an additional field is none of these secrets.
                        ("key", Value::String(key)) if key.len() == READING_KEY.len() => {
                            *member = READING_KEY.into();
                        }
                        ("url", Value::String(url))
                            if url.contains("/lecture#") || url.contains("/kit#") =>
                        {
                            let (page, _) = url.split_once('#').expect("a secret");
                            *member = format!("{page}#{READING_KEY}").into();
                        }
                        ("address", Value::String(url)) if url.contains("/deadlines/") => {
                            let (site, _) = url.split_once("/deadlines/").expect("a secret");
                            *member = format!("{site}/deadlines/{CALENDAR}/calendar.ics").into();
                        }
                        ("nextCursor" | "cursor", Value::String(_)) => *member = CURSOR.into(),
                        ("durationMs", Value::Number(_)) => *member = DURATION_MS.into(),
                        ("byteSize", Value::String(_)) => *member = COMPRESSED_BYTES.into(),
                        ("bytes", Value::Number(_)) => *member = COMPRESSED_SIZE.into(),
                        _ => self.value(member),
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, text: &str) -> String {
        let mut text = text.to_owned();
        for (secret, shown) in &self.secrets {
            text = text.replace(secret, shown);
        }
        let mut rest = text.as_str();
        let mut out = String::with_capacity(rest.len());
        while let Some(next) = rest.chars().next() {
            let taken = self.take(rest, &mut out).unwrap_or_else(|| {
                out.push(next);
                next.len_utf8()
            });
            rest = rest.get(taken..).expect("whole characters were taken");
            // An identifier is a whole word: after a letter or digit, it is part of something else.
            if taken == next.len_utf8() && next.is_ascii_alphanumeric() {
                let word = rest
                    .find(|c: char| !c.is_ascii_alphanumeric())
                    .unwrap_or(rest.len());
                let (more, after) = rest.split_at(word);
                out.push_str(more);
                rest = after;
            }
        }
        out
    }

    /// Replaces the value at the start of `rest`; returns the length of the original.
    fn take(&mut self, rest: &str, out: &mut String) -> Option<usize> {
        if let Some(cursor) = rest.strip_prefix("cursor=") {
            let end = cursor
                .find(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)))
                .unwrap_or(cursor.len());
            let _ = write!(out, "cursor={CURSOR}");
            return Some(rest.len() - cursor.len() + end);
        }
        if let Some(key) = rest.strip_prefix(KEY_MARK) {
            let (length, shown) = if key.starts_with('…') {
                ('…'.len_utf8() + 4, "…mple")
            } else {
                (KEY_CHARS, KEY)
            };
            if key.is_char_boundary(length) {
                let _ = write!(out, "{KEY_MARK}{shown}");
                return Some(KEY_MARK.len() + length);
            }
        }
        if let Some(secret) = rest.strip_prefix(WEBHOOK_MARK)
            && secret.is_char_boundary(WEBHOOK_CHARS)
        {
            let _ = write!(out, "{WEBHOOK_MARK}{WEBHOOK_SECRET}");
            return Some(WEBHOOK_MARK.len() + WEBHOOK_CHARS);
        }
        if let Some(id) = rest.get(..UUID_CHARS)
            && Uuid::try_parse(id).is_ok()
        {
            out.push_str(&self.shown(id, |number| {
                // The first part is the time, which is that of the test's clock.
                let time = id.get(..13).unwrap_or_default();
                format!("{time}-7000-8000-{number:012x}")
            }));
            return Some(UUID_CHARS);
        }
        let digest = rest.get(..DIGEST_CHARS)?;
        let alone = !rest
            .get(DIGEST_CHARS..)?
            .starts_with(|c: char| c.is_ascii_alphanumeric());
        let hexadecimal = digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        (alone && hexadecimal).then(|| {
            out.push_str(&self.shown(digest, |number| {
                let mut text = String::new();
                for byte in Sha256::digest(number.to_string()) {
                    let _ = write!(text, "{byte:02x}");
                }
                text
            }));
            DIGEST_CHARS
        })
    }

    fn shown(&mut self, found: &str, show: impl FnOnce(usize) -> String) -> String {
        let number = self.known.len() + 1;
        let shown = self.known.entry(found.to_owned());
        shown.or_insert_with(|| show(number)).clone()
    }
}

#[test]
fn identifiers_are_replaced_and_stay_equal() {
    let mut stable = Stable::default();
    stable.hide("s3cr3t", "jeton");
    let text = "a 0161655f-1a40-7abc-9def-0123456789ab, /0161655f-1a41-7abc-9def-0123456789ab?cursor=abc-_9&jeton=s3cr3t \
        x0161655f-1a40-7abc-9def-0123456789ab é";

    let once = stable.text(text);
    let again = stable.text("0161655f-1a41-7abc-9def-0123456789ab");

    assert_eq!(
        once,
        "a 0161655f-1a40-7000-8000-000000000001, /0161655f-1a41-7000-8000-000000000002?\
         cursor=Y3Vyc2V1ci1kLWV4ZW1wbGU&jeton=jeton x0161655f-1a40-7abc-9def-0123456789ab é"
    );
    assert_eq!(again, "0161655f-1a41-7000-8000-000000000002");
}

#[test]
fn a_digest_is_replaced_by_another() {
    let mut stable = Stable::default();
    let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    let shown = stable.text(digest);
    let longer = stable.text(&format!("{digest}0"));

    assert_eq!((shown.len(), shown == digest), (DIGEST_CHARS, false));
    assert_eq!(longer, format!("{digest}0"));
}

#[test]
fn an_identifier_is_replaced_across_a_fold() {
    let mut stable = Stable::default();
    let lines = [
        "BEGIN:VCALENDAR",
        "URL:/é/0161655f",
        " -1a40-7abc-9def-0123456",
        " 789ab?",
        "END:VCALENDAR",
    ];

    let shown = stable.lines(lines.map(str::to_owned).to_vec());

    assert_eq!(
        shown,
        [
            "BEGIN:VCALENDAR",
            "URL:/é/0161655f",
            " -1a40-7000-8000-0000000",
            " 00001?",
            "END:VCALENDAR",
        ]
    );
}
