//! Sends requests and parses responses.
//!
//! The access token is held in memory only. The refresh token is a cookie that scripts cannot read; local storage records which
//! account has signed in on this device, so that visitors never request a session they do not have.

use super::CallError;
use crate::clock;
use crate::device;
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use leptos::prelude::window;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::account::{Account, Session};
use shared::id::AccountId;
use shared::problem::{Code, Problem};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

pub use reqwest::Method;

/// Path prefix of the API.
const PREFIX: &str = "/api/v1";
/// How often a download is sent again when the server asks to come back.
const DOWNLOAD_RETURNS: u8 = 6;
/// The longest wait before such a return.
const RETURN_AFTER_MAX: Duration = Duration::from_secs(15);
/// Local storage key of the account that has signed in; `boot.js` reads whether it is present.
const SESSION_HINT: &str = "semaine.session";

type Renewal = Shared<LocalBoxFuture<'static, Result<Option<Account>, CallError>>>;
type OnChange = Rc<dyn Fn(SessionChange)>;

/// A change of the session that the page did not ask for, or a sign-out.
#[derive(Debug, Clone)]
pub enum SessionChange {
    /// The server has renewed the session. In another tab, another account may have signed in since.
    Renewed(Account),
    /// The server does not accept the session any more.
    Ended,
    /// The user has signed out of this account.
    SignedOut(Option<AccountId>),
}

#[derive(Default)]
struct Access {
    http: reqwest::Client,
    token: Option<String>,
    /// The account of the token.
    account: Option<AccountId>,
    /// The renewal in progress: requests whose token expires together wait for the same renewal.
    renewal: Option<Renewal>,
    on_change: Option<OnChange>,
}

thread_local! {
    static ACCESS: RefCell<Access> = RefCell::default();
}

/// A response body with its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned<T> {
    pub body: T,
    /// `ETag` of the resource, for [`Call::if_match`].
    pub etag: Option<String>,
}

/// A resource of this site, read as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    status: u16,
    /// Its URL, after redirects.
    pub address: String,
    pub text: String,
}

/// A request being built.
#[derive(Debug, Clone)]
#[must_use]
pub struct Call {
    method: Method,
    path: String,
    body: Option<(String, Vec<u8>)>,
    if_match: Option<String>,
    idempotency_key: Option<String>,
    account: Option<AccountId>,
    timeout: Option<Duration>,
    /// How often it is sent again when the server asks to come back.
    returns: u8,
}

/// Starts a request; `path` follows `/api/v1` and includes any query string.
pub fn call(method: Method, path: impl Into<String>) -> Call {
    Call {
        method,
        path: path.into(),
        body: None,
        if_match: None,
        idempotency_key: None,
        account: None,
        timeout: None,
        returns: 0,
    }
}

/// Sends a GET request and parses the body.
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

/// Reads a text resource of this site that is not JSON: an SVG drawing.
///
/// # Errors
///
/// [`CallError`], as for every call.
pub async fn text(path: &str) -> Result<String, CallError> {
    let answer = read_text(path, "*/*").await?;
    match answer.status {
        200..=299 => Ok(answer.text),
        status => Err(parse_refusal(status, answer.text.as_bytes())),
    }
}

/// Fetches a server-rendered page, including its 404 page.
///
/// # Errors
///
/// [`CallError`], as for every call.
pub async fn page(path: &str) -> Result<Resource, CallError> {
    let answer = read_text(path, "text/html").await?;
    match answer.status {
        200..=299 | 404 | 410 => Ok(answer),
        status => Err(parse_refusal(status, answer.text.as_bytes())),
    }
}

async fn read_text(path: &str, accept: &str) -> Result<Resource, CallError> {
    let response = http()
        .get(format!("{}{path}", origin()))
        .header("Accept", accept)
        .send()
        .await
        .map_err(|_no_answer| unreachable_server())?;
    let (status, address) = (response.status().as_u16(), response.url().to_string());
    let text = response
        .text()
        .await
        .map_err(|_broken_off| unreachable_server())?;
    Ok(Resource {
        status,
        address,
        text,
    })
}

