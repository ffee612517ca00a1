//! The methods of the protocol.

use super::message::{Fault, Message};
use super::offer::Mcp;
use super::revision::{self, Era};
use super::tool::Tool;
use crate::platform::data_licence;
use serde_json::{Map, Value, json};

/// Milliseconds for which a client may keep the list of tools: it changes with the version of the server only.
const LIST_AGE_MS: u32 = 3_600_000;

/// Reply to a request: its result, or the tool that has to be called for it.
pub(super) enum Reply<'a> {
    /// This result.
    Done(Value),
    /// A call of a tool, with its arguments.
    Call(&'a Tool, Map<String, Value>),
}

/// Answers a request, or says which tool it calls.
///
/// # Errors
///
/// A method that the revision does not have or this server does not offer; parameters that are missing or wrong.
pub(super) fn reply(mcp: &Mcp, era: Era, message: Message) -> Result<Reply<'_>, Fault> {
    let Message { method, params, .. } = message;
    match (method.as_str(), era) {
        ("initialize", Era::Handshake) => initialize(mcp, &params).map(Reply::Done),
        ("ping", Era::Handshake) => Ok(Reply::Done(json!({}))),
        ("server/discover", Era::Stateless) => Ok(Reply::Done(json!({
            "supportedVersions": revision::SUPPORTED,
            "capabilities": { "tools": {} },
            "instructions": instructions(),
            "ttlMs": LIST_AGE_MS,
            "cacheScope": "public",
        }))),
        ("tools/list", _) => list(mcp, &params).map(Reply::Done),
        ("tools/call", _) => call(mcp, params),
        (method, _) => Err(Fault::unknown_method(method)),
    }
}

/// A result with what every one says in this era.
pub(super) fn complete(mcp: &Mcp, era: Era, mut result: Value) -> Value {
    if let (Era::Stateless, Some(members)) = (era, result.as_object_mut()) {
        members.insert("resultType".to_owned(), json!("complete"));
        let meta = json!({ "io.modelcontextprotocol/serverInfo": server(mcp) });
        members.insert("_meta".to_owned(), meta);
    }
    result
}

/// The result of a tool: the answer of its operation, or the problem that it reports.
pub(super) fn tool_result(text: &str, is_error: bool) -> Value {
    json!({ "content": [{ "type": "text", "text": text }], "isError": is_error })
}

fn server(mcp: &Mcp) -> Value {
    json!({
        "name": "semaine-industrie",
        "title": mcp.document.info.title,
        "version": env!("CARGO_PKG_VERSION"),
    })
}

fn instructions() -> String {
    let licence = data_licence();
    format!(
        "Labelled events of the Semaine de l'Industrie, the French national week of industry, for reading. The data may be reused under \
         the {} ({}): name the source. Link to `url`, the page of an event. An occurrence is on the clock of its place. The words \
         that filters take are those of the facets and the vocabularies.",
        licence.name, licence.url,
    )
}

fn initialize(mcp: &Mcp, params: &Map<String, Value>) -> Result<Value, Fault> {
    let Some(requested) = params.get("protocolVersion").and_then(Value::as_str) else {
        return Err(Fault::invalid(
            "/params/protocolVersion",
            "`protocolVersion` must be a string",
        ));
    };
    Ok(json!({
        "protocolVersion": revision::agreed(requested),
        "capabilities": { "tools": {} },
        "serverInfo": server(mcp),
        "instructions": instructions(),
    }))
}

fn list(mcp: &Mcp, params: &Map<String, Value>) -> Result<Value, Fault> {
    if params.get("cursor").is_some_and(|cursor| !cursor.is_null()) {
        return Err(Fault::invalid(
            "/params/cursor",
            "The list of tools has one page",
        ));
    }
    let tools: Vec<_> = mcp.tools().iter().map(|tool| &tool.definition).collect();
    Ok(json!({ "tools": tools, "ttlMs": LIST_AGE_MS, "cacheScope": "public" }))
}

fn call(mcp: &Mcp, mut params: Map<String, Value>) -> Result<Reply<'_>, Fault> {
    let arguments = match params.remove("arguments") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(arguments)) => arguments,
        Some(_) => {
            return Err(Fault::invalid(
                "/params/arguments",
                "`arguments` must be an object",
            ));
        }
    };
    let Some(name) = params.get("name").and_then(Value::as_str) else {
        return Err(Fault::invalid("/params/name", "`name` must be a string"));
    };
    let mut tools = mcp.tools().iter();
    let Some(tool) = tools.find(|tool| tool.operation.id() == name) else {
        let name: String = name.chars().take(60).collect();
        let message = format!("Unknown tool: {name}");
        return Err(Fault::invalid("/params/name", message));
    };
    Ok(Reply::Call(tool, arguments))
}
