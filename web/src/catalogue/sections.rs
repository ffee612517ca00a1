//! Parts of the page of one event.

use crate::dates;
use crate::map::PinMap;
use crate::ui::{Glyph, Icon, Notice, Tone};
use crate::words::{plural, t, t_args, t_of};
use leptos::prelude::*;
use shared::calendar::Occurrence;
use shared::edition::Term;
use shared::event::{AccessMode, Booking, Organiser, PublicEvent, Venue};

/// Occurrences that are in sight before the rest is asked for.
const SHOWN_OCCURRENCES: usize = 6;

/// When it takes place, on the clocks of the place.
#[component]
pub(super) fn TimesSection(occurrences: Vec<Occurrence>, timezone: String) -> impl IntoView {
    let line = |occurrence: &Occurrence| {
        let capacity = occurrence
            .capacity()
            .map(|places| plural("event.places", places.into()));
        view! {
            <li class="times__item">
                <span>{dates::occurrence(occurrence)}</span>
                {capacity.map(|capacity| view! { <span class="times__places">{capacity}</span> })}
            </li>
        }
    };
    let (first, rest) = occurrences.split_at(occurrences.len().min(SHOWN_OCCURRENCES));
    let count = occurrences.len() as u64;
    view! {
        <section class="panel">
            <h2 class="panel__title"><Icon glyph=Glyph::Calendar/>{t("event.when")}</h2>
            <ul class="times">{first.iter().map(line).collect_view()}</ul>
            {(!rest.is_empty()).then(|| view! {
                <details>
                    <summary>{plural("event.all_times", count)}</summary>
                    <ul class="times">{rest.iter().map(line).collect_view()}</ul>
                </details>
            })}
            {dates::zone_note(&timezone).map(|note| view! { <p class="panel__note">{t_args("event.zone", &[("zone", &note)])}</p> })}
        </section>
    }
}

/// Where: the place with its map, the link, or both.
#[component]
pub(super) fn PlaceSection(event: PublicEvent) -> impl IntoView {
    let online = event.online_url.clone();
    view! {
        <section>
            <h2>{t("event.where")}</h2>
            {event.venue.map(|venue| view! { <Site venue/> })}
            {online.map(|address| {
                let href = address.clone();
                view! {
                    <p class="event__online">
                        <Icon glyph=Glyph::Online/>
                        <span>{t("event.online")}" "<a href=href rel="external noopener">{address}</a></span>
                    </p>
                }
            })}
        </section>
    }
}

#[component]
fn Site(venue: Venue) -> impl IntoView {
    let position = venue.position;
    let itinerary = format!(
        "https://www.openstreetmap.org/directions?to={lat}%2C{lon}#map=15/{lat}/{lon}",
        lat = position.lat(),
        lon = position.lon()
    );
    // Overseas, a department and its region are one and bear the same name.
    let territory = if venue.department_name == venue.region_name {
        venue.region_name
    } else {
        format!("{} · {}", venue.department_name, venue.region_name)
    };
    view! {
        <address class="event__address">
            <strong>{venue.name}</strong><br/>
            {venue.address}<br/>
            {venue.postal_code}" "{venue.city}<br/>
            <span class="event__territory">{territory}</span>
        </address>
        {venue.access.map(|access| view! { <p><strong>{t("event.how_to_get_there")}</strong>" "{access}</p> })}
        <PinMap title=t("event.map") pin=Signal::stored(Some(position))/>
        <p class="event__itinerary"><a href=itinerary rel="external noopener">{t("event.itinerary")}</a></p>
    }
}

