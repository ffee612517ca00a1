//! Sends requests and reads answers.
//!
//! The access token lives in memory only. The refresh token is a cookie that no script sees; a flag in the local storage
//! remembers that somebody signed in on this device, so that visitors never ask for a session that they do not have.

use super::CallError;
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use leptos::prelude::window;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::account::{Account, Session};
use shared::problem::{Code, Problem};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, Request, RequestInit, Response};

/// Path of the API on this site.
const PREFIX: &str = "/api/v1";
/// Name of the flag in the local storage.
const SESSION_HINT: &str = "semaine.session";

type Renewal = Shared<LocalBoxFuture<'static, Option<Account>>>;

#[derive(Default)]
struct Access {
    token: Option<String>,
    /// The renewal under way: requests that lapse together wait for the same one.
    renewal: Option<Renewal>,
    on_end: Option<Box<dyn Fn()>>,
}

thread_local! {
    static ACCESS: RefCell<Access> = RefCell::default();
}

/// A method of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Method(&'static str);

impl Method {
    pub const DELETE: Self = Self("DELETE");
    pub const GET: Self = Self("GET");
    pub const POST: Self = Self("POST");
    pub const PUT: Self = Self("PUT");
}

/// What the server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<T> {
    /// The body.
    pub body: T,
    /// The version of the resource, for [`Call::if_match`].
    pub etag: Option<String>,
}

/// A call that is being prepared.
#[derive(Debug, Clone)]
#[must_use]
pub struct Call {
    method: Method,
    path: String,
    body: Option<String>,
    if_match: Option<String>,
    idempotency_key: Option<String>,
}

/// Prepares a call; `path` comes after `/api/v1` and carries its own query.
pub fn call(method: Method, path: impl Into<String>) -> Call {
    Call {
        method,
        path: path.into(),
        body: None,
        if_match: None,
        idempotency_key: None,
    }
}

/// Reads a resource.
///
/// # Errors
///
/// [`CallError`], as for every call.
pub async fn get<T: DeserializeOwned>(path: impl Into<String>) -> Result<T, CallError> {
    call(Method::GET, path)
        .read()
        .await
        .map(|answer| answer.body)
}

impl Call {
    /// With a body.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = Some(serde_json::to_string(body).expect("a wire type is written without fail"));
        self
    }

    /// Only if the resource is still in this version.
    pub fn if_match(mut self, etag: impl Into<String>) -> Self {
        self.if_match = Some(etag.into());
        self
    }

    /// Once, however often it is sent; make the key when the form opens, with [`new_key`].
    pub fn once(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Sends and reads the body.
    ///
    /// # Errors
    ///
    /// [`CallError::Problem`] when the server refuses, the others when there is no answer to read.
    pub async fn read<T: DeserializeOwned>(self) -> Result<Answer<T>, CallError> {
        let sent = self.send().await?;
        let etag = sent.response.headers().get("ETag").ok().flatten();
        let text = sent.text().await?;
        let body = serde_json::from_str(&text).map_err(|error| {
            leptos::logging::error!("answer does not fit the contract: {error}");
            CallError::Unreadable
        })?;
        Ok(Answer { body, etag })
    }

    /// Sends and expects nothing back.
    ///
    /// # Errors
    ///
    /// As for [`Call::read`].
    pub async fn done(self) -> Result<(), CallError> {
        self.send().await.map(drop)
    }

    async fn send(self) -> Result<Sent, CallError> {
        let used = token();
        match self.attempt(used.as_deref()).await {
            Err(CallError::Problem(problem))
                if lapsed(&problem) && (used.is_some() || session_hint()) =>
            {
                // Another request may have renewed the session since this one left.
                if token() == used && renew().await.is_none() {
                    if !session_hint() {
                        end();
                    }
                    return Err(CallError::Problem(problem));
                }
                self.attempt(token().as_deref()).await
            }
            outcome => outcome,
        }
    }

    async fn attempt(&self, token: Option<&str>) -> Result<Sent, CallError> {
        let call_off = CallOff::default();
        let request = self
            .request(token, &call_off)
            .expect("a path, a method and headers of ours make a request");
        let response = JsFuture::from(window().fetch_with_request(&request))
            .await
            .map_err(|_no_answer| unreachable_server())?
            .unchecked_into();
        let sent = Sent { response, call_off };
        if sent.response.ok() {
            return Ok(sent);
        }
        let status = sent.response.status();
        Err(refusal(status, &sent.text().await?))
    }

    fn request(&self, token: Option<&str>, call_off: &CallOff) -> Result<Request, JsValue> {
        let headers = Headers::new()?;
        headers.set("Accept", "application/json")?;
        if let Some(token) = token {
            headers.set("Authorization", &format!("Bearer {token}"))?;
        }
        if let Some(etag) = &self.if_match {
            headers.set("If-Match", etag)?;
        }
        if let Some(key) = &self.idempotency_key {
            headers.set("Idempotency-Key", key)?;
        }
        let init = RequestInit::new();
        init.set_method(self.method.0);
        init.set_signal(call_off.0.as_ref().map(AbortController::signal).as_ref());
        if let Some(body) = &self.body {
            headers.set("Content-Type", "application/json")?;
            init.set_body(&JsValue::from_str(body));
        }
        init.set_headers(&headers);
        Request::new_with_str_and_init(&format!("{PREFIX}{}", self.path), &init)
    }
}

