//! Dates and times, in the notations of people and of spreadsheets.

use crate::cell::Cell;
use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};
use shared::text::fold;

/// Day that stands for number 0 in a spreadsheet.
const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day");
/// Numbers of spreadsheet days that are read as dates: 1954 to 2119.
const SERIALS: std::ops::Range<f64> = 20_000.0..80_000.0;
/// Times before this day have none.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 2).expect("a day");
/// French names of the months, folded, in the order of the year.
const MONTHS: [&str; 12] = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];

/// Date, time or both that a cell contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct When {
    pub(crate) day: Option<NaiveDate>,
    pub(crate) time: Option<NaiveTime>,
    /// With an offset from UTC: a moment wherever the event takes place.
    pub(crate) moment: Option<DateTime<FixedOffset>>,
}

/// Reason why a cell gives no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotWhen {
    /// In no known notation.
    Format,
    /// A day or time that does not exist.
    Impossible,
}

/// Reads a date, a time, or both.
pub(crate) fn when(cell: &Cell) -> Result<When, NotWhen> {
    match cell {
        Cell::Empty => Ok(When::default()),
        Cell::Moment(at) => Ok(of_local(*at)),
        Cell::Number(number) => of_number(*number),
        Cell::Text(text) => of_text(text),
        Cell::Boolean(_) | Cell::Error(_) => Err(NotWhen::Format),
    }
}

fn of_local(at: NaiveDateTime) -> When {
    let is_day = at.date() >= FIRST_DAY;
    // A day at midnight is a day: spreadsheets have no other way to say so.
    let is_time = !is_day || at.time() != NaiveTime::MIN;
    When {
        day: is_day.then(|| at.date()),
        time: is_time.then(|| at.time()),
        moment: None,
    }
}

fn of_number(number: f64) -> Result<When, NotWhen> {
    let (days, part) = (number.trunc(), number.fract());
    let time = || {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "seconds of a day"
        )]
        let seconds = (part * 86_400.0).round() as u32;
        NaiveTime::from_num_seconds_from_midnight_opt(seconds.min(86_399), 0)
    };
    if (0.0..1.0).contains(&number) && number > 0.0 {
        return Ok(When {
            time: time(),
            ..When::default()
        });
    }
    if !SERIALS.contains(&number) {
        return Err(NotWhen::Format);
    }
    #[expect(clippy::cast_possible_truncation, reason = "within the range of dates")]
    let day = EPOCH.checked_add_signed(Duration::days(days as i64));
    Ok(When {
        day,
        time: if part > 0.0 { time() } else { None },
        moment: None,
    })
}

fn of_text(text: &str) -> Result<When, NotWhen> {
    let text = text.trim();
    if let Ok(moment) = DateTime::parse_from_rfc3339(&text.replace(' ', "T")) {
        let local = moment.naive_local();
        return Ok(When {
            day: Some(local.date()),
            time: Some(local.time()),
            moment: Some(moment),
        });
    }
    let mut words = Words::of(text);
    let day = words.day()?;
    let time = words.time()?;
    if (day.is_none() && time.is_none()) || !words.rest_is_filler() {
        return Err(NotWhen::Format);
    }
    Ok(When {
        day,
        time,
        moment: None,
    })
}

/// A run of digits or letters, with the sign before it.
#[derive(Debug, Clone, PartialEq)]
struct Word {
    before: char,
    text: String,
}

/// The words of a text that have not been read yet.
struct Words(std::collections::VecDeque<Word>);

/// Words between a date and a time, and names of days: they say nothing.
const FILLER: [&str; 13] = [
    "le", "a", "de", "du", "t", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi",
    "dimanche", "des",
];

impl Words {
    fn of(text: &str) -> Self {
        let mut words = std::collections::VecDeque::new();
        let mut before = ' ';
        let mut current = String::new();
        let flush =
            |current: &mut String, before: char, words: &mut std::collections::VecDeque<Word>| {
                if !current.is_empty() {
                    words.push_back(Word {
                        before,
                        text: fold(&std::mem::take(current)),
                    });
                }
            };
        for c in text.chars() {
            if c.is_alphanumeric() {
                let turns = current
                    .chars()
                    .next_back()
                    .is_some_and(|last| last.is_ascii_digit() != c.is_ascii_digit());
                if turns {
                    flush(&mut current, before, &mut words);
                    before = ' ';
                }
                current.push(c);
            } else {
                flush(&mut current, before, &mut words);
                before = if c.is_whitespace() { ' ' } else { c };
            }
        }
        flush(&mut current, before, &mut words);
        Self(words)
    }

