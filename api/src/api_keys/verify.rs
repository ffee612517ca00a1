//! Verification of keys, with a memory of those that were verified.
//!
//! A key is looked up by its keyed hash. What was found is used for [`FRESH`]; while the database does not answer, it is used for [`KEPT`],
//! so that public reads with a key go on. A token that stands for a key ([`issue`](super::issue)) is verified as the key, until it expires.

use super::check::network;
use super::queries;
use super::rows::KeyRow;
use super::token::{is_temporary, is_well_formed};
use actix_web::HttpRequest;
use actix_web::http::{Uri, header};
use actix_web::web::Data;
use anyhow::Context as _;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use chrono::{DateTime, TimeDelta, Utc};
use ground::error::Error;
use ground::hex::hex;
use http::auth::KeyBounds;
use http::{Services, client};
use ipnet::IpNet;
use moka::sync::Cache;
use shared::id::{AccountId, ApiKeyId};
use shared::partner::{KeyKind, KeySettings};
use shared::problem::Code;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::time::timeout;

/// Time for which a key is accepted without another look at the database: another instance learns of its end after this time at the latest.
const FRESH: TimeDelta = TimeDelta::seconds(10);
/// Time for which it is accepted while the database does not answer.
const KEPT: TimeDelta = TimeDelta::minutes(5);
/// Longest wait for the database.
const PATIENCE: Duration = Duration::from_secs(2);
/// Time between two writes of the last use of a key.
const USE_APART: TimeDelta = TimeDelta::hours(1);
/// Number of keys that are remembered.
const REMEMBERED: u64 = 10_000;

/// Hash of a key, the same on every instance.
type Digest = [u8; 32];

/// Finds the key of a bearer token. Known tokens are cached by their keyed digest.
pub struct ApiKeys {
    pub(super) services: Data<Services>,
    key: hmac::Key,
    known: Cache<Digest, Arc<Known>>,
}

impl fmt::Debug for ApiKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKeys").finish_non_exhaustive()
    }
}

/// A stored key as it was found.
#[derive(Debug)]
pub struct Known {
    pub(crate) id: ApiKeyId,
    /// The person for whom it acts.
    pub(crate) account: AccountId,
    pub(crate) bounds: Arc<KeyBounds>,
    networks: Vec<IpNet>,
    origins: Vec<String>,
    pub(super) expires_at: Option<DateTime<Utc>>,
    revoked: bool,
    read_at: DateTime<Utc>,
    /// Time of the last use that was written, in seconds since 1970.
    used_at: AtomicI64,
}

impl Known {
    fn of(row: &KeyRow, now: DateTime<Utc>) -> anyhow::Result<Self> {
        let KeySettings {
            kind,
            scopes,
            editions,
            territory,
            networks,
            origins,
        } = row.settings()?;
        let used_at = row.last_used_at.map_or(i64::MIN, |at| at.0.timestamp());
        Ok(Self {
            id: row.id(),
            account: row.account_id.into(),
            bounds: Arc::new(KeyBounds {
                kind,
                scopes,
                editions,
                territory,
            }),
            // A network that cannot be read must not leave the key without limit.
            networks: networks
                .iter()
                .map(|it| network(it).context("network of a key"))
                .collect::<anyhow::Result<_>>()?,
            origins,
            expires_at: row.expires_at.map(|at| at.0),
            revoked: row.revoked_at.is_some(),
            read_at: now,
            used_at: AtomicI64::new(used_at),
        })
    }

    /// True when it was read less than `time` ago; not when the clock moved back behind the reading, and nobody knows how long it is.
    fn is_within(&self, time: TimeDelta, now: DateTime<Utc>) -> bool {
        (TimeDelta::zero()..time).contains(&(now - self.read_at))
    }

    /// Checks that the key is valid, and meant for the sender of a request, which comes from a page of this origin.
    fn check(
        &self,
        services: &Services,
        request: &HttpRequest,
        origin: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if self.revoked {
            return Err(invalid("the key was revoked, and will not be valid again"));
        }
        if self.expires_at.is_some_and(|at| at <= now) {
            return Err(invalid(
                "the key has expired, or the token that stands for it",
            ));
        }
        if !self.networks.is_empty() {
            let address = client::address(services, request).parse::<IpAddr>();
            let inside = |address: IpAddr| self.networks.iter().any(|it| it.contains(&address));
            if !address.is_ok_and(inside) {
                return Err(limited("not from this address"));
            }
        }
        if self.bounds.kind == KeyKind::Publishable {
            let known = |origin: &str| self.origins.iter().any(|it| it == origin);
            if !origin.is_some_and(known) {
                return Err(limited("not from pages of this origin"));
            }
        }
        Ok(())
    }
}

/// Origin of the page from which a request comes by its own word.
fn referring_origin(request: &HttpRequest) -> Option<String> {
    let referrer = request.headers().get(header::REFERER)?;
    let referrer: Uri = referrer.to_str().ok()?.parse().ok()?;
    Some(format!(
        "{}://{}",
        referrer.scheme_str()?,
        referrer.authority()?
    ))
}

