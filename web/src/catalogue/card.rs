use super::life_tone;
use crate::dates;
use crate::favourites::Star;
use crate::ui::{Glyph, Icon, Tag};
use crate::url;
use crate::words::{plural, t_of, tied};
use leptos::prelude::*;
use shared::event::{AttendanceMode, EventSummary, LifeStatus};
use shared::place::Position;

/// What a list and a map show to each other.
#[derive(Debug, Clone, Copy)]
pub struct Marks {
    /// The place that the list has marked on the map.
    pub place: RwSignal<Option<Position>>,
    /// The events that the map has marked in the list, by their pages.
    pub lit: RwSignal<Vec<String>>,
}

impl Marks {
    /// Nothing is marked.
    pub fn new() -> Self {
        Self {
            place: RwSignal::new(None),
            lit: RwSignal::new(Vec::new()),
        }
    }

    /// Takes all marks away.
    pub fn clear(self) {
        self.place.set(None);
        self.lit.set(Vec::new());
    }
}

/// Id of the card of the event that has this page.
pub fn card_id(page: &str) -> String {
    format!("carte{page}")
}

/// An event in a list. The whole card is the link; hovering it or walking to it marks its place on the map beside, and is
/// marked by its point there.
#[component]
pub fn EventCard(
    /// The event.
    event: EventSummary,
    /// What its kind is called.
    kind: String,
    /// What a map beside shows; none where there is no map.
    #[prop(optional)]
    marks: Option<Marks>,
    /// How far it is, in words.
    #[prop(optional_no_strip)]
    distance: Option<String>,
) -> impl IntoView {
    let (position, status) = (event.position, event.life_status);
    let page = url::event_page(&event.edition, &event.slug);
    let id = card_id(&page);
    let link = page.clone();
    let when = {
        let span = dates::span(event.first_begin, event.last_end);
        match dates::zone_note(&event.timezone) {
            Some(note) => format!("{span} ({note})"),
            None => span,
        }
    };
    let place = match distance {
        Some(distance) => format!("{} · {distance}", place(&event)),
        None => place(&event),
    };
    let mark = move |position: Option<Position>| {
        if let Some(marks) = marks {
            marks.place.set(position);
        }
    };
    let lit = move || marks.is_some_and(|marks| marks.lit.read().contains(&page));
    view! {
        <article
            class="card"
            class:card--off=!status.can_be_joined()
            class:card--lit=lit
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
            <ul class="card__facts">
                <li>
                    <Icon glyph=Glyph::Calendar/>
                    <span>{when}{(event.occurrence_count > 1).then(|| format!(" · {}", plural("card.occurrences", event.occurrence_count.into())))}</span>
                </li>
                <li>
                    <Icon glyph=if event.attendance_mode == AttendanceMode::Online { Glyph::Online } else { Glyph::Place }/>
                    <span>{place}</span>
                </li>
                <li><Icon glyph=Glyph::Organiser/><span>{event.organiser.clone()}</span></li>
                <li><Icon glyph=Glyph::Access/><span>{t_of("access_mode", event.access_mode.as_str())}</span></li>
            </ul>
            <div class="card__star"><Star event kind/></div>
        </article>
    }
}

/// « Usine de Vénissieux, Vénissieux (69) », « En ligne ».
fn place(event: &EventSummary) -> String {
    let online = t_of("attendance_mode", AttendanceMode::Online.as_str());
    let city = match (&event.city, &event.department) {
        (Some(city), Some(department)) => Some(format!("{city} ({department})")),
        (city, _) => city.clone(),
    };
    let site = match (event.venue_name.clone(), city) {
        (Some(name), Some(city)) => format!("{name}, {city}"),
        (name, city) => name.or(city).unwrap_or_default(),
    };
    match event.attendance_mode {
        AttendanceMode::OnSite => site,
        AttendanceMode::Online => online,
        AttendanceMode::Mixed => format!(
            "{site} · {}",
            t_of("attendance_mode", AttendanceMode::Mixed.as_str())
        ),
    }
}
