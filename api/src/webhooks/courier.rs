//! Posts messages to receivers, within bounds of time and size.
//!
//! The status decides, which the head of the answer tells: its body is read to keep the connection, as far as a bound, and otherwise of
//! no interest.

use super::address::{self, NotPublic, PublicOnly, Reach};
use super::signing;
use anyhow::Context as _;
use chrono::TimeDelta;
use ground::config::WebhooksConfig;
use ground::error::Error;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER, SET_COOKIE, USER_AGENT};
use reqwest::redirect::Policy;
use reqwest::{Client, Proxy, Response, StatusCode, retry};
use shared::partner::DeliveryFault;
use std::error::Error as StdError;
use std::fmt::Write as _;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// Name of the program in its requests.
const AGENT: &str = "Semaine-Webhooks/1";
/// Media type of a message.
const MEDIA_TYPE: &str = "application/json";
/// Bytes of the body of an answer that are read to keep the connection.
const BODY_BYTES: usize = 64 << 10;
/// Longest wait for them.
const BODY_WAIT: Duration = Duration::from_secs(1);
/// Headers of an answer that are kept, and characters of its head.
const KEPT_HEADERS: usize = 40;
const KEPT_CHARS: usize = 2_000;
/// Idle connections to one host that are kept for the next messages.
const IDLE_CONNECTIONS: usize = 4;

/// A message, ready to be posted.
pub(super) struct Parcel<'a> {
    pub(super) url: &'a str,
    /// Value of the header `webhook-id`.
    pub(super) message: &'a str,
    /// `webhook-timestamp`: time of this attempt, in seconds since 1970.
    pub(super) seconds: i64,
    /// Keys that sign it.
    pub(super) keys: &'a [Vec<u8>],
    pub(super) body: &'a str,
}

/// Outcome of an attempt.
#[derive(Debug)]
pub(super) struct Posted {
    pub(super) status: Option<StatusCode>,
    /// Why the receiver has not taken it; `None` when it has.
    pub(super) fault: Option<DeliveryFault>,
    pub(super) request_head: String,
    pub(super) answer_head: Option<String>,
    /// Time that the receiver asks to wait.
    pub(super) retry_after: Option<TimeDelta>,
    pub(super) duration: Duration,
}

/// Posts signed messages to public addresses, within bounds of time and size.
pub(super) struct Courier {
    pub(super) reach: Reach,
    proxy: Option<Proxy>,
    /// Longest wait for the head of an answer, connection included.
    patience: Duration,
    /// Made with the first message: it reads the certificates of the system.
    client: OnceLock<Client>,
}

impl Courier {
    /// A courier that waits `patience` for a receiver, and goes through the proxy of the configuration.
    ///
    /// # Errors
    ///
    /// When the address of the proxy is none.
    pub(super) fn new(config: &WebhooksConfig, patience: Duration) -> anyhow::Result<Self> {
        let proxy = config.proxy.as_deref().map(Proxy::all).transpose();
        Ok(Self {
            reach: Reach {
                loopback: config.loopback,
                proxied: config.proxy.is_some(),
            },
            proxy: proxy.context("SEMAINE_WEBHOOK_PROXY")?,
            patience,
            client: OnceLock::new(),
        })
    }

    fn client(&self) -> Result<&Client, Error> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = Client::builder()
            .redirect(Policy::none())
            .referer(false)
            .retry(retry::never())
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .no_proxy();
        let client = match &self.proxy {
            Some(proxy) => client.proxy(proxy.clone()),
            None => client.dns_resolver(PublicOnly(self.reach)),
        };
        let client = client.build().context("client of the webhooks")?;
        Ok(self.client.get_or_init(|| client))
    }

    /// Posts a message once.
    ///
    /// # Errors
    ///
    /// When this server cannot post at all.
    pub(super) async fn post(&self, parcel: &Parcel<'_>) -> Result<Posted, Error> {
        let begun = Instant::now();
        let client = self.client()?;
        let mut posted = Posted {
            status: None,
            fault: None,
            request_head: request_head(parcel),
            answer_head: None,
            retry_after: None,
            duration: Duration::ZERO,
        };
        // Also for one that was stored under another configuration.
        let Ok(url) = address::read("/url", parcel.url, self.reach) else {
            posted.fault = Some(DeliveryFault::AddressRefused);
            return Ok(posted);
        };
        let Parcel {
            message,
            seconds,
            keys,
            body,
            ..
        } = parcel;
        let request = client
            .post(url)
            .header(USER_AGENT, AGENT)
            .header(CONTENT_TYPE, MEDIA_TYPE)
            .header("webhook-id", *message)
            .header("webhook-timestamp", *seconds)
            .header(
                "webhook-signature",
                signing::signatures(keys, message, *seconds, body),
            )
            .body((*body).to_owned());
        let answer = timeout(self.patience, request.send()).await;
        posted.duration = begun.elapsed();
        match answer {
            Err(_elapsed) => posted.fault = Some(DeliveryFault::Timeout),
            Ok(Err(error)) => posted.fault = Some(fault_of(&error)),
            Ok(Ok(response)) => {
                let status = response.status();
                posted.status = Some(status);
                posted.fault = refusal(status);
                posted.answer_head = Some(answer_head(&response));
                posted.retry_after = retry_after(&response);
                // However it ends, the receiver has told what it did.
                let _read = timeout(BODY_WAIT, finish(response)).await;
            }
        }
        Ok(posted)
    }
}

/// Reads the rest of an answer; the connection is closed when there is too much of it.
async fn finish(mut response: Response) {
    let mut read = 0;
    while let Ok(Some(part)) = response.chunk().await {
        read += part.len();
        if read > BODY_BYTES {
            return;
        }
    }
}

fn refusal(status: StatusCode) -> Option<DeliveryFault> {
    if status.is_success() {
        None
    } else if status.is_redirection() {
        Some(DeliveryFault::Redirect)
    } else {
        Some(DeliveryFault::Status)
    }
}

fn fault_of(error: &reqwest::Error) -> DeliveryFault {
    let mut cause = error.source();
    while let Some(found) = cause {
        if found.is::<NotPublic>() {
            return DeliveryFault::AddressRefused;
        }
        cause = found.source();
    }
    if error.is_timeout() {
        DeliveryFault::Timeout
    } else {
        DeliveryFault::Unreachable
    }
}

/// The head of a request, without its signatures, by which somebody else could send the message again.
fn request_head(parcel: &Parcel<'_>) -> String {
    let signature = format!("{},…", signing::VERSION);
    let signatures = vec![signature; parcel.keys.len()].join(" ");
    let Parcel {
        url,
        message,
        seconds,
        body,
        ..
    } = parcel;
    let length = body.len();
    format!(
        "POST {url}\ncontent-type: {MEDIA_TYPE}\ncontent-length: {length}\nuser-agent: {AGENT}\nwebhook-id: {message}\nwebhook-timestamp: {seconds}\nwebhook-signature: {signatures}\n"
    )
}

fn answer_head(response: &Response) -> String {
    let mut head = format!("{:?} {}\n", response.version(), response.status());
    let headers = response.headers().iter();
    for (name, value) in headers
        .filter(|(name, _)| **name != SET_COOKIE)
        .take(KEPT_HEADERS)
    {
        let value = String::from_utf8_lossy(value.as_bytes());
        let _infallible = writeln!(head, "{name}: {value}");
    }
    head.chars().take(KEPT_CHARS).collect()
}

fn retry_after(response: &Response) -> Option<TimeDelta> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    TimeDelta::try_seconds(seconds.trim().parse().ok()?)
}
