//! File and feed formats in which a list of public events can be exported.

/// An export format; its URL takes the same filter parameters as the event list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Export {
    /// Identifier of the format in the keys of the message file.
    pub word: &'static str,
    /// URL path, without query string.
    pub path: &'static str,
    /// Media type, without parameters.
    pub media_type: &'static str,
    /// True for feeds, which client programs poll for changes.
    pub is_feed: bool,
}

/// All export formats; the ones most useful to people come first.
pub const EXPORTS: [Export; 9] = [
    Export::CALENDAR,
    file(
        "workbook",
        "/api/v1/catalogue/events.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    file("programme_pdf", "/programme.pdf", "application/pdf"),
    file("programme", "/programme", "text/html"),
    file("csv", "/api/v1/catalogue/events.csv", "text/csv"),
    file(
        "geojson",
        "/api/v1/catalogue/events.geojson",
        "application/geo+json",
    ),
    feed(
        "atom",
        "/api/v1/catalogue/events.atom",
        "application/atom+xml",
    ),
    feed("rss", "/api/v1/catalogue/events.rss", "application/rss+xml"),
    feed(
        "json_feed",
        "/api/v1/catalogue/events.feed.json",
        "application/feed+json",
    ),
];

const fn feed(word: &'static str, path: &'static str, media_type: &'static str) -> Export {
    Export {
        word,
        path,
        media_type,
        is_feed: true,
    }
}

const fn file(word: &'static str, path: &'static str, media_type: &'static str) -> Export {
    Export {
        word,
        path,
        media_type,
        is_feed: false,
    }
}

impl Export {
    /// The calendar of a list, to which a calendar can subscribe.
    pub const CALENDAR: Self = feed("calendar", "/api/v1/catalogue/events.ics", "text/calendar");

    /// URL of the export for an encoded query string, given without its question mark.
    pub fn address(&self, search: &str) -> String {
        if search.is_empty() {
            self.path.to_owned()
        } else {
            format!("{}?{search}", self.path)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_has_a_question_mark_only_with_a_query() {
        let calendar = Export::CALENDAR;
        assert_eq!(calendar.address(""), "/api/v1/catalogue/events.ics");
        assert_eq!(
            calendar.address("region=84"),
            "/api/v1/catalogue/events.ics?region=84"
        );
    }
}
