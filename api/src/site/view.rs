//! Parts that several pages show.

use super::icon::icon;
use super::words::{t, t_of, words};
use askama::Template;
use catalogue::Entry;
use ground::error::Error;
use shared::edition::{Edition, Term};
use shared::event::{AttendanceMode, EventImage, EventSummary, LifeStatus};
use shared::french::{self, number, tied};
use shared::place::Position;

/// A link with how many events it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) href: String,
    pub(super) label: String,
    pub(super) count: String,
}

impl Way {
    pub(super) fn new(href: String, label: &str, count: u64) -> Self {
        Self {
            href,
            label: label.to_owned(),
            count: number(count),
        }
    }
}

/// A number and what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) number: String,
    pub(super) text: &'static str,
}

impl Figure {
    /// `key` has a form for one and a form for several, without the number.
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
}

impl Card {
    /// The card of an event, whose title is a heading of that level (`h3`); `edition` says what its kind is called.
    pub(super) fn of(entry: &Entry, edition: Option<&Edition>, level: &'static str) -> Self {
        let event = &entry.event;
        let summary = EventSummary::of(event, entry.department.clone(), entry.region.clone());
        let kind = edition.map_or(event.kind.as_str(), |edition| {
            Term::label_of(&edition.vocabularies.kinds, &event.kind)
        });
        Self {
            level,
            href: super::event::address(event),
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
        }
    }

    /// The same with how far it is from a point.
    pub(super) fn away_from(mut self, point: Position) -> Self {
        let metres = self.position.map(|position| position.distance_m(point));
        if let Some(away) = metres.and_then(|metres| french::event::away(metres, words())) {
            self.place.extend([" · ", &away]);
        }
        self
    }

    /// Its HTML.
    ///
    /// # Errors
    ///
    /// When the template cannot be rendered.
    pub(super) fn html(&self) -> Result<String, Error> {
        rendered(self)
    }
}

/// What the colour of a life status says.
pub(super) const fn tone(status: LifeStatus) -> &'static str {
    match status {
        LifeStatus::Scheduled => "good",
        LifeStatus::Rescheduled | LifeStatus::MovedOnline => "info",
        LifeStatus::Postponed | LifeStatus::Full => "warning",
        LifeStatus::Cancelled => "bad",
    }
}

/// The HTML of a template.
///
/// # Errors
///
/// When it cannot be rendered, which its types do not allow.
pub(super) fn rendered(template: &impl Template) -> Result<String, Error> {
    Ok(template.render().map_err(anyhow::Error::new)?)
}
