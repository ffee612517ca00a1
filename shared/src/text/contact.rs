//! Addresses and numbers: e-mail, web, telephone, SIRET, UAI.

use super::typed;
use crate::problem::{Code, FieldProblem};
use url::Url;

/// Validates an e-mail address and returns it as typed, without surrounding white space.
///
/// Deliberately narrower than RFC 5322: no quoted strings, comments or address literals. The verification mail is the
/// real test.
///
/// # Errors
///
/// A [`FieldProblem`] at `pointer` when the address is invalid.
pub fn email(pointer: &str, raw: &str) -> Result<String, FieldProblem> {
    let typed = typed(raw);
    let address = typed.trim();
    let invalid = |detail: &str| FieldProblem::new(pointer, Code::InvalidEmail, detail);
    if address.len() > 254 {
        return Err(invalid("longer than 254 bytes"));
    }
    let (local, domain) = address
        .rsplit_once('@')
        .ok_or_else(|| invalid("missing @"))?;
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
    if local_ok && is_host(domain) {
        Ok(address.to_owned())
    } else {
        Err(invalid("malformed e-mail address"))
    }
}

/// True for a DNS name with at least two labels, which excludes `localhost` and IP addresses.
fn is_host(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    domain.len() <= 253
        && labels.len() >= 2
        && labels.iter().all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
        && labels
            .last()
            .is_some_and(|last| last.chars().any(char::is_alphabetic))
}

/// Maximum length of a URL, in bytes.
pub const URL_MAX_BYTES: usize = 2_000;

/// Validates a web address, and returns it as a URL in ASCII: `http` or `https`, a host name, no user information. Without a
/// scheme (`www.exemple.fr`), `https` is meant.
///
/// # Errors
///
/// A [`FieldProblem`] at `pointer` when the address is invalid.
pub fn url(pointer: &str, raw: &str) -> Result<String, FieldProblem> {
    let typed = typed(raw);
    let typed = typed.trim();
    let invalid = |detail: &str| FieldProblem::new(pointer, Code::InvalidUrl, detail);
    let too_long = || {
        FieldProblem::new(pointer, Code::TooLong, "the URL is too long")
            .with_limit(URL_MAX_BYTES as u64)
    };
    if typed.len() > URL_MAX_BYTES {
        return Err(too_long());
    }
    let before_path = typed.split(['/', '?', '#']).next().unwrap_or_default();
    let address = if is_host(before_path) {
        format!("https://{typed}")
    } else {
        typed.to_owned()
    };
    if address
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c))
    {
        return Err(invalid("contains a character that is not allowed in a URL"));
    }
    // The parser repairs what these rules do not mean to accept, such as a missing slash.
    let lower = address.to_ascii_lowercase();
    if !lower.starts_with("https://") && !lower.starts_with("http://") {
        return Err(invalid("must start with https:// or http://"));
    }
    let parsed = Url::parse(&address).map_err(|_malformed| invalid("malformed URL"))?;
    let host = parsed.domain().unwrap_or_default();
    let user = !parsed.username().is_empty() || parsed.password().is_some();
    if user || !is_host(host) || parsed.port() == Some(0) {
        return Err(invalid("invalid host name or port"));
    }
    let mut ascii = String::from(parsed);
    if ascii.ends_with('/') && !address.ends_with('/') && lower.matches('/').count() == 2 {
        ascii.pop();
    }
    if ascii.len() > URL_MAX_BYTES {
        return Err(too_long());
    }
    Ok(ascii)
}

/// Validates a telephone number: digits with the usual separators, in French (`01 23 45 67 89`) or international format
/// (`+33 1 23 45 67 89`), perhaps with an extension (`poste 12`).
///
/// # Errors
///
/// A [`FieldProblem`] at `pointer` when the number is invalid.
pub fn phone(pointer: &str, raw: &str) -> Result<String, FieldProblem> {
    let number = typed(raw).split_whitespace().collect::<Vec<_>>().join(" ");
    let (line, extension) = extension(&number);
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let well_formed = line
        .char_indices()
        .all(|(i, c)| c.is_ascii_digit() || (c == '+' && i == 0) || " .-/()".contains(c));
    // French numbers have ten digits, others at most 15 (ITU-T E.164); short numbers such as 3995 have four.
    if well_formed
        && (4..=15).contains(&digits)
        && line.len() <= 30
        && extension.is_none_or(|digits| digits.len() <= 6)
    {
        Ok(number)
    } else {
        Err(FieldProblem::new(
            pointer,
            Code::InvalidPhone,
            "malformed telephone number",
        ))
    }
}

