//! The text of a key: `sdi_live_` or `sdi_pub_`, 43 random letters and digits, and 6 of a checksum (CRC-32) of what stands before.
//! That of a token that stands for a key: `sdi_tmp_` and 24 random letters and digits.

use aws_lc_rs::rand;
use flate2::Crc;
use ground::error::Error;
use http::auth::KEY_MARK;
use shared::partner::KeyKind;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Random characters: 256 bits.
const RANDOM: usize = 43;
/// Word of a token that stands for a key, after the mark.
const TEMPORARY: &str = "tmp_";
/// Length of such a token, the mark included: 142 random bits.
const TEMPORARY_LENGTH: usize = 32;
/// Characters of the checksum: enough for 32 bits.
const CHECKSUM: usize = 6;
/// Last characters that the hint shows.
const SHOWN: usize = 4;
/// Multiples of 62 below this value are equally frequent in a byte.
const FAIR: u8 = 248;

/// Generates a key with 256 random bits and a checksum.
///
/// # Errors
///
/// When the system provides no randomness.
pub fn generate(kind: KeyKind) -> Result<String, Error> {
    let mark = format!("{KEY_MARK}{}_", word(kind));
    let length = mark.len() + RANDOM;
    let mut text = random(mark, length)?;
    let checksum = checksum(&text);
    text.push_str(&checksum);
    Ok(text)
}

/// Generates a token that stands for a key.
///
/// # Errors
///
/// As [`generate`].
pub(super) fn generate_temporary() -> Result<String, Error> {
    random(format!("{KEY_MARK}{TEMPORARY}"), TEMPORARY_LENGTH)
}

/// The text, continued with random letters and digits up to a length.
fn random(mut text: String, length: usize) -> Result<String, Error> {
    let mut bytes = [0_u8; 64];
    while text.len() < length {
        rand::fill(&mut bytes).map_err(|_no_randomness| anyhow::anyhow!("no randomness"))?;
        let fair = bytes.iter().filter(|byte| **byte < FAIR);
        let letters = fair.filter_map(|byte| DIGITS.get(usize::from(*byte) % DIGITS.len()));
        let missing = length - text.len();
        text.extend(letters.take(missing).map(|letter| char::from(*letter)));
    }
    Ok(text)
}

const fn word(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Secret => "live",
        KeyKind::Publishable => "pub",
    }
}

/// Beginning and end of a key, by which people recognise it.
pub(super) fn hint(kind: KeyKind, token: &str) -> String {
    let from = token.len().saturating_sub(SHOWN);
    let end = token.get(from..).unwrap_or_default();
    format!("{KEY_MARK}{}_…{end}", word(kind))
}

/// True for a text that [`generate`] could have made.
pub(super) fn is_well_formed(token: &str) -> bool {
    let Some(rest) = token.strip_prefix(KEY_MARK) else {
        return false;
    };
    let body = ["live_", "pub_"]
        .iter()
        .find_map(|word| rest.strip_prefix(word));
    let Some(body) = body else { return false };
    if body.len() != RANDOM + CHECKSUM || !body.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return false;
    }
    let at = token.len() - CHECKSUM;
    token
        .split_at_checked(at)
        .is_some_and(|(before, end)| checksum(before) == end)
}

/// True for a text that [`generate_temporary`] could have made.
pub(super) fn is_temporary(token: &str) -> bool {
    let random = token
        .strip_prefix(KEY_MARK)
        .and_then(|rest| rest.strip_prefix(TEMPORARY));
    token.len() == TEMPORARY_LENGTH
        && random.is_some_and(|random| random.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn checksum(text: &str) -> String {
    let mut crc = Crc::new();
    crc.update(text.as_bytes());
    let mut rest = crc.sum();
    let mut digits = Vec::with_capacity(CHECKSUM);
    for _ in 0..CHECKSUM {
        let digit = usize::try_from(rest % 62).unwrap_or_default();
        digits.push(DIGITS.get(digit).copied().unwrap_or(b'0'));
        rest /= 62;
    }
    digits
        .iter()
        .rev()
        .map(|digit| char::from(*digit))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::collections::HashSet;

    #[rstest]
    #[case(KeyKind::Secret, "sdi_live_")]
    #[case(KeyKind::Publishable, "sdi_pub_")]
    fn a_key_is_recognised_by_its_mark_and_its_checksum(#[case] kind: KeyKind, #[case] mark: &str) {
        let keys: HashSet<String> = (0..100).map(|_| generate(kind).unwrap()).collect();

        assert_eq!(keys.len(), 100);
        for key in keys {
            assert!(is_well_formed(&key), "{key}");
            let body = key.strip_prefix(mark).unwrap();
            assert_eq!(body.len(), 49);
            assert_eq!(hint(kind, &key), format!("{mark}…{}", body.split_at(45).1));
        }
    }

    #[test]
    fn a_token_that_stands_for_a_key_is_no_key() {
        let tokens: HashSet<String> = (0..100).map(|_| generate_temporary().unwrap()).collect();

        assert_eq!(tokens.len(), 100);
        for token in tokens {
            assert!(is_temporary(&token) && !is_well_formed(&token), "{token}");
            assert!(token.starts_with("sdi_tmp_") && token.len() == 32);
            assert!(!is_temporary(&format!("{token}0")));
        }
        let key = generate(KeyKind::Secret).unwrap();
        assert!(!is_temporary(&key));
    }

    #[test]
    fn a_changed_key_is_refused_without_looking_it_up() {
        let key = generate(KeyKind::Secret).unwrap();

        for at in 0..key.len() {
            let mut changed = key.clone().into_bytes();
            changed[at] = if changed[at] == b'x' { b'y' } else { b'x' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(!is_well_formed(&changed), "{at}");
        }
        for wrong in [
            "",
            "sdi_",
            "sdi_live_",
            key.split_at(1).1,
            &format!("{key}0"),
            "sdi_live_é",
        ] {
            assert!(!is_well_formed(wrong), "{wrong}");
        }
    }
}
