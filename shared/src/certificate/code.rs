//! The code that is printed on a certificate and typed to verify it.

use crate::id::{REFERENCE_DIGITS, reference_digit};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Digits of a code, the check digit included.
const LENGTH: usize = 10;
/// Digits of each printed half.
const HALF: usize = 5;
/// Bits of a digit.
const BITS: u32 = 5;
/// Longest text that is read as a code, in characters: a code with a sign between all its digits.
const TYPED_MAX_CHARS: usize = 40;

/// The text is not the code of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCertificateCode {
    /// It has another length, or a character that no code has.
    #[error("a code has ten digits and letters")]
    Form,
    /// It looks like a code, but its check digit is wrong.
    #[error("the code has a wrong digit or letter")]
    Typo,
}

/// Code of a certificate, such as `7K3QX-9TB43`: 45 random bits and a check digit in base 32.
///
/// The digits are those of Crockford: without I, L, O and U. The check digit finds every single wrong digit, and any two that
/// changed places.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "7K3QX-9TB43"))]
pub struct CertificateCode(String);

impl CertificateCode {
    /// The code of a random number, of which the lowest 45 bits count.
    pub fn from_random(random: u64) -> Self {
        let mut digits: Vec<u8> = (1..LENGTH)
            .map(|place| {
                let shift = BITS * u32::try_from(LENGTH - 1 - place).unwrap_or_default();
                u8::try_from((random >> shift) & 31).unwrap_or_default()
            })
            .collect();
        digits.push(times_generator(remainder(&digits)));
        let digits = digits.into_iter().map(reference_digit);
        Self(digits.collect())
    }

    /// Reads a code as people type it: in either case, with or without spaces and hyphens, O for 0, and I or L for 1.
    ///
    /// # Errors
    ///
    /// When it is not a code, or a digit of it is wrong.
    pub fn parse(text: &str) -> Result<Self, InvalidCertificateCode> {
        let mut digits = Vec::with_capacity(LENGTH);
        for (at, sign) in text.chars().enumerate() {
            if at == TYPED_MAX_CHARS {
                return Err(InvalidCertificateCode::Form);
            }
            if !is_separator(sign) {
                digits.push(value(sign).ok_or(InvalidCertificateCode::Form)?);
            }
        }
        if digits.len() != LENGTH {
            return Err(InvalidCertificateCode::Form);
        }
        if remainder(&digits) != 0 {
            return Err(InvalidCertificateCode::Typo);
        }
        let digits = digits.into_iter().map(reference_digit);
        Ok(Self(digits.collect()))
    }

    /// The ten digits without the hyphen, as they are stored.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Path of the page that verifies the certificate.
    pub fn page(&self) -> String {
        format!("/verifier/{self}")
    }
}

impl fmt::Display for CertificateCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at_checked(HALF).unwrap_or((&self.0, ""));
        write!(f, "{first}-{second}")
    }
}

impl FromStr for CertificateCode {
    type Err = InvalidCertificateCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for CertificateCode {
    type Error = InvalidCertificateCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<CertificateCode> for String {
    fn from(code: CertificateCode) -> Self {
        code.to_string()
    }
}

/// True for a sign between digits: spaces of any width, hyphens and dashes.
fn is_separator(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(
            sign,
            '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '.' | '_'
        )
}

/// Value of a typed digit, 0 to 31.
fn value(sign: char) -> Option<u8> {
    let digit = match sign.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = REFERENCE_DIGITS
        .iter()
        .position(|known| char::from(*known) == digit)?;
    u8::try_from(place).ok()
}

/// The digits as a polynomial over the field of 32 elements, at its generator: zero for a code. Another value in one place
/// changes it, and so do two values that change places, as the powers of the generator differ.
fn remainder(digits: &[u8]) -> u8 {
    digits
        .iter()
        .fold(0, |sum, digit| times_generator(sum) ^ digit)
}

/// Product with the generator, modulo the primitive polynomial x⁵ + x² + 1.
const fn times_generator(element: u8) -> u8 {
    let double = element << 1;
    if double & 0b10_0000 == 0 {
        double
    } else {
        double ^ 0b10_0101
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn with(code: &str, change: impl FnOnce(&mut Vec<char>)) -> String {
        let mut signs: Vec<char> = code.chars().collect();
        change(&mut signs);
        signs.into_iter().collect()
    }

    proptest! {
        #[test]
        fn a_code_is_read_as_it_was_written(random in any::<u64>()) {
            let code = CertificateCode::from_random(random);
            let json = serde_json::to_string(&code).unwrap();

            prop_assert_eq!(code.digits().len(), LENGTH);
            prop_assert_eq!(code.to_string().parse(), Ok(code.clone()));
            prop_assert_eq!(CertificateCode::parse(code.digits()), Ok(code.clone()));
            prop_assert_eq!(serde_json::from_str::<CertificateCode>(&json).unwrap(), code);
        }

        #[test]
        fn people_may_type_it_in_their_own_way(random in any::<u64>(), lower in any::<bool>()) {
            let code = CertificateCode::from_random(random);
            let spaced: String = code.digits().chars().flat_map(|digit| [digit, ' ']).collect();
            let alike = spaced.replace('0', "o").replace('1', if lower { "l" } else { "I" });
            let typed = if lower { alike.to_lowercase() } else { alike };

            prop_assert_eq!(CertificateCode::parse(&typed), Ok(code));
        }

        #[test]
        fn one_wrong_digit_is_found(random in any::<u64>(), at in 0..LENGTH, other in 0..32_u8) {
            let code = CertificateCode::from_random(random);
            let wrong = with(code.digits(), |signs| signs[at] = reference_digit(other));

            let read = CertificateCode::parse(&wrong);
            if wrong == code.digits() {
                prop_assert_eq!(read, Ok(code));
            } else {
                prop_assert_eq!(read, Err(InvalidCertificateCode::Typo));
            }
        }

        #[test]
        fn two_digits_that_changed_places_are_found(random in any::<u64>(), one in 0..LENGTH, other in 0..LENGTH) {
            let code = CertificateCode::from_random(random);
            let wrong = with(code.digits(), |signs| signs.swap(one, other));

            prop_assert_eq!(CertificateCode::parse(&wrong).is_ok(), wrong == code.digits());
        }

        #[test]
        fn any_text_is_read_without_harm(text in ".{0,60}") {
            if let Ok(code) = CertificateCode::parse(&text) {
                prop_assert_eq!(code.digits().len(), LENGTH);
            }
        }

        #[test]
        fn different_numbers_have_different_codes(one in 0..1_u64 << 45, other in 0..1_u64 << 45) {
            let same = CertificateCode::from_random(one) == CertificateCode::from_random(other);
            prop_assert_eq!(same, one == other);
        }
    }

    #[test]
    fn a_text_of_another_form_is_no_code() {
        let code = CertificateCode::from_random(0x0123_4567_89AB).to_string();
        for text in [
            "",
            "7K3QX",
            &format!("{code}0"),
            &code.replace('-', "/"),
            "UUUUU-UUUUU",
            &"0".repeat(5_000),
        ] {
            assert_eq!(
                CertificateCode::parse(text),
                Err(InvalidCertificateCode::Form),
                "{text}"
            );
        }
        assert_eq!(
            code.parse::<CertificateCode>().unwrap().page(),
            format!("/verifier/{code}")
        );
    }
}
