//! Numbers, codes, and yes or no.

use crate::cell::Cell;
use shared::text::{fold, typed};

/// Reads yes or no; `None` for anything else.
pub(crate) fn yes_no(cell: &Cell) -> Option<bool> {
    match cell {
        Cell::Boolean(value) => Some(*value),
        Cell::Number(_) if matches!(&*cell.text(), "1") => Some(true),
        Cell::Number(_) if matches!(&*cell.text(), "0") => Some(false),
        Cell::Text(text) if matches!(text.trim(), "✓" | "✔" | "☑") => Some(true),
        Cell::Text(text) => match fold(text).as_str() {
            "oui" | "o" | "vrai" | "yes" | "y" | "true" | "x" | "1" => Some(true),
            "non" | "n" | "faux" | "no" | "false" | "0" => Some(false),
            _ => None,
        },
        Cell::Empty | Cell::Number(_) | Cell::Moment(_) | Cell::Error(_) => None,
    }
}

/// Reads a whole number without sign: `12`, `1 200`, `12,0`.
pub(crate) fn whole(cell: &Cell) -> Option<u32> {
    let text = match cell {
        Cell::Number(number) if number.fract() == 0.0 => format!("{number:.0}"),
        Cell::Text(text) => text.split_whitespace().collect(),
        Cell::Empty | Cell::Number(_) | Cell::Boolean(_) | Cell::Moment(_) | Cell::Error(_) => {
            return None;
        }
    };
    let digits = text
        .split_once(['.', ','])
        .filter(|(_, zeros)| zeros.bytes().all(|b| b == b'0'))
        .map_or(text.as_str(), |(whole, _)| whole);
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok())?
}

/// Reads a number with decimals, with a point or a comma.
pub(crate) fn decimal(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Number(number) => Some(*number),
        Cell::Text(text) => text.trim().replace(',', ".").parse().ok(),
        Cell::Empty | Cell::Boolean(_) | Cell::Moment(_) | Cell::Error(_) => None,
    }
    .filter(|number: &f64| number.is_finite())
}

/// As [`decimal`], with spaces between thousands: `1 200,5`.
pub(crate) fn decimal_with_spaces(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Text(text) => decimal(&Cell::Text(text.split_whitespace().collect())),
        other => decimal(other),
    }
}

/// A code of five digits; one that a spreadsheet read as a number gets its zeros back.
pub(crate) fn five_digits(text: &str) -> String {
    let code: String = typed(text).split_whitespace().collect();
    if code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit()) {
        format!("0{code}")
    } else {
        code.to_uppercase()
    }
}

/// A SIRET number; one that a spreadsheet read as a number gets its zeros back. The first companies have two at most.
pub(crate) fn siret(text: &str) -> String {
    const DIGITS: usize = 14;
    let code: String = typed(text).split_whitespace().collect();
    if matches!(code.len(), 12 | 13) && code.bytes().all(|b| b.is_ascii_digit()) {
        format!("{code:0>DIGITS$}")
    } else {
        code
    }
}

/// A telephone number; one that a spreadsheet read as a number gets its zero back.
pub(crate) fn phone(text: &str) -> String {
    let nine = text.len() == 9 && text.bytes().all(|b| b.is_ascii_digit());
    if nine && !text.starts_with('0') {
        format!("0{text}")
    } else {
        text.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn cell(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[rstest]
    #[case("1004", "01004")]
    #[case("01004", "01004")]
    #[case(" 69 200 ", "69200")]
    #[case("2a004", "2A004")]
    #[case("123", "123")]
    fn codes_get_their_zeros_back(#[case] text: &str, #[case] code: &str) {
        assert_eq!(five_digits(text), code);
    }

    #[rstest]
    #[case("732 829 320 00074", "73282932000074")]
    #[case("1234567890128", "01234567890128")]
    #[case("552013500017", "00552013500017")]
    #[case("123", "123")]
    #[case("0690026D", "0690026D")]
    fn a_siret_gets_its_zeros_back(#[case] text: &str, #[case] number: &str) {
        assert_eq!(siret(text), number);
    }

    #[rstest]
    #[case("478000000", "0478000000")]
    #[case("04 78 00 00 00", "04 78 00 00 00")]
    fn numbers_get_their_zero_back(#[case] text: &str, #[case] number: &str) {
        assert_eq!(phone(text), number);
    }

    #[rstest]
    #[case("Oui", Some(true))]
    #[case("NON", Some(false))]
    #[case("x", Some(true))]
    #[case("peut-être", None)]
    fn yes_and_no_are_french_or_english(#[case] text: &str, #[case] value: Option<bool>) {
        assert_eq!(yes_no(&cell(text)), value);
    }

    #[rstest]
    #[case("1 200", Some(1_200))]
    #[case("12,0", Some(12))]
    #[case("-3", None)]
    #[case("environ 30", None)]
    #[case("99999999999", None)]
    fn whole_numbers_have_no_sign(#[case] text: &str, #[case] number: Option<u32>) {
        assert_eq!(whole(&cell(text)), number);
    }
}
