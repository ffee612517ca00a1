//! A calendar of deadlines: one entry for a whole day each.

use super::{UID_DOMAIN, head, line};
use chrono::{DateTime, NaiveDate, Utc};

/// An entry of a calendar of deadlines: a whole day on which something is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// Identifier in the calendar, the same as long as it is the same deadline.
    pub uid: String,
    /// Day on which it ends, in local time.
    pub day: NaiveDate,
    /// Title of the entry, in French.
    pub title: String,
    /// French text that says what to do, with the addresses of the events concerned.
    pub text: String,
    /// URL of the page on which to act.
    pub url: String,
    /// Time of the last change of its subject.
    pub changed_at: DateTime<Utc>,
}

/// Writes deadlines as one iCalendar document with this display name. A calendar without any has the time zone of Paris, since it
/// must have a component.
pub fn deadlines(name: &str, entries: &[Deadline]) -> String {
    let mut out = String::new();
    head(&mut out, name, None);
    if entries.is_empty()
        && let Some(paris) = super::paris()
    {
        paris.write(&mut out);
    }
    for entry in entries {
        line::plain(&mut out, "BEGIN", "VEVENT");
        line::plain(&mut out, "UID", &format!("{}@{UID_DOMAIN}", entry.uid));
        line::moment(&mut out, "DTSTAMP", entry.changed_at);
        let day = entry.day.format("%Y%m%d").to_string();
        line::plain(&mut out, "DTSTART;VALUE=DATE", &day);
        line::plain(&mut out, "TRANSP", "TRANSPARENT");
        line::text(&mut out, "SUMMARY", &entry.title);
        line::text(
            &mut out,
            "DESCRIPTION",
            &format!("{}\n{}", entry.text, entry.url),
        );
        line::plain(&mut out, "URL", &entry.url);
        line::plain(&mut out, "END", "VEVENT");
    }
    line::plain(&mut out, "END", "VCALENDAR");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_a_whole_day_with_its_text_escaped() {
        let entry = Deadline {
            uid: "deadline-2018".to_owned(),
            day: NaiveDate::from_ymd_opt(2018, 3, 12).unwrap(),
            title: "Dépôt ; dernier jour".to_owned(),
            text: "Visite, fonderie".to_owned(),
            url: "https://example.org/mes-evenements".to_owned(),
            changed_at: "2018-02-05T09:00:00Z".parse().unwrap(),
        };

        let written = deadlines("Échéances", &[entry]);

        for line in [
            "BEGIN:VEVENT\r\nUID:deadline-2018@semaine-industrie\r\n",
            "DTSTAMP:20180205T090000Z\r\nDTSTART;VALUE=DATE:20180312\r\n",
            "SUMMARY:Dépôt \\; dernier jour\r\n",
            "DESCRIPTION:Visite\\, fonderie\\nhttps://example.org/mes-evenements\r\n",
        ] {
            assert!(written.contains(line), "{line} in {written}");
        }
        assert!(written.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
    }

    #[test]
    fn an_empty_calendar_has_a_component() {
        assert!(deadlines("Échéances", &[]).contains("BEGIN:VTIMEZONE"));
    }
}
