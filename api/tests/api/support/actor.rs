//! HTTP client of a person, and its responses.

use reqwest::header::{HeaderMap, HeaderName};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::account::{Account, Session};
use shared::problem::{Code, Problem};

/// A person with a browser: stores cookies, sends the access token.
pub(crate) struct Person {
    address: String,
    client: reqwest::Client,
    session: Option<Session>,
}

impl Person {
    pub(super) fn new(address: &str, session: Option<Session>) -> Self {
        Self {
            address: address.to_owned(),
            client: reqwest::Client::builder()
                .cookie_store(true)
                // The server of the tests speaks plain HTTP: no client needs the certificates of the system.
                .tls_certs_only([])
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .expect("a client"),
            session,
        }
    }

    /// Account of the person; panics for a visitor.
    pub(crate) fn account(&self) -> &Account {
        &self
            .session
            .as_ref()
            .expect("a visitor has no account")
            .account
    }

    /// Access token of the session; `None` for a visitor.
    pub(crate) fn token(&self) -> Option<&str> {
        self.session
            .as_ref()
            .map(|session| session.access_token.as_str())
    }

    /// Builds a request, to be completed and passed to [`Answer::of`].
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .client
            .request(method, format!("{}{path}", self.address));
        match self.token() {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a GET request.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// Sends a JSON body.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(body)).await
    }

    /// Sends a PUT request with `If-Match`.
    pub(crate) async fn put(&self, path: &str, if_match: &str, body: &Value) -> Answer {
        Answer::of(
            self.request(Method::PUT, path)
                .header("If-Match", if_match)
                .json(body),
        )
        .await
    }

    /// Sends a POST request with `If-Match`.
    pub(crate) async fn post_if(&self, path: &str, if_match: &str, body: &Value) -> Answer {
        Answer::of(
            self.request(Method::POST, path)
                .header("If-Match", if_match)
                .json(body),
        )
        .await
    }

    /// Sends a DELETE request.
    pub(crate) async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path)).await
    }
}

/// A response, read completely.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// Sends the request and reads the response.
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("the server answers");
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            text: response.text().await.expect("a body of text"),
        }
    }

    /// Value of a header, if present.
    pub(crate) fn header(&self, name: impl Into<HeaderName>) -> Option<&str> {
        self.headers
            .get(name.into())
            .and_then(|value| value.to_str().ok())
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The body as a `T`, after checking the status.
    #[track_caller]
    pub(crate) fn ok<T: DeserializeOwned>(&self, status: u16) -> T {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The problem document, after checking its code, status and media type.
    #[track_caller]
    pub(crate) fn refused(&self, code: Code) -> Problem {
        let problem: Problem = serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text));
        assert_eq!(problem.code, code, "{}", self.text);
        assert_eq!(
            (self.status.as_u16(), problem.status),
            (code.status(), code.status())
        );
        assert_eq!(
            self.header(reqwest::header::CONTENT_TYPE),
            Some("application/problem+json")
        );
        assert!(problem.request_id.is_some());
        problem
    }
}
