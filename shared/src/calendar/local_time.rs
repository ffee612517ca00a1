use crate::problem::Code;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// The text is not a local time that exists: error of [`parse_local_time`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLocalTime {
    /// Not in the format `2018-03-26T09:30`.
    #[error("a local time must have the format YYYY-MM-DDThh:mm, without UTC offset")]
    Format,
    /// Well-formed but non-existent, such as 31 February or 25:00.
    #[error("this date or time does not exist")]
    Impossible,
}

impl InvalidLocalTime {
    /// Problem code under which the API reports this error.
    pub const fn code(self) -> Code {
        match self {
            Self::Format => Code::InvalidFormat,
            Self::Impossible => Code::ImpossibleDate,
        }
    }
}

/// Parses a local date and time as submitted in a form: `2018-03-26T09:30`, seconds optional, no UTC offset.
///
/// # Errors
///
/// [`InvalidLocalTime`] distinguishes a wrong format from a date or time that does not exist.
pub fn parse_local_time(text: &str) -> Result<NaiveDateTime, InvalidLocalTime> {
    let text = text.trim();
    let (date, time) = text.split_once('T').ok_or(InvalidLocalTime::Format)?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = if time.len() > "hh:mm".len() {
        numbers(time, ':', [2, 2, 2])?
    } else {
        let [hour, minute] = numbers(time, ':', [2, 2])?;
        [hour, minute, 0]
    };
    let year = i32::try_from(year).map_err(|_too_large| InvalidLocalTime::Impossible)?;
    NaiveDate::from_ymd_opt(year, month, day)
        .zip(NaiveTime::from_hms_opt(hour, minute, second))
        .map(|(date, time)| date.and_time(time))
        .ok_or(InvalidLocalTime::Impossible)
}

/// Parses exactly `N` numbers, each with the given number of ASCII digits.
fn numbers<const N: usize>(
    text: &str,
    separator: char,
    widths: [usize; N],
) -> Result<[u32; N], InvalidLocalTime> {
    let mut parts = text.split(separator);
    let mut read = [0; N];
    for (number, width) in read.iter_mut().zip(widths) {
        let part = parts.next().ok_or(InvalidLocalTime::Format)?;
        if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidLocalTime::Format);
        }
        *number = part
            .parse()
            .map_err(|_not_a_number| InvalidLocalTime::Format)?;
    }
    match parts.next() {
        None => Ok(read),
        Some(_) => Err(InvalidLocalTime::Format),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("2018-03-26T09:30", Ok(()))]
    #[case("2018-03-26T09:30:15", Ok(()))]
    #[case("2018-02-31T09:30", Err(InvalidLocalTime::Impossible))]
    #[case("2018-02-28T24:00", Err(InvalidLocalTime::Impossible))]
    #[case("2018-13-01T09:30", Err(InvalidLocalTime::Impossible))]
    #[case("2018-03-26", Err(InvalidLocalTime::Format))]
    #[case("26/03/2018 09:30", Err(InvalidLocalTime::Format))]
    #[case("2018-03-26T09:30Z", Err(InvalidLocalTime::Format))]
    #[case("2018-03-26T9:30", Err(InvalidLocalTime::Format))]
    #[case("٢٠١٨-03-26T09:30", Err(InvalidLocalTime::Format))]
    fn a_local_time_is_parsed_strictly(
        #[case] text: &str,
        #[case] expected: Result<(), InvalidLocalTime>,
    ) {
        assert_eq!(parse_local_time(text).map(|_| ()), expected);
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in ".{0,30}") {
            let _ = parse_local_time(&text);
        }

        #[test]
        fn a_parsed_time_formats_back_to_its_text(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}") {
            if let Ok(time) = parse_local_time(&text) {
                prop_assert_eq!(time.format("%Y-%m-%dT%H:%M").to_string(), text);
            }
        }
    }
}
