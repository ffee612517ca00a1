use chrono::{DateTime, NaiveDate, Utc};

/// A day to keep in mind, for the calendar of a person: one all-day `VEVENT` without time zone (RFC 5545).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayEntry {
    /// Stable identifier: adding the entry again replaces it.
    pub uid: String,
    /// Time at which the entry was made.
    pub stamp: DateTime<Utc>,
    /// Day that the entry covers.
    pub day: NaiveDate,
    /// Title of the entry.
    pub summary: String,
    /// Text of the entry.
    pub description: String,
    /// Address of the page that the entry is about.
    pub url: String,
}

/// Maximum length of a line, in bytes, without its end.
const LINE_MAX_BYTES: usize = 75;

impl DayEntry {
    /// The iCalendar object; `product` names the programme that made it.
    pub fn to_ics(&self, product: &str) -> String {
        let date = |day: NaiveDate| day.format("%Y%m%d").to_string();
        let after = self.day.succ_opt().unwrap_or(self.day);
        let lines = [
            "BEGIN:VCALENDAR".to_owned(),
            "VERSION:2.0".to_owned(),
            format!("PRODID:{}", escaped(product)),
            "METHOD:PUBLISH".to_owned(),
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", escaped(&self.uid)),
            format!("DTSTAMP:{}", self.stamp.format("%Y%m%dT%H%M%SZ")),
            format!("DTSTART;VALUE=DATE:{}", date(self.day)),
            format!("DTEND;VALUE=DATE:{}", date(after)),
            format!("SUMMARY:{}", escaped(&self.summary)),
            format!("DESCRIPTION:{}", escaped(&self.description)),
            format!("URL:{}", self.url),
            "TRANSP:TRANSPARENT".to_owned(),
            "END:VEVENT".to_owned(),
            "END:VCALENDAR".to_owned(),
        ];
        let mut ics = String::new();
        for line in lines {
            fold_into(&mut ics, &line);
        }
        ics
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Appends a line; one that is too long continues on the next line, after a space.
fn fold_into(ics: &mut String, line: &str) {
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LINE_MAX_BYTES {
            ics.push_str("\r\n ");
            length = 1;
        }
        length += c.len_utf8();
        ics.push(c);
    }
    ics.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(summary: &str) -> String {
        DayEntry {
            uid: "0190a1b2@example.org".to_owned(),
            stamp: "2018-03-09T10:00:00Z".parse().unwrap(),
            day: "2018-03-31".parse().unwrap(),
            summary: summary.to_owned(),
            description: "Une réponse ;\nun courriel".to_owned(),
            url: "https://example.org/mes-evenements/1".to_owned(),
        }
        .to_ics("Semaine, de l’Industrie")
    }

    #[test]
    fn an_entry_takes_the_whole_day() {
        let ics = entry("Réponse");
        assert!(ics.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
        assert!(ics.contains("DTSTART;VALUE=DATE:20180331\r\nDTEND;VALUE=DATE:20180401\r\n"));
        assert!(ics.contains("DESCRIPTION:Une réponse \\;\\nun courriel\r\n"));
        assert!(ics.ends_with("END:VCALENDAR\r\n"));
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let long = "é".repeat(100);
        let ics = entry(&long);
        assert!(ics.lines().all(|line| line.len() <= LINE_MAX_BYTES));
        assert!(ics.replace("\r\n ", "").contains(&long));
    }
}
