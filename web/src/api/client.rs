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

pub use reqwest::Method;

/// Path of the API on this site.
const PREFIX: &str = "/api/v1";
/// Name of the flag in the local storage.
const SESSION_HINT: &str = "semaine.session";

type Renewal = Shared<LocalBoxFuture<'static, Option<Account>>>;

#[derive(Default)]
struct Access {
    http: reqwest::Client,
    token: Option<String>,
    /// The renewal under way: requests that lapse together wait for the same one.
    renewal: Option<Renewal>,
    on_end: Option<Box<dyn Fn()>>,
}

thread_local! {
    static ACCESS: RefCell<Access> = RefCell::default();
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
    body: Option<(String, Vec<u8>)>,
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

/// Reads a text of this site that is no resource of the API: a drawing, a page.
///
/// # Errors
///
/// [`CallError`], as for every call.
pub async fn text(path: &str) -> Result<String, CallError> {
    let response = http()
        .get(format!("{}{path}", origin()))
        .send()
        .await
        .map_err(|_no_answer| unreachable_server())?;
    let status = response.status();
    let text = response
        .text()
        .await
        .map_err(|_broken_off| unreachable_server())?;
    if status.is_success() {
        Ok(text)
    } else {
        Err(refusal(status.as_u16(), text.as_bytes()))
    }
}

impl Call {
    /// With a body.
    pub fn json(self, body: &impl Serialize) -> Self {
        let json = serde_json::to_vec(body).expect("a wire type is written without fail");
        self.bytes("application/json", json)
    }

    /// With a body that is no JSON.
    pub fn bytes(mut self, media_type: impl Into<String>, body: Vec<u8>) -> Self {
        self.body = Some((media_type.into(), body));
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
        let response = self.send().await?;
        let etag = response
            .headers()
            .get(reqwest::header::ETAG)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let bytes = response
            .bytes()
            .await
            .map_err(|_broken_off| unreachable_server())?;
        let body = serde_json::from_slice(&bytes).map_err(|error| {
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

    async fn send(self) -> Result<reqwest::Response, CallError> {
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

    async fn attempt(&self, token: Option<&str>) -> Result<reqwest::Response, CallError> {
        let url = format!("{}{PREFIX}{}", origin(), self.path);
        let mut request = http()
            .request(self.method.clone(), url)
            .header("Accept", "application/json");
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some((media_type, body)) = &self.body {
            request = request
                .header("Content-Type", media_type)
                .body(body.clone());
        }
        if let Some(etag) = &self.if_match {
            request = request.header("If-Match", etag);
        }
        if let Some(key) = &self.idempotency_key {
            request = request.header("Idempotency-Key", key);
        }
        let response = request
            .send()
            .await
            .map_err(|_no_answer| unreachable_server())?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status().as_u16();
        let bytes = response
            .bytes()
            .await
            .map_err(|_broken_off| unreachable_server())?;
        Err(refusal(status, &bytes))
    }
}

/// The problem that a refusal carries; a proxy that answers in its own words becomes the nearest of ours.
fn refusal(status: u16, body: &[u8]) -> CallError {
    if let Ok(problem) = serde_json::from_slice::<Problem>(body) {
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

fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

fn http() -> reqwest::Client {
    ACCESS.with_borrow(|access| access.http.clone())
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
    let response = call(Method::POST, "/session/refresh").attempt(None).await;
    match response {
        Ok(response) => {
            let bytes = response.bytes().await.ok()?;
            serde_json::from_slice::<Session>(&bytes).ok().map(keep)
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