    fn skip_filler(&mut self) {
        while self
            .0
            .front()
            .is_some_and(|word| FILLER.contains(&word.text.as_str()))
        {
            self.0.pop_front();
        }
    }

    fn rest_is_filler(&mut self) -> bool {
        self.skip_filler();
        self.0.is_empty()
    }

    fn number(&self, at: usize) -> Option<(u32, usize)> {
        let word = self.0.get(at)?;
        let digits = word.text.len();
        let is_number = digits <= 4 && word.text.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| Some((word.text.parse().ok()?, digits)))?
    }

    fn text(&self, at: usize) -> &str {
        self.0.get(at).map_or("", |word| word.text.as_str())
    }

    fn before(&self, at: usize) -> char {
        self.0.get(at).map_or(' ', |word| word.before)
    }

    /// Reads a day from the front: `26/03/2018`, `2018-03-26`, `26 mars 2018`, `1er avril 2018`.
    fn day(&mut self) -> Result<Option<NaiveDate>, NotWhen> {
        self.skip_filler();
        let Some((first, digits)) = self.number(0) else {
            return Ok(None);
        };
        let ordinal = usize::from(self.text(1) == "er");
        let month_name = self.text(1 + ordinal);
        let is_name = month_name.len() >= 3 && month_name.bytes().all(|b| b.is_ascii_lowercase());
        if is_name {
            let month = MONTHS.iter().position(|name| {
                *name == month_name || (month_name.len() >= 3 && name.starts_with(month_name))
            });
            if let Some(month) = month {
                let Some((year, 4)) = self.number(2 + ordinal) else {
                    return Err(NotWhen::Format);
                };
                self.drop(3 + ordinal);
                let month = u32::try_from(month + 1).unwrap_or_default();
                return exists(year, month, first);
            }
            return Ok(None);
        }
        let separated = |at| matches!(self.before(at), '/' | '-' | '.');
        let (Some((second, _)), Some((third, last))) = (self.number(1), self.number(2)) else {
            return Ok(None);
        };
        if !separated(1) || !separated(2) {
            return Ok(None);
        }
        self.drop(3);
        match (digits, last) {
            (4, _) => exists(first, second, third),
            (_, 4) => exists(third, second, first),
            // Two digits: this century.
            (_, 2) => exists(2_000 + third, second, first),
            _ => Err(NotWhen::Format),
        }
    }

    /// Reads a time: `14h30`, `14 h`, `14:30:00`, `midi`.
    fn time(&mut self) -> Result<Option<NaiveTime>, NotWhen> {
        self.skip_filler();
        if matches!(self.text(0), "midi" | "minuit") {
            let hour = if self.text(0) == "midi" { 12 } else { 0 };
            self.drop(1);
            return Ok(NaiveTime::from_hms_opt(hour, 0, 0));
        }
        let Some((hour, _)) = self.number(0) else {
            return Ok(None);
        };
        let (minute, second, used) = if matches!(self.text(1), "h" | "heure" | "heures" | "hrs") {
            match self.number(2) {
                Some((minute, 2)) if self.before(2) == ' ' => {
                    let min = usize::from(matches!(self.text(3), "min" | "mn" | "m"));
                    (minute, 0, 3 + min)
                }
                _ => (0, 0, 2),
            }
        } else if self.before(1) == ':' {
            match (self.number(1), self.number(2)) {
                (Some((minute, 2)), Some((second, 2))) if self.before(2) == ':' => {
                    (minute, second, 3)
                }
                (Some((minute, 2)), _) => (minute, 0, 2),
                _ => return Err(NotWhen::Format),
            }
        } else {
            return Err(NotWhen::Format);
        };
        self.drop(used);
        let time = NaiveTime::from_hms_opt(hour, minute, second).ok_or(NotWhen::Impossible)?;
        Ok(Some(time))
    }

    fn drop(&mut self, words: usize) {
        self.0.drain(..words.min(self.0.len()));
    }
}