/// For whom, under which conditions, and what to think of.
#[component]
pub(super) fn AccessSection(
    event: PublicEvent,
    audiences: Vec<String>,
    constraints: Vec<String>,
) -> impl IntoView {
    let age = event.age.and_then(|age| match (age.min, age.max) {
        (Some(min), Some(max)) => {
            Some(t_args("event.age.between", &[("min", &min), ("max", &max)]))
        }
        (Some(min), None) => Some(t_args("event.age.from", &[("min", &min)])),
        (None, Some(max)) => Some(t_args("event.age.to", &[("max", &max)])),
        (None, None) => None,
    });
    let fit = event
        .accessibility
        .iter()
        .map(|flag| t_of("accessibility", flag.as_str()))
        .collect::<Vec<_>>();
    view! {
        <section>
            <h2>{t("event.practical")}</h2>
            <dl class="facts">
                <dt>{t("event.audiences")}</dt>
                <dd>{audiences.join(", ")}</dd>
                <dt>{t("event.access")}</dt>
                <dd>{t_of("access_mode", event.access_mode.as_str())}</dd>
                <dt>{t("event.price")}</dt>
                <dd>{t("event.free")}</dd>
                {event.conditions.map(|conditions| view! { <dt>{t("event.conditions")}</dt><dd>{conditions}</dd> })}
                {age.map(|age| view! { <dt>{t("event.age")}</dt><dd>{age}</dd> })}
                <dt>{t("event.accessibility")}</dt>
                <dd>{if fit.is_empty() { t("event.accessibility.unknown").to_owned() } else { fit.join(", ") }}</dd>
            </dl>
            {(!constraints.is_empty() || event.constraints_note.is_some()).then(|| view! {
                <Notice tone=Tone::Warning title=t("event.constraints")>
                    {(!constraints.is_empty()).then(|| view! {
                        <ul class="event__constraints">{constraints.into_iter().map(|constraint| view! { <li>{constraint}</li> }).collect_view()}</ul>
                    })}
                    {event.constraints_note.map(|note| view! { <p>{note}</p> })}
                </Notice>
            })}
        </section>
    }
}

/// How to book: the public and the schools apart.
#[component]
pub(super) fn BookingSection(event: PublicEvent) -> impl IntoView {
    let nothing = event.public_booking.is_none() && event.school_booking.is_none();
    let sentence = match event.access_mode {
        AccessMode::Open => t("event.booking.open"),
        AccessMode::Registration => t("event.booking.registration"),
        AccessMode::SchoolsOnly => t("event.booking.schools_only"),
        AccessMode::Invitation => t("event.booking.invitation"),
    };
    let joinable = event.life_status.can_be_joined();
    view! {
        <section class="panel panel--strong">
            <h2 class="panel__title"><Icon glyph=Glyph::Access/>{t("event.booking")}</h2>
            <p>{if joinable { sentence } else { t("event.booking.not_now") }}</p>
            {(joinable && !nothing).then(|| view! {
                {event.public_booking.map(|booking| view! { <Ways title=t("event.booking.public") booking/> })}
                {event.school_booking.map(|booking| view! { <Ways title=t("event.booking.schools") booking/> })}
            })}
        </section>
    }
}

#[component]
fn Ways(title: &'static str, booking: Booking) -> impl IntoView {
    let email = booking
        .email
        .map(|email| (format!("mailto:{email}"), email));
    let phone = booking.phone.map(|phone| {
        (
            format!(
                "tel:{}",
                phone
                    .chars()
                    .filter(|c| c.is_ascii_digit() || *c == '+')
                    .collect::<String>()
            ),
            phone,
        )
    });
    view! {
        <h3 class="panel__subtitle">{title}</h3>
        <ul class="panel__ways">
            {booking.url.map(|url| view! { <li><a class="panel__action" href=url rel="external noopener">{t("event.booking.online")}</a></li> })}
            {email.map(|(href, email)| view! { <li><a href=href>{email}</a></li> })}
            {phone.map(|(href, phone)| view! { <li><a href=href>{phone}</a></li> })}
        </ul>
        {booking.deadline.map(|day| view! { <p class="panel__note">{t_args("event.booking.until", &[("day", &dates::long_day(day))])}</p> })}
    }
}

/// Who holds it.
#[component]
pub(super) fn OrganiserSection(organiser: Organiser, kinds: Vec<Term>) -> impl IntoView {
    let kind = Term::label_of(&kinds, &organiser.kind).to_owned();
    view! {
        <section>
            <h2>{t("event.organiser")}</h2>
            <dl class="facts">
                <dt>{t("event.organiser")}</dt>
                <dd><strong>{organiser.name}</strong><br/>{kind}</dd>
                {organiser.on_behalf_of.map(|member| view! { <dt>{t("event.on_behalf_of")}</dt><dd>{member}</dd> })}
                {(!organiser.co_organisers.is_empty()).then(|| view! {
                    <dt>{t("event.co_organisers")}</dt>
                    <dd>{organiser.co_organisers.join(", ")}</dd>
                })}
            </dl>
        </section>
    }
}