impl Call {
    /// Sets a JSON body.
    pub fn json(self, body: &impl Serialize) -> Self {
        let json = serde_json::to_vec(body).expect("a request type always serialises");
        self.bytes("application/json", json)
    }

    /// Sets a body of another media type.
    pub fn bytes(mut self, media_type: impl Into<String>, body: Vec<u8>) -> Self {
        self.body = Some((media_type.into(), body));
        self
    }

    /// Requires the resource to be at this version (`If-Match`).
    pub fn if_match(mut self, etag: impl Into<String>) -> Self {
        self.if_match = Some(etag.into());
        self
    }

    /// Sets the `Idempotency-Key`: the server executes repeated requests once. Create the key with [`new_key`] when the form opens.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Sends the request in the name of this account only: it fails with [`Code::SessionEnded`] when another one is signed in.
    pub fn in_the_name_of(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// Gives up with [`CallError::Network`] when there is no response after this time.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sends the request and parses the body.
    ///
    /// # Errors
    ///
    /// [`CallError::Problem`] when the server rejects the request; the other variants when there is no readable response.
    pub async fn read<T: DeserializeOwned>(self) -> Result<Versioned<T>, CallError> {
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
            leptos::logging::error!("response does not match the contract: {error}");
            CallError::Unreadable
        })?;
        Ok(Versioned { body, etag })
    }

    /// Sends the request and returns the body as bytes. While the server asks to come back, as when it is still drawing other files, the
    /// request is sent again.
    ///
    /// # Errors
    ///
    /// As for [`Call::read`].
    pub async fn download(mut self) -> Result<Vec<u8>, CallError> {
        self.returns = DOWNLOAD_RETURNS;
        let bytes = self.send().await?.bytes().await;
        let bytes = bytes.map_err(|_broken_off| unreachable_server())?;
        // Without a copy: archives have hundreds of megabytes.
        Ok(bytes.into())
    }

    /// Sends the request and ignores the body.
    ///
    /// # Errors
    ///
    /// As for [`Call::read`].
    pub async fn execute(self) -> Result<(), CallError> {
        self.send().await.map(drop)
    }

    async fn send(self) -> Result<reqwest::Response, CallError> {
        if self.account.is_some() && account().is_none() && session_hint() {
            renew().await?;
        }
        self.check_account()?;
        let used = token();
        match self.attempt(used.as_deref()).await {
            Err(CallError::Problem(problem))
                if is_unauthenticated(&problem) && (used.is_some() || session_hint()) =>
            {
                // Another request may have renewed the session since this one was sent.
                if token() == used && renew().await?.is_none() {
                    return Err(CallError::Problem(problem));
                }
                self.check_account()?;
                self.attempt(token().as_deref()).await
            }
            outcome => outcome,
        }
    }

    fn check_account(&self) -> Result<(), CallError> {
        if self.account.is_some() && self.account != account() {
            return Err(CallError::Problem(Box::new(Problem::new(
                Code::SessionEnded,
            ))));
        }
        Ok(())
    }

    async fn attempt(&self, token: Option<&str>) -> Result<reqwest::Response, CallError> {
        let mut returns = self.returns;
        loop {
            let response = self.transmit(token).await?;
            if response.status().is_success() {
                return Ok(response);
            }
            if let (Some(left), Some(wait)) = (returns.checked_sub(1), asked_to_return(&response)) {
                returns = left;
                clock::pause(wait).await;
                continue;
            }
            let status = response.status().as_u16();
            let bytes = response
                .bytes()
                .await
                .map_err(|_broken_off| unreachable_server())?;
            return Err(parse_refusal(status, &bytes));
        }
    }

    async fn transmit(&self, token: Option<&str>) -> Result<reqwest::Response, CallError> {
        let url = format!("{}{PREFIX}{}", origin(), self.path);
        let mut request = http()
            .request(self.method.clone(), url)
            .header("Accept", "application/json, */*;q=0.5");
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
        if let Some(timeout) = self.timeout {
            request = request.timeout(timeout);
        }
        request
            .send()
            .await
            .map_err(|_no_answer| unreachable_server())
    }
}

