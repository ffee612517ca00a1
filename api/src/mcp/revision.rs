//! Revisions of the protocol, and what each message must say of its own.
//!
//! Since 2026-07-28 every request names its revision in a header and in its parameters, and repeats its method and tool in headers.
//! Before, a client agreed on a revision by `initialize`, and named it in the header from then on. Revisions before 2025-06-18 had
//! batches and no such header; they are not spoken.

use super::message::{Fault, Message};
use actix_web::http::header::HeaderMap;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

/// The revision without a handshake.
const STATELESS: &str = "2026-07-28";
/// The newest with one.
const LAST_HANDSHAKE: &str = "2025-11-25";
/// All with one.
const WITH_HANDSHAKE: [&str; 2] = [LAST_HANDSHAKE, "2025-06-18"];
/// All revisions, newest first.
pub(super) const SUPPORTED: [&str; 3] = [STATELESS, LAST_HANDSHAKE, "2025-06-18"];

const VERSION_FIELD: &str = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES_FIELD: &str = "io.modelcontextprotocol/clientCapabilities";

/// How a request is to be read and answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Era {
    /// By a revision with a handshake.
    Handshake,
    /// By the one without.
    Stateless,
}

/// The revision that a handshake agrees on: the requested one, or else the newest.
pub(super) fn agreed(requested: &str) -> &'static str {
    WITH_HANDSHAKE
        .into_iter()
        .find(|revision| *revision == requested)
        .unwrap_or(LAST_HANDSHAKE)
}

/// Finds out by which revision a request is written, and checks its headers.
///
/// # Errors
///
/// A header that is missing or says something else than the body, a revision that is not spoken, a missing member of `_meta`.
pub(super) fn era(headers: &HeaderMap, message: &Message) -> Result<Era, Fault> {
    let meta = message.params.get("_meta");
    let stated = meta.and_then(|meta| meta.get(VERSION_FIELD));
    if stated.is_none() && message.method == "initialize" {
        return Ok(Era::Handshake);
    }
    let Some(named) = value(headers, "mcp-protocol-version") else {
        return Err(Fault::mismatch(
            "The header MCP-Protocol-Version is missing",
        ));
    };
    if stated.is_some_and(|stated| stated.as_str() != Some(named)) {
        return Err(Fault::mismatch(
            "The header MCP-Protocol-Version and the body name different versions",
        ));
    }
    if WITH_HANDSHAKE.contains(&named) {
        return Ok(Era::Handshake);
    }
    if named != STATELESS {
        return Err(Fault::unsupported(named, &SUPPORTED));
    }
    if stated.is_none() {
        return Err(missing(VERSION_FIELD));
    }
    let capabilities = meta.and_then(|meta| meta.get(CAPABILITIES_FIELD));
    let declared = capabilities.is_some_and(Value::is_object);
    if !declared {
        return Err(missing(CAPABILITIES_FIELD));
    }
    if value(headers, "mcp-method") != Some(message.method.as_str()) {
        return Err(Fault::mismatch(
            "The header Mcp-Method must name the method",
        ));
    }
    if message.method == "tools/call" {
        let name = value(headers, "mcp-name").and_then(decoded);
        if name.as_deref() != message.params.get("name").and_then(Value::as_str) {
            return Err(Fault::mismatch("The header Mcp-Name must name the tool"));
        }
    }
    Ok(Era::Stateless)
}

/// Checks a notification, whose headers no revision defines but for its own name.
///
/// # Errors
///
/// A revision that is not spoken.
pub(super) fn check_notification(headers: &HeaderMap) -> Result<(), Fault> {
    match value(headers, "mcp-protocol-version") {
        Some(named) if !SUPPORTED.contains(&named) => Err(Fault::unsupported(named, &SUPPORTED)),
        _ => Ok(()),
    }
}

fn missing(field: &str) -> Fault {
    let pointer = format!("/params/_meta/{}", field.replace('/', "~1"));
    Fault::invalid(&pointer, format!("`{field}` is required in `_meta`"))
}

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// The text of a header value, which is in Base64 where it would not fit into one.
fn decoded(value: &str) -> Option<String> {
    let encoded = value
        .strip_prefix("=?base64?")
        .and_then(|rest| rest.strip_suffix("?="));
    match encoded {
        Some(encoded) => String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok(),
        None => Some(value.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("get_event", Some("get_event"))]
    #[case("=?base64?w6ljb2xl?=", Some("école"))]
    #[case("=?base64?*?=", None)]
    fn a_header_value_may_be_encoded(#[case] value: &str, #[case] text: Option<&str>) {
        assert_eq!(decoded(value).as_deref(), text);
    }

    #[rstest]
    #[case("2025-06-18", "2025-06-18")]
    #[case("2025-11-25", "2025-11-25")]
    #[case("2024-11-05", "2025-11-25")]
    #[case("2026-07-28", "2025-11-25")]
    fn a_handshake_agrees_on_a_revision_that_has_one(
        #[case] requested: &str,
        #[case] revision: &str,
    ) {
        assert_eq!(agreed(requested), revision);
    }
}
