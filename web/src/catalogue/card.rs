use super::life_tone;
use crate::favourites::Star;
use crate::messages::{self, t_of, tied};
use crate::ui::{Glyph, Icon, Tag};
use crate::url;
use leptos::prelude::*;
use shared::event::{AttendanceMode, EventImage, EventSummary, LifeStatus};
use shared::french;
use shared::place::Position;

/// Highlights shared between a list and the map next to it.
#[derive(Debug, Clone, Copy)]
pub struct Marks {
    /// The place highlighted on the map by the list.
    pub place: RwSignal<Option<Position>>,
    /// The events highlighted in the list by the map, as paths of their pages.
    pub highlighted: RwSignal<Vec<String>>,
}

impl Marks {
    pub fn new() -> Self {
        Self {
            place: RwSignal::new(None),
            highlighted: RwSignal::new(Vec::new()),
        }
    }

    pub fn clear(self) {
        self.place.set(None);
        self.highlighted.set(Vec::new());
    }
}

/// Element id of the card of the event with this page.
pub fn card_id(page: &str) -> String {
    format!("carte{page}")
}

/// An event in a list. The whole card is a link. Hovering or focusing it highlights its place on the map; hovering its point on the
/// map highlights the card.
#[component]
pub fn EventCard(
    event: EventSummary,
    /// French label of the event's kind.
    kind: String,
    /// Highlights shared with a map, if there is one.
    #[prop(optional)]
    marks: Option<Marks>,
    /// Distance in words, such as `à 12 km`.
    #[prop(optional_no_strip)]
    distance: Option<String>,
) -> impl IntoView {
    let (position, status) = (event.position, event.life_status);
    let picture = event.image.clone();
    let pictured = picture.is_some();
    let page = url::event_page(&event.edition, &event.slug);
    let id = card_id(&page);
    let link = page.clone();
    let when = french::event::when(&event, messages::all());
    let place = french::event::place(&event, messages::all());
    let place = match distance {
        Some(distance) => format!("{place} · {distance}"),
        None => place,
    };
    let mark = move |position: Option<Position>| {
        if let Some(marks) = marks {
            marks.place.set(position);
        }
    };
    let highlighted = move || marks.is_some_and(|marks| marks.highlighted.read().contains(&page));
    view! {
        <article
            class="card"
            class:card--off=!status.can_be_joined()
            class:card--lit=highlighted
            class:card--pictured=pictured
            id=id
            on:mouseenter=move |_| mark(position)
            on:mouseleave=move |_| mark(None)
            on:focusin=move |_| mark(position)
            on:focusout=move |_| mark(None)
        >
            <p class="card__kind">
                {(status != LifeStatus::Scheduled).then(|| view! { <Tag tone=life_tone(status)>{t_of("life_status", status.as_str())}</Tag> })}
                <span>{kind.clone()}</span>
            </p>
            <h3 class="card__title"><a class="card__link" href=link>{tied(&event.title)}</a></h3>
            <p class="card__summary">{tied(&event.summary)}</p>
            {picture.map(|image| view! { <Thumbnail image/> })}
            <ul class="card__facts">
                <li>
                    <Icon glyph=Glyph::Calendar/>
                    <span>{when}</span>
                </li>
                <li>
                    <Icon glyph=if event.attendance_mode == AttendanceMode::Online { Glyph::Online } else { Glyph::Place }/>
                    <span>{place}</span>
                </li>
                <li><Icon glyph=Glyph::Access/><span>{t_of("access_mode", event.access_mode.as_str())}</span></li>
                <li><Icon glyph=Glyph::Organiser/><span>{event.organiser.clone()}</span></li>
            </ul>
            <div class="card__star"><Star event kind/></div>
        </article>
    }
}

/// A small picture of the event with its credits.
#[component]
fn Thumbnail(image: EventImage) -> impl IntoView {
    view! {
        <figure class="card__picture">
            <img class=image.card_class() src=image.thumbnail() alt=image.alt loading="lazy" decoding="async"/>
            <figcaption>{image.credits}</figcaption>
        </figure>
    }
}
