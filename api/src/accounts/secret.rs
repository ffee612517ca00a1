//! Random secrets: refresh tokens and mailed links. Only their SHA-256 is kept.
//!
//! 256 bits of randomness need no slow hash: there is nothing to guess.

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::error::Error;
use ground::hex::hex;
use sha2::{Digest as _, Sha256};

/// A new secret, safe in an address and in a cookie.
pub(super) fn new() -> Result<String, Error> {
    let mut bytes = [0; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_untold| anyhow::anyhow!("the system gives no randomness"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is kept of a secret.
pub(super) fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}