/// True for the text of a key, or of a token that stands for one.
fn may_be_one(token: &str) -> bool {
    is_well_formed(token) || is_temporary(token)
}

pub(super) fn invalid(detail: &str) -> Error {
    Error::rejected(Code::InvalidToken).because(detail)
}

pub(super) fn limited(detail: &str) -> Error {
    Error::rejected(Code::KeyLimited).because(detail)
}

impl ApiKeys {
    /// Verifies the keys that are stored under their hashes with `secret`, which the database does not contain.
    pub(crate) fn new(services: Data<Services>, secret: &[u8]) -> Self {
        Self {
            services,
            key: hmac::Key::new(hmac::HMAC_SHA256, secret),
            known: Cache::new(REMEMBERED),
        }
    }

    fn digest(&self, token: &str) -> Digest {
        let tag = hmac::sign(&self.key, token.as_bytes());
        let mut digest = Digest::default();
        for (to, from) in digest.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        digest
    }

    /// Hash under which a key is stored.
    pub fn hash(&self, token: &str) -> String {
        hex(&self.digest(token))
    }

    /// True for a key that was found before, valid or not.
    pub(super) fn remembers(&self, token: &str) -> bool {
        may_be_one(token) && self.known.contains_key(&self.digest(token))
    }

    /// Forgets what was found of every key, so that the next request with one looks again.
    pub(crate) fn forget(&self) {
        self.known.invalidate_all();
    }

    /// The key of a request.
    ///
    /// # Errors
    ///
    /// `invalid_token` when it does not exist, was revoked or has expired; `key_limited` when it is not meant for the sender.
    pub async fn verify(&self, token: &str, request: &HttpRequest) -> Result<Arc<Known>, Error> {
        let origin = request.headers().get(header::ORIGIN);
        let origin = origin.and_then(|origin| origin.to_str().ok());
        self.verify_from(token, request, origin).await
    }

    /// The key of a page in a frame, whose origin is that of the page around it, as the browser names it in `Referer`.
    ///
    /// # Errors
    ///
    /// Those of [`Self::verify`].
    pub(super) async fn verify_framed(
        &self,
        token: &str,
        request: &HttpRequest,
    ) -> Result<Arc<Known>, Error> {
        let origin = referring_origin(request);
        self.verify_from(token, request, origin.as_deref()).await
    }

    async fn verify_from(
        &self,
        token: &str,
        request: &HttpRequest,
        origin: Option<&str>,
    ) -> Result<Arc<Known>, Error> {
        if !may_be_one(token) {
            return Err(invalid("not an API key"));
        }
        let (digest, now) = (self.digest(token), self.services.clock.now());
        let known = match self.known.get(&digest) {
            Some(known) if known.is_within(FRESH, now) => known,
            known => self.look_up(token, digest, known, now).await?,
        };
        known.check(&self.services, request, origin, now)?;
        self.note_use(&known, now);
        Ok(known)
    }

    async fn look_up(
        &self,
        token: &str,
        digest: Digest,
        before: Option<Arc<Known>>,
        now: DateTime<Utc>,
    ) -> Result<Arc<Known>, Error> {
        let hash = hex(&digest);
        let wanted = hash.clone();
        let find = if is_temporary(token) {
            queries::by_token
        } else {
            queries::by_hash
        };
        let reading = self.services.db.read(move |conn| find(conn, &wanted));
        let row = match timeout(PATIENCE, reading).await {
            Ok(Ok(row)) => row,
            outcome => {
                if let Some(before) = before.filter(|it| it.is_within(KEPT, now)) {
                    return Ok(before);
                }
                return match outcome {
                    Ok(Err(error)) => Err(error),
                    Ok(Ok(_)) | Err(_) => Err(Error::rejected(Code::Unavailable)),
                };
            }
        };
        let is_it =
            |row: &KeyRow| verify_slices_are_equal(row.hash.as_bytes(), hash.as_bytes()).is_ok();
        let Some(row) = row.filter(is_it) else {
            self.known.invalidate(&digest);
            return Err(invalid("no such key"));
        };
        let known = Arc::new(Known::of(&row, now)?);
        self.known.insert(digest, Arc::clone(&known));
        Ok(known)
    }

    /// Writes the last use, without waiting for it, unless one of the last hour is written.
    fn note_use(&self, known: &Known, now: DateTime<Utc>) {
        let (written, seconds) = (known.used_at.load(Ordering::Relaxed), now.timestamp());
        if written > seconds - USE_APART.num_seconds() {
            return;
        }
        let ours =
            known
                .used_at
                .compare_exchange(written, seconds, Ordering::Relaxed, Ordering::Relaxed);
        if ours.is_err() {
            return;
        }
        let (services, id) = (self.services.clone(), known.id);
        tokio::spawn(async move {
            let noted = services
                .db
                .write(move |conn| queries::note_use(conn, id, now, USE_APART))
                .await;
            if let Err(error) = noted {
                tracing::warn!(?error, key = %id, "the last use of an API key was not written");
            }
        });
    }
}
