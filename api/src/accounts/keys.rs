//! The key that signs access tokens and public statements, and the tokens themselves.
//!
//! An access token is valid for ten minutes and identifies the account and the session. Roles are read from the database
//! at each request, so that a grant, a ban or a sign-out takes effect at once.

use anyhow::{Context as _, bail, ensure};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Duration, Utc};
use ground::error::Error;
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use shared::id::AccountId;
use shared::problem::Code;
use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// Validity of an access token.
pub(crate) const ACCESS_LIFE: Duration = Duration::minutes(10);
/// Tokens that are remembered as verified. When there are more, all are forgotten.
const REMEMBERED: usize = 4_096;
/// Issuer and audience: a token of another service with the same key is rejected.
const ISSUER: &str = "semaine";

/// Claims of an access token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    iss: String,
    aud: String,
    /// Account that signed in.
    pub(crate) sub: AccountId,
    /// Session, identified by the family of its refresh tokens.
    pub(crate) sid: Uuid,
    iat: i64,
    exp: i64,
}

/// Signs and verifies access tokens.
pub struct Keys {
    signing: EncodingKey,
    reading: DecodingKey,
    kid: String,
    published: JwkSet,
    /// Claims of the tokens that were verified, by the digest of the token: people send the same one many times.
    verified: Mutex<HashMap<[u8; 32], Claims>>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({})", self.kid)
    }
}

impl Keys {
    /// Reads the PKCS#8 key (PEM, Ed25519) at `path`; generates it first if the file does not exist, readable only by its
    /// owner.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written, or is not such a key.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let context = || format!("key of the access tokens, {}", path.display());
        if !path.exists() {
            write_private(path, &generate()?).with_context(context)?;
            tracing::info!(path = %path.display(), "generated a new key for access tokens");
        }
        Self::from_pem(&fs::read_to_string(path).with_context(context)?).with_context(context)
    }

    fn from_pem(pem: &str) -> anyhow::Result<Self> {
        let signing =
            EncodingKey::from_ed_pem(pem.as_bytes()).context("not an Ed25519 key in PKCS#8")?;
        let mut jwk = Jwk::from_encoding_key(&signing, Algorithm::EdDSA)?;
        let kid = jwk.thumbprint(ThumbprintHash::SHA256)?;
        jwk.common.key_id = Some(kid.clone());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self {
            reading: DecodingKey::from_jwk(&jwk)?,
            published: JwkSet { keys: vec![jwk] },
            signing,
            kid,
            verified: Mutex::default(),
        })
    }

    /// Public keys, for `/.well-known/jwks.json`.
    pub fn published(&self) -> &JwkSet {
        &self.published
    }

    /// Derives a secret from the key, the same on all instances that use it and different for each purpose: for
    /// message authentication codes such as those of cursors.
    pub fn derived_secret(&self, purpose: &str) -> [u8; 32] {
        Sha256::new()
            .chain_update(format!("semaine {purpose}\0"))
            .chain_update(self.signing.as_bytes())
            .finalize()
            .into()
    }

    /// Signs a token for a session.
    pub(crate) fn sign(
        &self,
        account: AccountId,
        session: Uuid,
        now: DateTime<Utc>,
    ) -> Result<String, Error> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: ISSUER.to_owned(),
            sub: account,
            sid: session,
            iat: now.timestamp(),
            exp: (now + ACCESS_LIFE).timestamp(),
        };
        Ok(jsonwebtoken::encode(&self.header(), &claims, &self.signing).context("access token")?)
    }

    fn header(&self) -> Header {
        Header {
            kid: Some(self.kid.clone()),
            ..Header::new(Algorithm::EdDSA)
        }
    }

    /// Signs a statement as a compact JWS (RFC 7515). Its `typ`, which is that of no token, tells statements apart.
    ///
    /// The same statement always gives the same text, as Ed25519 uses no randomness.
    pub(crate) fn sign_statement(
        &self,
        typ: &str,
        statement: &impl Serialize,
    ) -> Result<String, Error> {
        let header = Header {
            typ: Some(typ.to_owned()),
            ..self.header()
        };
        Ok(jsonwebtoken::encode(&header, statement, &self.signing).context("signed statement")?)
    }

    /// Verifies and reads a statement of [`Self::sign_statement`].
    ///
    /// # Errors
    ///
    /// When the text is no JWS, has another `typ`, was signed with another key, or does not contain a `T`; the message is for
    /// the person who gave the text.
    pub(crate) fn read_statement<T: DeserializeOwned>(
        &self,
        typ: &str,
        text: &str,
    ) -> anyhow::Result<T> {
        let header = jsonwebtoken::decode_header(text).context("not a JWS in compact form")?;
        let found = header.typ.unwrap_or_default();
        ensure!(found == typ, "its `typ` is `{found}` instead of `{typ}`");
        let kid = header.kid.unwrap_or_default();
        ensure!(
            kid == self.kid,
            "it was signed with another key: `{kid}` instead of `{}`",
            self.kid
        );
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.required_spec_claims.clear();
        rules.validate_exp = false;
        rules.validate_aud = false;
        let read = jsonwebtoken::decode::<T>(text, &self.reading, &rules)
            .context("its signature or its content is invalid")?;
        Ok(read.claims)
    }

    /// Verifies a token; rejects one that is forged, malformed, for another audience or expired at `now`.
    pub(crate) fn read(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, Error> {
        let digest: [u8; 32] = Sha256::digest(token).into();
        let known = self.verified().get(&digest).cloned();
        let claims = match known {
            Some(claims) => claims,
            None => self.remember(digest, self.verify(token)?),
        };
        if claims.exp <= now.timestamp() || claims.iat > (now + Duration::minutes(1)).timestamp() {
            return Err(Error::rejected(Code::InvalidToken).because("the token has expired"));
        }
        Ok(claims)
    }

    /// The claims of a token that this key has signed for this service, expired or not.
    fn verify(&self, token: &str) -> Result<Claims, Error> {
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[ISSUER]);
        // Checked against the injected clock.
        rules.validate_exp = false;
        let read = jsonwebtoken::decode::<Claims>(token, &self.reading, &rules)
            .map_err(|_error| Error::rejected(Code::InvalidToken))?;
        Ok(read.claims)
    }

    fn remember(&self, digest: [u8; 32], claims: Claims) -> Claims {
        let mut verified = self.verified();
        if verified.len() >= REMEMBERED {
            verified.clear();
        }
        verified.insert(digest, claims.clone());
        claims
    }

    fn verified(&self) -> MutexGuard<'_, HashMap<[u8; 32], Claims>> {
        self.verified.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Generates a key, as PEM.
