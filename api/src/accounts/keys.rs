//! The key that signs access tokens, and the tokens.
//!
//! An access token lives ten minutes and says who and which session; roles are read from the database at each request,
//! so that a grant, a ban or a sign-out works at once.

use anyhow::{Context as _, bail};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Duration, Utc};
use ground::error::Error;
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use shared::id::AccountId;
use shared::problem::Code;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use uuid::Uuid;

/// How long an access token lives.
pub(crate) const ACCESS_LIFE: Duration = Duration::minutes(10);
/// Who signs, and for whom: a token of another service with the same key does not pass.
const ISSUER: &str = "semaine";

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    iss: String,
    aud: String,
    /// Who signed in.
    pub(crate) sub: AccountId,
    /// The session: the family of its refresh tokens.
    pub(crate) sid: Uuid,
    iat: i64,
    exp: i64,
}

/// Signs and reads access tokens.
pub struct Keys {
    signing: EncodingKey,
    reading: DecodingKey,
    kid: String,
    published: JwkSet,
    secret: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({})", self.kid)
    }
}

impl Keys {
    /// Reads the PKCS#8 key (PEM, Ed25519) at `path`; makes it first if there is none, readable by its owner alone.
    ///
    /// # Errors
    ///
    /// When the file can be neither read nor written, or is not such a key.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let told = || format!("key of the access tokens, {}", path.display());
        if !path.exists() {
            write_private(path, &generate()?).with_context(told)?;
            tracing::info!(path = %path.display(), "made a new key for access tokens");
        }
        Self::from_pem(&fs::read_to_string(path).with_context(told)?).with_context(told)
    }

    /// A key of its own that is kept nowhere.
    ///
    /// # Errors
    ///
    /// When the system gives no randomness.
    pub fn ephemeral() -> anyhow::Result<Self> {
        Self::from_pem(&generate()?)
    }

    fn from_pem(pem: &str) -> anyhow::Result<Self> {
        let signing =
            EncodingKey::from_ed_pem(pem.as_bytes()).context("not an Ed25519 key in PKCS#8")?;
        let mut jwk = Jwk::from_encoding_key(&signing, Algorithm::EdDSA)?;
        let kid = jwk.thumbprint(ThumbprintHash::SHA256)?;
        jwk.common.key_id = Some(kid.clone());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        let secret = Sha256::new()
            .chain_update(b"semaine cursors\0")
            .chain_update(signing.as_bytes())
            .finalize()
            .into();
        Ok(Self {
            reading: DecodingKey::from_jwk(&jwk)?,
            published: JwkSet { keys: vec![jwk] },
            signing,
            kid,
            secret,
        })
    }

    /// The public half, for `/.well-known/jwks.json`.
    pub fn published(&self) -> &JwkSet {
        &self.published
    }

    /// A secret that all instances with this key share, for seals that are not signatures.
    pub fn derived_secret(&self) -> &[u8] {
        &self.secret
    }

    /// Signs a token for a session.
    pub(crate) fn sign(
        &self,
        account: AccountId,
        session: Uuid,
        now: DateTime<Utc>,
    ) -> Result<String, Error> {
        let header = Header {
            kid: Some(self.kid.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: ISSUER.to_owned(),
            sub: account,
            sid: session,
            iat: now.timestamp(),
            exp: (now + ACCESS_LIFE).timestamp(),
        };
        Ok(jsonwebtoken::encode(&header, &claims, &self.signing).context("access token")?)
    }

    /// Reads a token; refuses what is forged, damaged, for somebody else or too old at `now`.
    pub(crate) fn read(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, Error> {
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[ISSUER]);
        // Held against our own clock below.
        rules.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.reading, &rules)
            .map_err(|_untold| Error::rejected(Code::InvalidToken))?
            .claims;
        if claims.exp <= now.timestamp() || claims.iat > (now + Duration::minutes(1)).timestamp() {
            return Err(Error::rejected(Code::InvalidToken).because("the token has expired"));
        }
        Ok(claims)
    }
}

/// A new key, as PEM.
fn generate() -> anyhow::Result<String> {
    let Ok(document) = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()) else {
        bail!("the system gives no randomness");
    };
    Ok(format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(document.as_ref())
    ))
}

/// Of two instances that start at once, the first one's key stands.
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
