//! Menus of links that add events to the calendar of a visitor. They unfold without scripts.

use super::icon::icon;
use super::texts::{t, t_of};
use super::view::rendered;
use askama::Template;
use ground::error::Error;
use http::API;
use shared::calendar::Occurrence;
use shared::event::{CalendarEntry, CalendarLink, PublicEvent};

/// A link of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AgendaLink {
    pub(super) label: &'static str,
    pub(super) href: String,
    /// Name under which a file is saved; `None` for a link to a calendar service.
    pub(super) saved_as: Option<String>,
}

impl From<CalendarLink> for AgendaLink {
    fn from(link: CalendarLink) -> Self {
        Self {
            label: t_of("calendar_link", link.word),
            href: link.href,
            saved_as: None,
        }
    }
}

/// A menu of calendars.
#[derive(Debug, Template)]
#[template(path = "site/agenda.html")]
pub(super) struct Agenda {
    /// Words added for those who do not see where the menu is; empty when the page is about nothing else.
    label: String,
    links: Vec<AgendaLink>,
}

impl Agenda {
    /// The menu of an event. Its only occurrence is entered; several are subscribed to.
    pub(super) fn of_event(event: &PublicEvent, site: &str) -> Self {
        let file = calendar(event);
        let document = format!("{site}{file}");
        let subscriptions = CalendarLink::subscriptions(&document, &event.title);
        let mut held = event.occurrences.held();
        let links = match (held.next(), held.next()) {
            (Some(only), None) => {
                let webcal = subscriptions
                    .into_iter()
                    .filter(|link| link.word == "webcal");
                let entries = entries(event, only, site).into_iter();
                entries.chain(webcal).collect()
            }
            _ => subscriptions,
        };
        Self::new(links, file, format!("{}.ics", event.slug))
    }

    /// The menu of one occurrence, which is entered.
    pub(super) fn of_occurrence(
        event: &PublicEvent,
        number: u32,
        occurrence: &Occurrence,
        site: &str,
    ) -> Self {
        let file = format!("{}?occurrence={number}", calendar(event));
        let name = format!("{}-{number}.ics", event.slug);
        Self::new(entries(event, occurrence, site), file, name)
    }

    fn new(links: Vec<CalendarLink>, file: String, name: String) -> Self {
        let file = AgendaLink {
            label: t("calendar_link.file"),
            href: file,
            saved_as: Some(name),
        };
        Self {
            label: String::new(),
            links: links
                .into_iter()
                .map(AgendaLink::from)
                .chain([file])
                .collect(),
        }
    }

    /// The same with words that say what is added.
    pub(super) fn named(self, label: String) -> Self {
        Self { label, ..self }
    }

    /// Renders the menu.
    ///
    /// # Errors
    ///
    /// When the template cannot be rendered.
    pub(super) fn html(&self) -> Result<String, Error> {
        rendered(self)
    }
}

/// Path of the calendar of an event.
pub(super) fn calendar(event: &PublicEvent) -> String {
    format!("{API}/catalogue/events/{}/calendar.ics", event.id)
}

/// Links that subscribe to the calendar of a search, whose path has its query string.
pub(super) fn subscriptions(site: &str, path: &str, name: &str) -> Vec<AgendaLink> {
    let links = CalendarLink::subscriptions(&format!("{site}{path}"), name);
    links.into_iter().map(AgendaLink::from).collect()
}

fn entries(event: &PublicEvent, occurrence: &Occurrence, site: &str) -> Vec<CalendarLink> {
    let page = format!("{site}{}", event.path());
    let place = event.location();
    let entry = CalendarEntry {
        title: &event.title,
        text: &page,
        place: place.as_deref(),
        begin: occurrence.begin().to_utc(),
        end: occurrence.end().to_utc(),
    };
    entry.links()
}
