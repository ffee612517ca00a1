//! One occurrence of the form while it is edited.

use chrono::{Days, NaiveDate};
use leptos::prelude::*;
use shared::event::OccurrenceForm;

/// Signals of one occurrence, with the values as typed.
#[derive(Debug, Clone, Copy)]
pub struct OccurrenceDraft {
    /// Key of the row, independent of its index.
    pub key: u32,
    /// Day on which it starts, `2018-03-26`.
    pub day: RwSignal<String>,
    /// Start time, such as `09:30`.
    pub begin: RwSignal<String>,
    /// Day on which it ends, usually the same.
    pub end_day: RwSignal<String>,
    /// End time, such as `12:00`.
    pub end: RwSignal<String>,
    /// Number of seats, as typed.
    pub capacity: RwSignal<String>,
}

impl OccurrenceDraft {
    /// Creates it with the values of a form.
    pub fn new(key: u32, form: &OccurrenceForm) -> Self {
        let (day, begin) = parts(&form.begin);
        let (end_day, end) = parts(&form.end);
        let end_day = if end_day.is_empty() {
            day.clone()
        } else {
            end_day
        };
        Self {
            key,
            day: RwSignal::new(day),
            begin: RwSignal::new(begin),
            end_day: RwSignal::new(end_day),
            end: RwSignal::new(end),
            capacity: RwSignal::new(form.capacity.map(|n| n.to_string()).unwrap_or_default()),
        }
    }

    /// Returns the form to send; incomplete values are sent as typed.
    pub fn form(&self) -> OccurrenceForm {
        OccurrenceForm {
            begin: joined(&self.day.read(), &self.begin.read()),
            end: if self.end.read().is_empty() {
                String::new()
            } else {
                joined(&self.end_day.read(), &self.end.read())
            },
            capacity: number(&self.capacity.read()),
        }
    }

    /// Changes the day and moves the end with it.
    pub fn move_to(&self, day: String) {
        let (old, end) = (
            date(&self.day.read_untracked()),
            date(&self.end_day.read_untracked()),
        );
        let end_day = match (old, end, date(&day)) {
            (Some(old), Some(end), Some(new)) if end > old => {
                let nights = u64::try_from((end - old).num_days()).unwrap_or_default();
                new.checked_add_days(Days::new(nights))
                    .map(|end| end.to_string())
            }
            _ => None,
        };
        self.end_day.set(end_day.unwrap_or_else(|| day.clone()));
        self.day.set(day);
    }

    /// True when it ends on a later day than it starts; reactive.
    pub fn is_overnight(&self) -> bool {
        let (day, end_day) = (self.day.get(), self.end_day.get());
        !end_day.is_empty() && end_day != day
    }

    /// Moves the end to the next day, or to the day of the start.
    pub fn set_overnight(&self, overnight: bool) {
        let day = self.day.get_untracked();
        let next = date(&day)
            .and_then(|day| day.succ_opt())
            .map(|day| day.to_string());
        self.end_day
            .set(if overnight { next.unwrap_or(day) } else { day });
    }
}

/// Parses the value of a date input.
pub fn date(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

/// Parses a whole number; spaces are allowed.
pub fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    digits.parse().ok()
}

fn parts(moment: &str) -> (String, String) {
    let (day, time) = moment.split_once('T').unwrap_or((moment, ""));
    (day.to_owned(), time.to_owned())
}

fn joined(day: &str, time: &str) -> String {
    if day.is_empty() && time.is_empty() {
        String::new()
    } else {
        format!("{day}T{time}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(begin: &str, end: &str) -> OccurrenceDraft {
        let form = OccurrenceForm {
            begin: begin.to_owned(),
            end: end.to_owned(),
            capacity: Some(20),
        };
        OccurrenceDraft::new(0, &form)
    }

    #[test]
    fn the_end_moves_with_the_day() {
        let owner = Owner::new();
        owner.set();
        let line = line("2018-03-30T20:00", "2018-03-31T01:00");
        line.move_to("2018-03-28".to_owned());
        assert_eq!(line.form().end, "2018-03-29T01:00");
        line.set_overnight(false);
        assert_eq!(line.form().end, "2018-03-28T01:00");
    }

    #[test]
    fn a_number_may_contain_spaces() {
        assert_eq!(number::<u32>("1\u{202f}200"), Some(1200));
        assert_eq!(number::<u32>("une centaine"), None);
    }
}
