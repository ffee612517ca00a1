use super::life_tone;
use crate::dates;
use crate::ui::{Glyph, Icon, Tag};
use crate::url;
use crate::words::{plural, t_of, tied};
use leptos::prelude::*;
use shared::event::{AttendanceMode, EventSummary, LifeStatus};
use shared::place::Position;

/// An event in a list. The whole card is the link; hovering it or walking to it marks its place on the map beside.
#[component]
pub fn EventCard(
    /// The event.
    event: EventSummary,
    /// What its kind is called.
    kind: String,
    /// Where the mark of the map stands.
    marked: RwSignal<Option<Position>>,
) -> impl IntoView {
    let position = event.position;
    let status = event.life_status;
    let when = {
        let span = dates::span(event.first_begin, event.last_end);
        match dates::zone_note(&event.timezone) {
            Some(note) => format!("{span} ({note})"),
            None => span,
        }
    };
    let place = place(&event);
    view! {
        <article
            class="card"
            class:card--off=!status.can_be_joined()
            on:mouseenter=move |_| marked.set(position)
            on:mouseleave=move |_| marked.set(None)
            on:focusin=move |_| marked.set(position)
            on:focusout=move |_| marked.set(None)
        >
            <p class="card__kind">
                {(status != LifeStatus::Scheduled).then(|| view! { <Tag tone=life_tone(status)>{t_of("life_status", status.as_str())}</Tag> })}
                <span>{kind}</span>
            </p>
            <h3 class="card__title"><a class="card__link" href=url::event_page(&event.edition, &event.slug)>{tied(&event.title)}</a></h3>
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
                <li><Icon glyph=Glyph::Organiser/><span>{event.organiser}</span></li>
                <li><Icon glyph=Glyph::Access/><span>{t_of("access_mode", event.access_mode.as_str())}</span></li>
            </ul>
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