/// How long a busy server asks to wait; `None` when it does not, or asks for longer than anybody looks at a page.
fn asked_to_return(response: &reqwest::Response) -> Option<Duration> {
    if response.status() != reqwest::StatusCode::SERVICE_UNAVAILABLE {
        return None;
    }
    let header = response.headers().get(reqwest::header::RETRY_AFTER)?;
    let wait = Duration::from_secs(header.to_str().ok()?.parse().ok()?);
    (wait <= RETURN_AFTER_MAX).then_some(wait)
}

/// Parses the problem of an error response. A response without one, as from a proxy, is mapped to the nearest problem
/// code.
fn parse_refusal(status: u16, body: &[u8]) -> CallError {
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

fn is_unauthenticated(problem: &Problem) -> bool {
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

/// A new random key for [`Call::idempotency_key`].
pub fn new_key() -> String {
    uuid::Uuid::new_v4().to_string()
}

fn account() -> Option<AccountId> {
    ACCESS.with_borrow(|access| access.account)
}

/// Stores a session that has just been opened, and returns its account.
pub(super) fn store_session(session: Session) -> Account {
    let id = session.account.id;
    ACCESS.with_borrow_mut(|access| {
        access.token = Some(session.access_token);
        access.account = Some(id);
    });
    // If the browser refuses storage, only the silent sign-in at the next visit is lost.
    device::write(SESSION_HINT, &id.to_string());
    session.account
}

/// Removes the session from this device after a sign-out, and notifies the page.
pub fn end_session() {
    let account = account().or_else(device_account);
    clear_session();
    notify(SessionChange::SignedOut(account));
}

fn notify(change: SessionChange) {
    let on_change = ACCESS.with_borrow(|access| access.on_change.clone());
    if let Some(on_change) = on_change {
        on_change(change);
    }
}

fn clear_session() {
    ACCESS.with_borrow_mut(|access| {
        access.token = None;
        access.account = None;
    });
    device::remove(SESSION_HINT);
}

/// Sets the function to call whenever the session changes, other than by signing in.
pub fn on_session_change(on_change: impl Fn(SessionChange) + 'static) {
    ACCESS.with_borrow_mut(|access| access.on_change = Some(Rc::new(on_change)));
}

/// True when someone has signed in on this device and not signed out.
pub fn session_hint() -> bool {
    device::read(SESSION_HINT).is_some()
}

/// The account that has signed in on this device and not signed out.
pub fn device_account() -> Option<AccountId> {
    device::read(SESSION_HINT)?.parse().ok()
}

/// Renews the access token with the refresh cookie; `None` when the session has ended.
///
/// # Errors
///
/// [`CallError`] when the server cannot be asked; the session is kept.
pub async fn renew() -> Result<Option<Account>, CallError> {
    let renewal = ACCESS.with_borrow_mut(|access| {
        access
            .renewal
            .get_or_insert_with(|| request_renewal().boxed_local().shared())
            .clone()
    });
    let account = renewal.await;
    ACCESS.with_borrow_mut(|access| access.renewal = None);
    account
}

async fn request_renewal() -> Result<Option<Account>, CallError> {
    let response = call(Method::POST, "/session/refresh").attempt(None).await;
    match response {
        Ok(response) => {
            let bytes = response
                .bytes()
                .await
                .map_err(|_broken_off| unreachable_server())?;
            let session = serde_json::from_slice::<Session>(&bytes)
                .map_err(|_other_format| CallError::Unreadable)?;
            let account = store_session(session);
            notify(SessionChange::Renewed(account.clone()));
            Ok(Some(account))
        }
        Err(CallError::Problem(problem)) if problem.status == 401 => {
            clear_session();
            notify(SessionChange::Ended);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