fn exists(year: u32, month: u32, day: u32) -> Result<Option<NaiveDate>, NotWhen> {
    let year = i32::try_from(year).unwrap_or_default();
    NaiveDate::from_ymd_opt(year, month, day)
        .map(Some)
        .ok_or(NotWhen::Impossible)
}

/// A local moment as a form has it: `2018-03-26T09:30`, with seconds only if there are some.
pub(crate) fn local(at: NaiveDateTime) -> String {
    if at.second() == 0 {
        at.format("%Y-%m-%dT%H:%M").to_string()
    } else {
        at.format("%Y-%m-%dT%H:%M:%S").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn read(text: &str) -> (String, String) {
        let when = when(&Cell::Text(text.to_owned())).unwrap();
        (
            when.day.map(|day| day.to_string()).unwrap_or_default(),
            when.time.map(|time| time.to_string()).unwrap_or_default(),
        )
    }

    #[rstest]
    #[case("26/03/2018", "2018-03-26", "")]
    #[case("26-03-2018", "2018-03-26", "")]
    #[case("26.03.18", "2018-03-26", "")]
    #[case("2018-03-26", "2018-03-26", "")]
    #[case("26 mars 2018", "2018-03-26", "")]
    #[case("lundi 26 mars 2018", "2018-03-26", "")]
    #[case("1er avril 2018", "2018-04-01", "")]
    #[case("le 3 févr. 2018", "2018-02-03", "")]
    #[case("14h30", "", "14:30:00")]
    #[case("14 h", "", "14:00:00")]
    #[case("9h05", "", "09:05:00")]
    #[case("9:05", "", "09:05:00")]
    #[case("14:30:00", "", "14:30:00")]
    #[case("midi", "", "12:00:00")]
    #[case("26/03/2018 09:30", "2018-03-26", "09:30:00")]
    #[case("26/03/2018 à 9h30", "2018-03-26", "09:30:00")]
    #[case("lundi 26 mars 2018 à 14 h 30", "2018-03-26", "14:30:00")]
    #[case("2018-03-26T09:30", "2018-03-26", "09:30:00")]
    #[case("2018-03-26 09:30:00", "2018-03-26", "09:30:00")]
    fn usual_notations_are_read(#[case] text: &str, #[case] day: &str, #[case] time: &str) {
        assert_eq!(read(text), (day.to_owned(), time.to_owned()));
    }

    #[rstest]
    #[case("31/02/2018", NotWhen::Impossible)]
    #[case("26/13/2018", NotWhen::Impossible)]
    #[case("25h00", NotWhen::Impossible)]
    #[case("bientôt", NotWhen::Format)]
    #[case("du 26 au 30 mars", NotWhen::Format)]
    #[case("26/03/2018 ou 27/03/2018", NotWhen::Format)]
    #[case("9h à 12h", NotWhen::Format)]
    #[case("14", NotWhen::Format)]
    fn other_texts_are_refused(#[case] text: &str, #[case] expected: NotWhen) {
        assert_eq!(when(&Cell::Text(text.to_owned())), Err(expected));
    }

    #[test]
    fn numbers_of_spreadsheets_are_days_and_times() {
        let day = when(&Cell::Number(43_185.0)).unwrap();
        let both = when(&Cell::Number(43_185.604_166_666_66)).unwrap();
        let time = when(&Cell::Number(0.604_166_666_666_67)).unwrap();

        assert_eq!(day.day.unwrap().to_string(), "2018-03-26");
        assert_eq!(day.time, None);
        assert_eq!(both.time.unwrap().to_string(), "14:30:00");
        assert_eq!(
            (time.day, time.time.unwrap().to_string()),
            (None, "14:30:00".to_owned())
        );
        assert_eq!(when(&Cell::Number(12.0)), Err(NotWhen::Format));
    }

    #[test]
    fn an_offset_makes_a_moment() {
        let when = when(&Cell::Text("2018-03-26T09:30:00+02:00".to_owned())).unwrap();
        assert_eq!(
            when.moment.unwrap().to_rfc3339(),
            "2018-03-26T09:30:00+02:00"
        );
    }
}