/// Splits `04 78 00 00 00 poste 12` into the number and the digits of the extension.
fn extension(number: &str) -> (&str, Option<&str>) {
    let digits = number
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or("", |last| number.split_at(last).1.trim_start());
    let lower = number.to_lowercase();
    let before = number.strip_suffix(digits).map_or(number, str::trim_end);
    for word in ["poste", "post", "ext.", "ext", "p."] {
        if !digits.is_empty()
            && lower
                .get(..before.len())
                .is_some_and(|text| text.ends_with(word))
        {
            let line = before.get(..before.len() - word.len()).unwrap_or(before);
            return (line.trim_end_matches([' ', ',', '-']), Some(digits));
        }
    }
    (number, None)
}

/// `tel:` URI (RFC 3966) that dials a number accepted by [`phone`]: `+33 (0)4 78 00 00 00` dials `+33478000000`.
pub fn tel_uri(phone: &str) -> String {
    let (line, extension) = extension(phone);
    // The national prefix is not dialled after the code of the country.
    let line = if line.starts_with('+') {
        line.replace("(0)", "")
    } else {
        line.to_owned()
    };
    let dialled: String = line
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    match extension {
        Some(digits) => format!("tel:{dialled};ext={digits}"),
        None => format!("tel:{dialled}"),
    }
}

/// Validates a SIRET number: 14 digits with a Luhn check digit, spaces allowed.
///
/// Establishments of La Poste (SIREN 356 000 000) follow another rule: the sum of their digits is a multiple of 5.
///
/// # Errors
///
/// A [`FieldProblem`] at `pointer` when the number is invalid.
pub fn siret(pointer: &str, raw: &str) -> Result<String, FieldProblem> {
    let number: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let invalid = |detail: &str| FieldProblem::new(pointer, Code::InvalidSiret, detail);
    if number.chars().count() != 14 || digits.len() != 14 {
        return Err(invalid("must have 14 digits"));
    }
    let luhn: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, &digit)| {
            if i % 2 == 1 {
                (digit * 2) / 10 + (digit * 2) % 10
            } else {
                digit
            }
        })
        .sum();
    let la_poste = number.starts_with("356000000") && digits.iter().sum::<u32>() % 5 == 0;
    if luhn.is_multiple_of(10) || la_poste {
        Ok(number)
    } else {
        Err(invalid("the check digit is wrong"))
    }
}

/// Letters that check the seven digits of a UAI number: the remainder of the number by 23 selects one.
const UAI_LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";