fn generate() -> anyhow::Result<String> {
    let Ok(document) = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()) else {
        bail!("the system provides no randomness");
    };
    Ok(format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(document.as_ref())
    ))
}

/// Writes the key file unless it exists: when two instances start at once, both use the key of the first.
fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_was_read_before_still_expires() {
        let (keys, others) = (
            Keys::from_pem(&generate().unwrap()).unwrap(),
            Keys::from_pem(&generate().unwrap()).unwrap(),
        );
        let now = DateTime::UNIX_EPOCH + Duration::days(20_000);
        let account = AccountId(Uuid::from_u128(1));
        let token = keys.sign(account, Uuid::from_u128(2), now).unwrap();

        for at in [now, now, now + ACCESS_LIFE - Duration::seconds(1)] {
            assert_eq!(keys.read(&token, at).unwrap().sub, account);
        }
        let expired = keys.read(&token, now + ACCESS_LIFE).unwrap_err();
        assert_eq!(expired.code(), Code::InvalidToken);
        let foreign = others.read(&token, now).unwrap_err();
        assert_eq!(foreign.code(), Code::InvalidToken);
        let tampered = keys.read(&format!("x{token}"), now).unwrap_err();
        assert_eq!(tampered.code(), Code::InvalidToken);
    }

    #[test]
    fn no_more_tokens_are_remembered_than_may_be() {
        let keys = Keys::from_pem(&generate().unwrap()).unwrap();
        let now = DateTime::UNIX_EPOCH + Duration::days(20_000);
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: ISSUER.to_owned(),
            sub: AccountId(Uuid::nil()),
            sid: Uuid::nil(),
            iat: now.timestamp(),
            exp: now.timestamp(),
        };
        for number in 0..=REMEMBERED {
            let mut digest = [0; 32];
            digest[..8].copy_from_slice(&number.to_be_bytes());
            keys.remember(digest, claims.clone());
        }

        assert_eq!(keys.verified().len(), 1);
    }
}