/// An answer whose body may still be under way.
struct Sent {
    response: Response,
    #[expect(
        dead_code,
        reason = "dropped with the answer, it ends what nobody waits for"
    )]
    call_off: CallOff,
}

impl Sent {
    async fn text(&self) -> Result<String, CallError> {
        let text = match self.response.text() {
            Ok(text) => JsFuture::from(text).await,
            Err(error) => Err(error),
        };
        text.ok()
            .and_then(|text| text.as_string())
            .ok_or_else(unreachable_server)
    }
}

/// Ends a request when it is dropped: a page that is left does not wait for its answers.
struct CallOff(Option<AbortController>);

impl Default for CallOff {
    fn default() -> Self {
        Self(AbortController::new().ok())
    }
}

impl Drop for CallOff {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// The problem that a refusal carries; a proxy that answers in its own words becomes the nearest of ours.
fn refusal(status: u16, body: &str) -> CallError {
    if let Ok(problem) = serde_json::from_str::<Problem>(body) {
        return CallError::Problem(Box::new(problem));
    }
    match status {
        404 => CallError::Problem(Box::new(Problem::new(Code::NotFound))),
        413 => CallError::Problem(Box::new(Problem::new(Code::PayloadTooLarge))),
        429 => CallError::Problem(Box::new(Problem::new(Code::TooManyRequests))),
        502..=504 => CallError::Problem(Box::new(Problem::new(Code::Unavailable))),
        _ => CallError::Unreadable,
    }
}

fn lapsed(problem: &Problem) -> bool {
    matches!(problem.code, Code::Unauthenticated | Code::InvalidToken)
}

fn unreachable_server() -> CallError {
    if window().navigator().on_line() {
        CallError::Network
    } else {
        CallError::Offline
    }
}

fn token() -> Option<String> {
    ACCESS.with_borrow(|access| access.token.clone())
}

/// A fresh key for [`Call::once`].
pub fn new_key() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// Keeps a session that has just been opened.
pub(super) fn keep(session: Session) -> Account {
    ACCESS.with_borrow_mut(|access| access.token = Some(session.access_token));
    if let Some(storage) = storage() {
        // A browser that refuses storage only loses the silent sign-in at the next visit.
        let _ = storage.set_item(SESSION_HINT, "1");
    }
    session.account
}

/// Forgets the session on this device and tells the page.
pub(super) fn end() {
    forget();
    ACCESS.with_borrow(|access| {
        if let Some(on_end) = &access.on_end {
            on_end();
        }
    });
}

fn forget() {
    ACCESS.with_borrow_mut(|access| access.token = None);
    if let Some(storage) = storage() {
        let _ = storage.remove_item(SESSION_HINT);
    }
}

/// Calls `on_end` whenever the session is lost.
pub fn watch_end(on_end: impl Fn() + 'static) {
    ACCESS.with_borrow_mut(|access| access.on_end = Some(Box::new(on_end)));
}

/// Whether somebody signed in on this device and has not signed out.
pub fn session_hint() -> bool {
    storage()
        .and_then(|storage| storage.get_item(SESSION_HINT).ok().flatten())
        .is_some()
}

/// Renews the access token with the refresh cookie; `None` when the session is over or the server is out of reach.
pub async fn renew() -> Option<Account> {
    let renewal = ACCESS.with_borrow_mut(|access| {
        access
            .renewal
            .get_or_insert_with(|| ask_for_renewal().boxed_local().shared())
            .clone()
    });
    let account = renewal.await;
    ACCESS.with_borrow_mut(|access| access.renewal = None);
    account
}

async fn ask_for_renewal() -> Option<Account> {
    let sent = call(Method::POST, "/session/refresh").attempt(None).await;
    match sent {
        Ok(sent) => {
            let text = sent.text().await.ok()?;
            serde_json::from_str::<Session>(&text).ok().map(keep)
        }
        Err(CallError::Problem(problem)) if problem.status == 401 => {
            forget();
            None
        }
        Err(_) => None,
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
