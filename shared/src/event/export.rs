//! The forms in which a list of events leaves the site.

/// A form of the events that answer to a query: its address takes the filters of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Export {
    /// The word by which the sentences of the site know it.
    pub word: &'static str,
    /// Path of the address, before the query.
    pub path: &'static str,
    /// Media type, without parameters.
    pub media_type: &'static str,
    /// Whether programs follow it, asking again and again.
    pub is_feed: bool,
}

/// Every form, those for people first.
pub const EXPORTS: [Export; 8] = [
    feed("calendar", "/api/v1/catalogue/events.ics", "text/calendar"),
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
    /// Its address for a query that is written down already, without question mark.
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
    fn an_address_has_a_question_mark_only_where_something_is_asked() {
        let calendar = EXPORTS[0];
        assert_eq!(calendar.address(""), "/api/v1/catalogue/events.ics");
        assert_eq!(
            calendar.address("region=84"),
            "/api/v1/catalogue/events.ics?region=84"
        );
    }
}
