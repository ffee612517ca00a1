//! Secrets of refresh tokens and mailed links. Only their SHA-256 hash is stored.
//!
//! A secret of 256 random bits cannot be guessed, so a fast hash is enough.

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::error::Error;
use ground::hex::hex;
use sha2::{Digest as _, Sha256};

/// Generates a secret of 256 bits, in base64 that is safe in URLs and cookies.
pub(super) fn new() -> Result<String, Error> {
    let mut bytes = [0; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_unspecified| anyhow::anyhow!("the system provides no randomness"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// SHA-256 hash of a secret, in hexadecimal; the form in which it is stored.
pub(crate) fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}
