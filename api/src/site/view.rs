//! Components shared by several pages.

use super::icon::icon;
use super::texts::{t, t_of, words};
use askama::Template;
use catalogue::Entry;
use ground::error::Error;
use shared::edition::{Edition, Term};
use shared::event::{AttendanceMode, EventImage, EventSummary, LifeStatus};
use shared::french::{self, number, tied};
use shared::place::Position;

/// A link with the number of events behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CountedLink {
    pub(super) href: String,
    pub(super) label: String,
    pub(super) count: String,
}

impl CountedLink {
    pub(super) fn new(href: String, label: &str, count: u64) -> Self {
        Self {
            href,
            label: label.to_owned(),
            count: number(count),
        }
    }
}

/// A number and its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) number: String,
    pub(super) text: &'static str,
}

impl Figure {
    /// Formats a number; `key` must have a singular and a plural form, both without the number.
    pub(super) fn new(n: u64, key: &str) -> Self {
        Self {
            number: number(n),
            text: t(&french::Words::plural_key(key, n)),
        }
    }
}

/// An event in a list.
#[derive(Debug, Template)]
#[template(path = "site/card.html")]
pub(super) struct Card {
    level: &'static str,
    href: String,
    kind: String,
    status: Option<(&'static str, &'static str)>,
    off: bool,
    title: String,
    summary: String,
    when: String,
    online: bool,
    place: String,
    organiser: String,
    access: &'static str,
    picture: Option<EventImage>,
    position: Option<Position>,
    /// The event's list summary as JSON, for a card with a favourite button.
    favourite: Option<String>,
}

impl Card {
    /// Card of an event; `level` is the heading element of its title (`h3`), and `edition` provides the label of its kind.
    pub(super) fn of(entry: &Entry, edition: Option<&Edition>, level: &'static str) -> Self {
        let event = &entry.event;
        let summary = summary(entry);
        let kind = edition.map_or(event.kind.as_str(), |edition| {
            Term::label_of(&edition.vocabularies.kinds, &event.kind)
        });
        Self {
            level,
            href: event.path(),
            kind: kind.to_owned(),
            status: (event.life_status != LifeStatus::Scheduled).then(|| {
                (
                    tone(event.life_status),
                    t_of("life_status", event.life_status),
                )
            }),
            off: !event.life_status.can_be_joined(),
            title: tied(&event.title),
            summary: tied(&event.summary),
            when: french::event::when(&summary, words()),
            online: event.attendance_mode == AttendanceMode::Online,
            place: french::event::place(&summary, words()),
            organiser: event.organiser.name.clone(),
            access: t_of("access_mode", event.access_mode),
            picture: event.image.clone(),
            position: summary.position,
            favourite: None,
        }
    }

    /// Adds the favourite button, which the application fills in.
    ///
    /// # Errors
    ///
    /// When the summary cannot be serialised.
    pub(super) fn with_star(mut self, entry: &Entry) -> Result<Self, Error> {
        self.favourite = Some(favourite(entry)?);
        Ok(self)
    }

    /// Appends the distance from a point.
    pub(super) fn away_from(mut self, point: Position) -> Self {
        let metres = self.position.map(|position| position.distance_m(point));
        if let Some(away) = metres.and_then(|metres| french::event::away(metres, words())) {
            self.place.extend([" · ", &away]);
        }
        self
    }

    /// Renders the card.
    ///
    /// # Errors
    ///
    /// When the template cannot be rendered.
    pub(super) fn html(&self) -> Result<String, Error> {
        rendered(self)
    }
}

fn summary(entry: &Entry) -> EventSummary {
    EventSummary::of(&entry.event, entry.department.clone(), entry.region.clone())
}

/// The event's list summary as JSON: the application stores it with the favourites.
///
/// # Errors
///
/// When it cannot be serialised.
pub(super) fn favourite(entry: &Entry) -> Result<String, Error> {
    Ok(serde_json::to_string(&summary(entry)).map_err(anyhow::Error::new)?)
}

/// Colour of a life status, as a CSS modifier.
pub(super) const fn tone(status: LifeStatus) -> &'static str {
    match status {
        LifeStatus::Scheduled => "good",
        LifeStatus::Rescheduled | LifeStatus::MovedOnline => "info",
        LifeStatus::Postponed | LifeStatus::Full => "warning",
        LifeStatus::Cancelled => "bad",
    }
}

/// Renders a template.
///
/// # Errors
///
/// When rendering fails, which the templates' types rule out.
pub(super) fn rendered(template: &impl Template) -> Result<String, Error> {
    Ok(template.render().map_err(anyhow::Error::new)?)
}
