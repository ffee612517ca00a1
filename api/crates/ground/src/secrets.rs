//! Secrets that are not stored: they are derived again each time from the key that all instances share.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Derives secrets; they cannot be guessed without the key.
#[derive(Debug, Clone)]
pub struct Secrets {
    key: hmac::Key,
}

impl Secrets {
    /// Derives secrets from `key`, which the database does not contain.
    pub fn new(key: &[u8]) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
        }
    }

    /// The secret of `input` for a purpose: 256 bits, in base64 that is safe in URLs and cookies.
    pub fn derive(&self, purpose: &str, input: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.tag(purpose, input))
    }

    /// The 32 bytes of that secret, to sign with.
    pub fn derive_bytes(&self, purpose: &str, input: &[u8]) -> Vec<u8> {
        self.tag(purpose, input).as_ref().to_vec()
    }

    fn tag(&self, purpose: &str, input: &[u8]) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(purpose.as_bytes());
        context.update(&[0]);
        context.update(input);
        context.sign()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_depends_on_key_purpose_and_input() {
        let secrets = Secrets::new(b"key");
        let secret = secrets.derive("mail", b"1");

        assert_eq!(secret.len(), 43);
        assert_eq!(secret, Secrets::new(b"key").derive("mail", b"1"));
        assert_ne!(secret, Secrets::new(b"another").derive("mail", b"1"));
        assert_ne!(secret, secrets.derive("session", b"1"));
        assert_ne!(secret, secrets.derive("mail", b"2"));
        let bytes = secrets.derive_bytes("mail", b"1");
        assert_eq!(URL_SAFE_NO_PAD.encode(bytes), secret);
    }
}