/// Validates the UAI number of a school: seven digits and a letter that checks them, spaces and lower case allowed.
///
/// # Errors
///
/// A [`FieldProblem`] at `pointer` when the number is invalid.
pub fn uai(pointer: &str, raw: &str) -> Result<String, FieldProblem> {
    let number: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
    let number = number.to_ascii_uppercase();
    let invalid = |detail: &str| FieldProblem::new(pointer, Code::InvalidUai, detail);
    let parts = number
        .split_at_checked(7)
        .filter(|(digits, letter)| digits.bytes().all(|b| b.is_ascii_digit()) && letter.len() == 1);
    let (digits, letter) = parts.ok_or_else(|| invalid("must have 7 digits and a letter"))?;
    let value: usize = digits
        .parse()
        .map_err(|_not_a_number| invalid("must have 7 digits and a letter"))?;
    let expected = UAI_LETTERS.get(value % UAI_LETTERS.len());
    if expected == letter.as_bytes().first() {
        Ok(number)
    } else {
        Err(invalid("the check letter is wrong"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("a.b+c@exemple.fr", true)]
    #[case("a@b", false)]
    #[case("a b@exemple.fr", false)]
    #[case("a@exemple..fr", false)]
    #[case(".a@exemple.fr", false)]
    #[case("a@127.0.0.1", false)]
    fn email_addresses(#[case] text: &str, #[case] good: bool) {
        assert_eq!(email("/email", text).is_ok(), good);
    }

    #[rstest]
    #[case(
        "https://exemple.fr/visite?x=1#y",
        Some("https://exemple.fr/visite?x=1#y")
    )]
    #[case("HTTP://exemple.fr:8080", Some("http://exemple.fr:8080"))]
    #[case("www.exemple.fr", Some("https://www.exemple.fr"))]
    #[case("exemple.fr/visites/", Some("https://exemple.fr/visites/"))]
    #[case(
        "https://exemple.fr/inscription\u{200B}",
        Some("https://exemple.fr/inscription")
    )]
    #[case(
        "https://métallurgie.fr/été",
        Some("https://xn--mtallurgie-b7a.fr/%C3%A9t%C3%A9")
    )]
    #[case("javascript:alert(1)", None)]
    #[case("mailto:a@exemple.fr", None)]
    #[case("https://user:pass@exemple.fr", None)]
    #[case("https://exemple.fr@autre.fr/", None)]
    #[case("https:exemple.fr", None)]
    #[case("https://", None)]
    #[case("https://exemple.fr/a b", None)]
    #[case("https://127.0.0.1/", None)]
    #[case("https://0x7f.1/", None)]
    #[case("https://localhost/", None)]
    #[case("//exemple.fr", None)]
    fn web_addresses(#[case] text: &str, #[case] stored: Option<&str>) {
        assert_eq!(url("/url", text).ok().as_deref(), stored);
    }

    #[rstest]
    #[case("01 23 45 67 89", Some("tel:0123456789"))]
    #[case("+33 (0)1.23.45.67.89", Some("tel:+33123456789"))]
    #[case("\u{202A}+33 1 23 45 67 89\u{202C}", Some("tel:+33123456789"))]
    #[case("04 78 00 00 00 poste 12", Some("tel:0478000000;ext=12"))]
    #[case("04 78 00 00 00, Poste 12", Some("tel:0478000000;ext=12"))]
    #[case("04 78 00 00 00 ext. 123456789", None)]
    #[case("3995", Some("tel:3995"))]
    #[case("appelez-moi", None)]
    #[case("poste 12", None)]
    #[case("123", None)]
    fn phones(#[case] text: &str, #[case] dialled: Option<&str>) {
        let read = phone("/phone", text).ok();
        assert_eq!(read.as_deref().map(tel_uri).as_deref(), dialled);
    }

    #[rstest]
    #[case("732 829 320 00074", true)]
    #[case("73282932000075", false)]
    #[case("35600000000048", true)]
    #[case("3560000000004", false)]
    #[case("7328293200007A", false)]
    fn siret_numbers(#[case] text: &str, #[case] good: bool) {
        assert_eq!(siret("/siret", text).is_ok(), good);
    }

    #[rstest]
    #[case("0750655E", Ok("0750655E"))]
    #[case(" 075 0655 e ", Ok("0750655E"))]
    #[case("0750655F", Err("the check letter is wrong"))]
    #[case("0750655", Err("must have 7 digits and a letter"))]
    #[case("0750655EE", Err("must have 7 digits and a letter"))]
    #[case("075065EE", Err("must have 7 digits and a letter"))]
    #[case("075065éE", Err("must have 7 digits and a letter"))]
    #[case("", Err("must have 7 digits and a letter"))]
    fn uai_numbers(#[case] text: &str, #[case] expected: Result<&str, &str>) {
        let read = uai("/uai", text);
        assert_eq!(
            read.as_deref().map_err(|fault| fault.detail.as_str()),
            expected
        );
    }

    #[test]
    fn no_other_letter_checks_the_same_digits() {
        let letters = (b'A'..=b'Z').map(char::from);
        let right = letters.filter(|letter| uai("", &format!("0691234{letter}")).is_ok());
        assert_eq!(right.count(), 1);
    }
}
