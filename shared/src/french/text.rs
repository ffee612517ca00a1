//! French punctuation, spaces and numbers.

/// Narrow no-break space: before `; : ! ?`, inside guillemets, between thousands.
pub const NARROW_NBSP: char = '\u{202f}';

/// Formats a whole number with narrow no-break spaces between thousands: `2 918`.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 * NARROW_NBSP.len_utf8());
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(NARROW_NBSP);
        }
        text.push(digit);
    }
    text
}

/// Formats a number with its sign and decimals: `−1 200,5`.
pub fn decimal(value: f64) -> String {
    let text = value.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), number);
    let sign = if value < 0.0 { "−" } else { "" };
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole},{fraction}")
    }
}

/// Replaces plain spaces and apostrophes by French ones. A placeholder stays on one line with its unit: `{n} km`.
pub fn typeset(text: &str) -> String {
    let output = tied(text).replace('\'', "\u{2019}");
    UNITS.iter().fold(output, |output, unit| {
        output.replace(&format!("}} {unit}"), &format!("}}\u{a0}{unit}"))
    })
}

/// Units that follow a number in the message file.
const UNITS: [&str; 2] = ["km", "Mo"];

/// Sets French no-break spaces in user-written text, so that no line starts with a punctuation mark; changes nothing
/// else.
pub fn tied(text: &str) -> String {
    let mut output = String::with_capacity(text.len() + 8);
    let mut previous = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let c = match c {
            ' ' if previous == Some('«') || matches!(next, Some(';' | ':' | '!' | '?' | '»')) => {
                NARROW_NBSP
            }
            ' ' if matches!(next, Some('%' | '€')) => '\u{a0}',
            other => other,
        };
        output.push(c);
        previous = Some(c);
    }
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_have_a_comma() {
        assert_eq!(decimal(-1_200.5), "−1\u{202f}200,5");
        assert_eq!(decimal(12.0), "12");
    }

    #[test]
    fn french_spaces_are_set() {
        assert_eq!(
            typeset("L'industrie : « ici » !"),
            "L’industrie\u{202f}: «\u{202f}ici\u{202f}»\u{202f}!"
        );
        assert_eq!(typeset("https://exemple.fr"), "https://exemple.fr");
        assert_eq!(typeset("à {n} km"), "à {n}\u{a0}km");
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(number(7), "7");
        assert_eq!(number(918), "918");
        assert_eq!(number(2918), "2\u{202f}918");
        assert_eq!(number(1_600_000), "1\u{202f}600\u{202f}000");
    }
}
