//! Messages of JSON-RPC 2.0, as the protocol narrows them: no batches, no lists of parameters, no id that is `null`.

use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};

const PARSE_ERROR: i32 = -32_700;
const INVALID_REQUEST: i32 = -32_600;
const METHOD_NOT_FOUND: i32 = -32_601;
const INVALID_PARAMS: i32 = -32_602;
const HEADER_MISMATCH: i32 = -32_020;
const UNSUPPORTED_VERSION: i32 = -32_022;

/// A message of a client.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Message {
    /// Text or integer; `None` for a notification, which has no answer.
    pub(super) id: Option<Value>,
    pub(super) method: String,
    pub(super) params: Map<String, Value>,
}

/// A refusal of the protocol itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    code: i32,
    message: String,
    data: Option<Box<Value>>,
}

impl Fault {
    fn new(code: i32, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            data: None,
        }
    }

    fn malformed(message: &str) -> Self {
        Self::new(INVALID_REQUEST, message)
    }

    pub(super) fn unknown_method(method: &str) -> Self {
        let method: String = method.chars().take(60).collect();
        Self::new(METHOD_NOT_FOUND, format!("Method not found: {method}"))
    }

    /// A member of the message that is missing or wrong, with a JSON pointer to it.
    pub(super) fn invalid(pointer: &str, message: impl Into<String>) -> Self {
        Self {
            data: Some(Box::new(json!({ "pointer": pointer }))),
            ..Self::new(INVALID_PARAMS, message)
        }
    }

    pub(super) fn mismatch(message: impl Into<String>) -> Self {
        Self::new(HEADER_MISMATCH, message)
    }

    pub(super) fn unsupported(requested: &str, supported: &[&str]) -> Self {
        let requested: String = requested.chars().take(60).collect();
        Self {
            data: Some(Box::new(
                json!({ "supported": supported, "requested": requested }),
            )),
            ..Self::new(UNSUPPORTED_VERSION, "Unsupported protocol version")
        }
    }

    /// HTTP status with which the fault is sent.
    pub(super) fn status(&self) -> StatusCode {
        if self.code == METHOD_NOT_FOUND {
            StatusCode::NOT_FOUND
        } else {
            StatusCode::BAD_REQUEST
        }
    }

    /// The answer to the message with this id; `None` where it could not be read.
    pub(super) fn body(&self, id: Option<&Value>) -> Value {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let (Some(error), Some(data)) = (error.as_object_mut(), &self.data) {
            error.insert("data".to_owned(), Value::clone(data));
        }
        let mut body = json!({ "jsonrpc": "2.0", "error": error });
        if let (Some(body), Some(id)) = (body.as_object_mut(), id) {
            body.insert("id".to_owned(), id.clone());
        }
        body
    }
}

/// Reads a message.
///
/// # Errors
///
/// A fault, with the id of the message where it has a valid one.
pub(super) fn read(bytes: &[u8]) -> Result<Message, (Option<Value>, Fault)> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        (
            None,
            Fault::new(PARSE_ERROR, format!("Parse error: {error}")),
        )
    })?;
    let Value::Object(mut members) = value else {
        let fault = Fault::malformed("Invalid request: one object is expected, and no batch");
        return Err((None, fault));
    };
    let id = match members.remove("id") {
        None => None,
        Some(id) if id.is_string() || id.is_i64() || id.is_u64() => Some(id),
        Some(_) => {
            let fault = Fault::malformed("Invalid request: `id` must be a string or an integer");
            return Err((None, fault));
        }
    };
    if members.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        let fault = Fault::malformed("Invalid request: `jsonrpc` must be \"2.0\"");
        return Err((id, fault));
    }
    let Some(Value::String(method)) = members.remove("method") else {
        let fault = Fault::malformed("Invalid request: `method` must be a string");
        return Err((id, fault));
    };
    let params = match members.remove("params") {
        None => Map::new(),
        Some(Value::Object(params)) => params,
        Some(_) => return Err((id, Fault::invalid("/params", "`params` must be an object"))),
    };
    Ok(Message { id, method, params })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("{", PARSE_ERROR)]
    #[case("[]", INVALID_REQUEST)]
    #[case(r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, INVALID_REQUEST)]
    #[case(r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, INVALID_REQUEST)]
    #[case(r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, INVALID_REQUEST)]
    #[case(r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, INVALID_REQUEST)]
    #[case(r#"{"jsonrpc":"2.0","id":1,"result":{}}"#, INVALID_REQUEST)]
    #[case(
        r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#,
        INVALID_PARAMS
    )]
    fn what_is_no_message_is_refused(#[case] text: &str, #[case] code: i32) {
        let (_, fault) = read(text.as_bytes()).unwrap_err();

        assert_eq!(fault.code, code);
    }

    #[test]
    fn a_fault_names_the_message_that_it_answers() {
        let (id, fault) = read(br#"{"jsonrpc":"2.0","id":"a","method":1}"#).unwrap_err();

        let body = fault.body(id.as_ref());

        assert_eq!(body["id"], "a");
        assert_eq!(body["error"]["code"], INVALID_REQUEST);
    }

    #[test]
    fn a_message_without_id_is_a_notification() {
        let text = br#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;

        let message = read(text).unwrap();

        assert_eq!(message.id, None);
        assert_eq!(message.method, "notifications/initialized");
    }
}
