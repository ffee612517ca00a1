use crate::map::PinMap;
use crate::messages::t;
use crate::ui::{Glyph, Icon};
use leptos::prelude::*;
use shared::event::{PublicEvent, Venue};

/// Where the event takes place: the address with a map, the online link, or both.
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
    let itinerary = venue.directions();
    // A `geo:` link opens the map application on a phone.
    let geo = format!(
        "geo:{lat},{lon}?q={lat},{lon}",
        lat = position.lat(),
        lon = position.lon()
    );
    let territories = venue.territories().into_iter().enumerate();
    let territories = territories
        .map(|(i, (page, name))| {
            view! { {(i > 0).then_some(" · ")}<a href=page>{name}</a> }
        })
        .collect_view();
    view! {
        <address class="event__address">
            <strong>{venue.name}</strong><br/>
            {venue.address}<br/>
            {venue.postal_code}" "{venue.city}<br/>
            <span class="event__territory">{territories}</span>
        </address>
        {venue.access.map(|access| view! { <p><strong>{t("event.how_to_get_there")}</strong>" "{access}</p> })}
        <PinMap title=t("event.map") pin=Signal::stored(Some(position))/>
        <ul class="event__itinerary">
            <li><a href=itinerary rel="external noopener">{t("event.itinerary")}</a></li>
            <li class="event__geo"><a href=geo>{t("event.geo")}</a></li>
        </ul>
    }
}
