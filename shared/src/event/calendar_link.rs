//! Links that open the calendar of a visitor: to subscribe to a calendar of this site, or to enter one occurrence.
//!
//! None of these addresses is documented by those who answer them. They are those that calendars and libraries for such buttons
//! use. Times are in UTC, so that they are right for every time zone of the place and of the visitor.

use chrono::{DateTime, Utc};

/// A link to a calendar service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarLink {
    /// Identifier of the service in the keys of the message file: `google`, `outlook`, `office`, `webcal`.
    pub word: &'static str,
    /// Absolute URL, of the scheme `https` or `webcal`.
    pub href: String,
}

/// Hosts of Outlook on the web, for private accounts and for those of organisations.
const OUTLOOK: [(&str, &str); 2] = [
    ("outlook", "https://outlook.live.com"),
    ("office", "https://outlook.office.com"),
];

impl CalendarLink {
    /// Links that subscribe to the iCalendar document at an absolute URL, under a display name.
    pub fn subscriptions(document: &str, name: &str) -> Vec<Self> {
        let webcal = document.split_once("://").map_or_else(
            || document.to_owned(),
            |(_, rest)| format!("webcal://{rest}"),
        );
        let google = Self {
            word: "google",
            href: with_query(
                "https://calendar.google.com/calendar/r",
                &[("cid", &webcal)],
            ),
        };
        let outlook = OUTLOOK.map(|(word, host)| Self {
            word,
            href: with_query(
                &format!("{host}/calendar/0/addfromweb"),
                &[("url", document), ("name", name)],
            ),
        });
        let others = Self {
            word: "webcal",
            href: webcal,
        };
        [google]
            .into_iter()
            .chain(outlook)
            .chain([others])
            .collect()
    }
}

/// Entry of one occurrence in a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CalendarEntry<'a> {
    /// Title of the entry.
    pub title: &'a str,
    /// Text of the entry.
    pub text: &'a str,
    /// Postal address, or the link for remote participants.
    pub place: Option<&'a str>,
    /// Time at which the occurrence begins.
    pub begin: DateTime<Utc>,
    /// Time at which it ends.
    pub end: DateTime<Utc>,
}

impl CalendarEntry<'_> {
    /// Links that open a new entry, filled in.
    pub fn links(&self) -> Vec<CalendarLink> {
        let place = self.place.unwrap_or_default();
        let compact = |at: DateTime<Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
        let dates = format!("{}/{}", compact(self.begin), compact(self.end));
        let google = CalendarLink {
            word: "google",
            href: with_query(
                "https://calendar.google.com/calendar/render",
                &[
                    ("action", "TEMPLATE"),
                    ("text", self.title),
                    ("dates", &dates),
                    ("details", self.text),
                    ("location", place),
                ],
            ),
        };
        let plain = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let (begin, end) = (plain(self.begin), plain(self.end));
        let outlook = OUTLOOK.map(|(word, host)| CalendarLink {
            word,
            href: with_query(
                &format!("{host}/calendar/deeplink/compose"),
                &[
                    ("path", "/calendar/action/compose"),
                    ("rru", "addevent"),
                    ("subject", self.title),
                    ("startdt", &begin),
                    ("enddt", &end),
                    ("body", self.text),
                    ("location", place),
                ],
            ),
        });
        [google].into_iter().chain(outlook).collect()
    }
}

/// Appends parameters, without the empty ones. Outlook takes a plus sign for itself, not for a space.
fn with_query(address: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    format!("{address}?{}", query.finish().replace('+', "%20"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;
    use std::collections::BTreeMap;
    use url::Url;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn parameters(href: &str) -> BTreeMap<String, String> {
        Url::parse(href)
            .unwrap()
            .query_pairs()
            .into_owned()
            .collect()
    }

    fn link<'l>(links: &'l [CalendarLink], word: &str) -> &'l str {
        let found = links.iter().find(|link| link.word == word);
        &found.unwrap().href
    }

    #[test]
    fn a_search_is_subscribed_to_by_its_address() {
        let document = "https://exemple.fr/api/v1/catalogue/events.ics?q=m%C3%A9tal&region=84";

        let links = CalendarLink::subscriptions(document, "Semaine & industrie");

        let webcal = "webcal://exemple.fr/api/v1/catalogue/events.ics?q=m%C3%A9tal&region=84";
        assert_eq!(link(&links, "webcal"), webcal);
        let google = link(&links, "google");
        assert!(google.starts_with("https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F"));
        assert_eq!(parameters(google)["cid"], webcal);
        for (word, host) in OUTLOOK {
            let href = link(&links, word);
            assert!(href.starts_with(&format!("{host}/calendar/0/addfromweb?url=https%3A%2F%2F")));
            assert_eq!(parameters(href)["url"], document);
            assert_eq!(parameters(href)["name"], "Semaine & industrie");
        }
        assert_eq!(links.len(), 4);
    }

    #[rstest]
    #[case::summer_in_paris(
        "2018-03-26T09:30:00+02:00",
        "2018-03-26T12:00:00+02:00",
        "20180326T073000Z/20180326T100000Z"
    )]
    #[case::clocks_go_forward(
        "2018-03-24T22:00:00+01:00",
        "2018-03-25T03:30:00+02:00",
        "20180324T210000Z/20180325T013000Z"
    )]
    #[case::la_reunion(
        "2018-04-03T02:00:00+04:00",
        "2018-04-03T10:00:00+04:00",
        "20180402T220000Z/20180403T060000Z"
    )]
    #[case::martinique(
        "2018-03-26T21:00:00-04:00",
        "2018-03-26T23:00:00-04:00",
        "20180327T010000Z/20180327T030000Z"
    )]
    #[case::noumea(
        "2018-03-26T08:00:00+11:00",
        "2018-03-26T09:00:00+11:00",
        "20180325T210000Z/20180325T220000Z"
    )]
    fn times_are_in_utc(#[case] begin: &str, #[case] end: &str, #[case] dates: &str) {
        let entry = CalendarEntry {
            title: "Visite",
            text: "",
            place: None,
            begin: at(begin),
            end: at(end),
        };

        let links = entry.links();

        let google = parameters(link(&links, "google"));
        assert_eq!(google["dates"], dates);
        assert!(!google.contains_key("location"), "nothing is empty");
        for word in ["outlook", "office"] {
            let outlook = parameters(link(&links, word));
            let both = ["startdt", "enddt"].map(|name| outlook[name].replace(['-', ':'], ""));
            assert_eq!(both.join("/"), dates);
        }
    }

    proptest! {
        #[test]
        fn every_text_arrives_as_it_is(title in "\\PC{1,40}", text in "(\\PC|\n){1,60}", place in "\\PC{1,40}") {
            let entry = CalendarEntry {
                title: &title,
                text: &text,
                place: Some(&place),
                begin: at("2018-03-26T09:30:00+02:00"),
                end: at("2018-03-26T12:00:00+02:00"),
            };

            for CalendarLink { word, href } in entry.links() {
                prop_assert!(!href.contains(['+', ' ', '"', '<', '\n']), "{}", href);
                let names = if word == "google" {
                    ["text", "details", "location"]
                } else {
                    ["subject", "body", "location"]
                };
                let read = parameters(&href);
                prop_assert_eq!(names.map(|name| read[name].clone()), [title.clone(), text.clone(), place.clone()]);
            }
        }
    }
}
