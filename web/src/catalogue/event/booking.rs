use crate::dates;
use crate::messages::{t, t_args};
use crate::ui::{Glyph, Icon};
use leptos::prelude::*;
use shared::event::{AccessMode, Booking, PublicEvent};
use shared::text::tel_uri;

/// How to book, for the general public and for schools.
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
                {event.public_booking.map(|booking| view! { <BookingChannels title=t("event.booking.public") booking/> })}
                {event.school_booking.map(|booking| view! { <BookingChannels title=t("event.booking.schools") booking/> })}
            })}
        </section>
    }
}

#[component]
fn BookingChannels(title: &'static str, booking: Booking) -> impl IntoView {
    let email = booking
        .email
        .map(|email| (format!("mailto:{email}"), email));
    let phone = booking.phone.map(|phone| (tel_uri(&phone), phone));
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
