//! DKIM signatures (RFC 6376, RFC 8463), relaxed in headers and body.
//!
//! The library that composes the e-mails signs too, but with key types of its own, and each header once: another `Subject` added
//! on top would still verify. Here every signed header is named once more than it occurs, so that none can be added.

use anyhow::{Context as _, bail, ensure};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject as _;
use sha2::{Digest as _, Sha256};
use std::path::Path;
use std::sync::Arc;

/// Maximum number of keys, and so of signatures in an e-mail.
const KEYS_MAX: usize = 4;
/// Maximum length of a selector: a label of a host name.
const SELECTOR_MAX_CHARS: usize = 63;
/// Shortest RSA key that receivers accept for sure, in bits.
const RSA_BITS_MIN: usize = 2_048;
/// Characters of a signature per line.
const LINE_CHARS: usize = 70;
/// The headers that a signature covers (RFC 8058 wants the last two signed).
const SIGNED: [&str; 12] = [
    "from",
    "to",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "auto-submitted",
    "list-unsubscribe",
    "list-unsubscribe-post",
];

/// Signs e-mails in the name of a domain, with each of its keys.
#[derive(Clone)]
pub(super) struct Signer {
    domain: String,
    keys: Vec<Key>,
}

#[derive(Clone)]
struct Key {
    selector: String,
    pair: Pair,
}

#[derive(Clone)]
enum Pair {
    Rsa(Arc<RsaKeyPair>),
    Ed25519(Arc<Ed25519KeyPair>),
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({}, {} keys)", self.domain, self.keys.len())
    }
}

impl Signer {
    /// Reads the keys of `selector=file` pairs, separated by commas.
    ///
    /// # Errors
    ///
    /// When a pair has another form, or a file is no private key that signs e-mails; the message names the file.
    pub(super) fn open(domain: &str, pairs: &str) -> anyhow::Result<Self> {
        let keys = pairs
            .split(',')
            .map(|pair| {
                let (selector, file) = pair
                    .trim()
                    .split_once('=')
                    .with_context(|| format!("`{pair}` must be SELECTOR=FILE"))?;
                let pem = std::fs::read(Path::new(file))
                    .with_context(|| format!("the key {file} cannot be read"))?;
                let pair = read(&pem).with_context(|| format!("the key {file}"))?;
                Ok(Key {
                    selector: checked_selector(selector)?,
                    pair,
                })
            })
            .collect::<anyhow::Result<Vec<_>>>()?;
        ensure!(keys.len() <= KEYS_MAX, "at most {KEYS_MAX} keys can sign");
        Ok(Self {
            domain: domain.to_lowercase(),
            keys,
        })
    }

    /// The e-mail, whose lines end in CRLF, with a signature of each key on top.
    ///
    /// # Errors
    ///
    /// When a key does not sign.
    pub(super) fn sign(&self, letter: &[u8], at: DateTime<Utc>) -> anyhow::Result<Vec<u8>> {
        let text = std::str::from_utf8(letter).context("an e-mail that is no text")?;
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let headers = headers(head);
        let (names, covered) = covered(&headers);
        let body_hash = STANDARD.encode(Sha256::digest(relaxed_body(body)));
        let mut signed = String::with_capacity(letter.len() + 1_024 * self.keys.len());
        for Key { selector, pair } in &self.keys {
            let unsigned = format!(
                "DKIM-Signature: v=1; a={}; c=relaxed/relaxed; d={};\r\n\ts={selector}; t={};\r\n\th={names};\r\n\tbh={body_hash};\r\n\tb=",
                pair.algorithm(),
                self.domain,
                at.timestamp(),
            );
            let (name, value) = unsigned.split_once(':').unwrap_or_default();
            let own = format!("{}:{}", name.to_lowercase(), relaxed_value(value));
            let signature = pair.sign(format!("{covered}{own}").as_bytes())?;
            signed.push_str(&unsigned);
            signed.push_str(&folded(&STANDARD.encode(signature)));
            signed.push_str("\r\n");
        }
        signed.push_str(text);
        Ok(signed.into_bytes())
    }
}

impl Pair {
    const fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "rsa-sha256",
            Self::Ed25519(_) => "ed25519-sha256",
        }
    }

    fn sign(&self, input: &[u8]) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(
                    &RSA_PKCS1_SHA256,
                    &SystemRandom::new(),
                    input,
                    &mut signature,
                )
                .ok()
                .context("the RSA key does not sign")?;
                Ok(signature)
            }
            // RFC 8463, section 3: the hash is what is signed.
            Self::Ed25519(pair) => Ok(pair
                .sign(Sha256::digest(input).as_slice())
                .as_ref()
                .to_vec()),
        }
    }
}

fn checked_selector(selector: &str) -> anyhow::Result<String> {
    let selector = selector.trim();
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= SELECTOR_MAX_CHARS
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    ensure!(
        selector.split('.').all(is_label),
        "`{selector}` is no selector: letters, digits and hyphens"
    );
    Ok(selector.to_owned())
}

/// The private key of a PEM file.
fn read(pem: &[u8]) -> anyhow::Result<Pair> {
    let key = PrivateKeyDer::from_pem_slice(pem)
        .ok()
        .context("not a private key in PEM, as `openssl genpkey` writes it")?;
    let pair = match &key {
        PrivateKeyDer::Pkcs8(der) => {
            let der = der.secret_pkcs8_der();
            if let Ok(pair) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
                return Ok(Pair::Ed25519(Arc::new(pair)));
            }
            RsaKeyPair::from_pkcs8(der)
        }
        PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
        _ => bail!("neither an RSA key nor an Ed25519 key"),
    };
    let pair = pair.ok().with_context(|| {
        format!("neither an Ed25519 key nor an RSA key of {RSA_BITS_MIN} bits or more")
    })?;
    ensure!(
        pair.public_modulus_len() >= KeySize::Rsa2048.len(),
        "an RSA key of fewer than {RSA_BITS_MIN} bits"
    );
    Ok(Pair::Rsa(Arc::new(pair)))
}

/// The headers in their order, with their names in lower case and their values still folded.
fn headers(head: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in head.split("\r\n") {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = found.last_mut() {
                value.push_str("\r\n");
                value.push_str(line);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            found.push((name.trim_end().to_lowercase(), value.to_owned()));
        }
    }
    found
}

/// The names of the signed headers, each once more than it occurs, and the headers as they are signed. Of several with one name,
/// the last comes first.
fn covered(headers: &[(String, String)]) -> (String, String) {
    let (mut names, mut covered) = (Vec::new(), Vec::new());
    for wanted in SIGNED {
        for (name, value) in headers.iter().rev().filter(|(name, _)| name == wanted) {
            names.push(wanted);
            covered.push(format!("{name}:{}\r\n", relaxed_value(value)));
        }
        names.push(wanted);
    }
    let lines: Vec<String> = names.chunks(5).map(|line| line.join(":")).collect();
    (lines.join(":\r\n\t"), covered.concat())
}

/// The value of a header on one line, with single spaces.
fn relaxed_value(value: &str) -> String {
    let words: Vec<&str> = value
        .split([' ', '\t', '\r', '\n'])
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// The text with single spaces, without spaces at the ends of lines and without empty lines at its end.
fn relaxed_body(body: &str) -> String {
    let mut relaxed = String::with_capacity(body.len());
    for line in body.split("\r\n") {
        let mut space = false;
        for sign in line.chars() {
            if matches!(sign, ' ' | '\t') {
                space = true;
            } else {
                if space {
                    relaxed.push(' ');
                    space = false;
                }
                relaxed.push(sign);
            }
        }
        relaxed.push_str("\r\n");
    }
    let text = relaxed.trim_end_matches("\r\n").len();
    relaxed.truncate(text);
    if !relaxed.is_empty() {
        relaxed.push_str("\r\n");
    }
    relaxed
}

fn folded(signature: &str) -> String {
    let lines: Vec<_> = signature
        .as_bytes()
        .chunks(LINE_CHARS)
        .map(String::from_utf8_lossy)
        .collect();
    lines.join("\r\n\t")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn the_body_is_relaxed_as_the_standard_says() {
        // RFC 6376, section 3.4.5.
        assert_eq!(relaxed_body(" C \r\nD \t E\r\n\r\n\r\n"), " C\r\nD E\r\n");
        assert_eq!(relaxed_body(""), "");
        assert_eq!(relaxed_body("\r\n\r\n"), "");
        assert_eq!(relaxed_body("A"), "A\r\n");
    }

    #[test]
    fn the_headers_are_relaxed_as_the_standard_says() {
        let found = headers("A: X\r\nB : Y\t\r\n\tZ  ");

        let relaxed: Vec<_> = found
            .iter()
            .map(|(name, value)| format!("{name}:{}", relaxed_value(value)))
            .collect();

        assert_eq!(relaxed, ["a:X", "b:Y Z"]);
    }

    #[test]
    fn a_header_is_named_once_more_than_it_occurs() {
        let (names, covered) = covered(&headers("Subject: one\r\nSubject: two"));

        let names: Vec<_> = names.split(':').map(str::trim).collect();
        let count = |wanted| names.iter().filter(|name| **name == wanted).count();
        assert_eq!(covered, "subject:two\r\nsubject:one\r\n");
        assert_eq!((count("subject"), count("from")), (3, 1));
    }

    #[rstest]
    #[case::no_pair("/etc/key.pem", "SELECTOR=FILE")]
    #[case::no_file("s=/nowhere/key.pem", "/nowhere/key.pem cannot be read")]
    #[case::no_key("s=Cargo.toml", "Cargo.toml")]
    #[case::no_selector("a b=Cargo.toml", "Cargo.toml")]
    fn a_bad_key_is_refused_with_its_name(#[case] pairs: &str, #[case] expected: &str) {
        let error = Signer::open("exemple.fr", pairs).unwrap_err();

        assert!(format!("{error:#}").contains(expected), "{error:#}");
    }
}
