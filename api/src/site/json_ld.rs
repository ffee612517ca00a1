//! Structured data in the vocabulary of schema.org.

use super::picture::EventPicture;
use super::texts::t;
use crate::kit::social;
use serde_json::{Map, Value, json};
use shared::calendar::{Occurrence, OccurrenceState};
use shared::edition::{Edition, EditionStatus, Term};
use shared::event::{AttendanceMode, LifeStatus, PublicEvent, Venue};

const CONTEXT: &str = "https://schema.org";

/// Serialises JSON for a `<script>` element: nothing in it can end the element or begin a comment.
pub(super) fn script(data: &Value) -> String {
    data.to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// An event with its occurrences and the week as its parent event.
pub(super) fn event(
    event: &PublicEvent,
    edition: &Edition,
    site: &str,
    picture: &EventPicture<'_>,
) -> Value {
    let address = format!("{site}{}", event.path());
    let occurrences = event.occurrences.occurrences();
    let mut data = Map::new();
    let mut put = |name: &str, value: Value| data.insert(name.to_owned(), value);
    put("@context", json!(CONTEXT));
    put("@type", json!("Event"));
    put("@id", json!(address));
    put("url", json!(address));
    put("name", json!(event.title));
    put("description", json!(described(event)));
    put("image", image(picture, edition, site));
    put("inLanguage", json!("fr"));
    put(
        "startDate",
        json!(event.occurrences.first_begin().to_rfc3339()),
    );
    put("endDate", json!(event.occurrences.last_end().to_rfc3339()));
    put("eventStatus", json!(status(event.life_status)));
    put(
        "eventAttendanceMode",
        json!(attendance(event.attendance_mode)),
    );
    put("location", location(event, &address));
    put("organizer", organizers(event));
    put("isAccessibleForFree", json!(true));
    put("offers", offer(event, &address));
    put("superEvent", week(event, edition, site));
    let audiences = labels(&edition.vocabularies.audiences, &event.audiences);
    if !audiences.is_empty() {
        let audiences = audiences
            .iter()
            .map(|audience| json!({ "@type": "Audience", "audienceType": audience }));
        put("audience", audiences.collect());
    }
    let mut keywords = labels(
        &edition.vocabularies.kinds,
        std::slice::from_ref(&event.kind),
    );
    keywords.extend(labels(&edition.vocabularies.topics, &event.topics));
    keywords.extend(labels(&edition.vocabularies.sectors, &event.sectors));
    put("keywords", json!(keywords));
    if let Some(age) = event.age
        && (age.min.is_some() || age.max.is_some())
    {
        let max = age.max.map(|years| years.to_string()).unwrap_or_default();
        put(
            "typicalAgeRange",
            json!(format!("{}-{max}", age.min.unwrap_or_default())),
        );
    }
    if let [only] = occurrences {
        data.extend(seats(only));
    } else {
        let each = occurrences
            .iter()
            .map(|occurrence| sub_event(event, occurrence, &address));
        put("subEvent", each.collect());
    }
    Value::Object(data)
}

/// The summary, and the beginning of the description without markup.
fn described(event: &PublicEvent) -> String {
    let mut text = event.summary.clone();
    if let Some(details) = event.details() {
        text.extend(["\n\n", &details]);
    }
    text
}

/// The seats of an occurrence, and the start first announced of one that was moved.
fn seats(occurrence: &Occurrence) -> Map<String, Value> {
    let mut data = Map::new();
    if let Some(seats) = occurrence.capacity() {
        data.insert("maximumAttendeeCapacity".to_owned(), json!(seats));
    }
    let left = match occurrence.state() {
        OccurrenceState::Open | OccurrenceState::Moved => occurrence.places_left(),
        OccurrenceState::Full => Some(0),
        OccurrenceState::Cancelled => None,
    };
    if let Some(places) = left {
        data.insert("remainingAttendeeCapacity".to_owned(), json!(places));
    }
    if let Some((begin, _)) = occurrence.previous() {
        data.insert("previousStartDate".to_owned(), json!(begin.to_rfc3339()));
    }
    data
}

/// The image of the event with its alternative text, whole and as a square, or else the picture that is drawn for it.
fn image(picture: &EventPicture<'_>, edition: &Edition, site: &str) -> Value {
    let image = match picture {
        EventPicture::Own(image) => image,
        EventPicture::Drawn(drawn) => {
            let (width, height) = social::PIXELS;
            return json!([{
                "@type": "ImageObject",
                "url": format!("{site}{}", drawn.address()),
                "caption": drawn.alt(),
                "width": width,
                "height": height,
            }]);
        }
    };
    let licence = image
        .licence
        .as_deref()
        .and_then(|id| Term::find(&edition.vocabularies.image_licences, id))
        .and_then(|term| term.url.as_deref());
    let shown = |address: String, pixels: Option<(u32, u32)>| {
        let mut data = json!({
            "@type": "ImageObject",
            "url": format!("{site}{address}"),
            "caption": image.alt,
            "creditText": image.credits,
        });
        if let Some(data) = data.as_object_mut() {
            if let Some((width, height)) = pixels {
                data.insert("width".to_owned(), json!(width));
                data.insert("height".to_owned(), json!(height));
            }
            if let Some(licence) = licence {
                data.insert("license".to_owned(), json!(licence));
            }
        }
        data
    };
    let pixels = Some((image.width, image.height));
    json!([
        shown(image.file().address(), pixels),
        shown(image.square(), None)
    ])
}

fn sub_event(event: &PublicEvent, occurrence: &Occurrence, address: &str) -> Value {
    let mut data = json!({
        "@type": "Event",
        "name": event.title,
        "startDate": occurrence.begin().to_rfc3339(),
        "endDate": occurrence.end().to_rfc3339(),
        "eventStatus": occurrence_status(event, occurrence),
        "eventAttendanceMode": attendance(event.attendance_mode),
        "location": location(event, address),
    });
    if let Some(data) = data.as_object_mut() {
        data.extend(seats(occurrence));
    }
    data
}

/// A full event still takes place as scheduled; its offer is sold out.
const fn status(status: LifeStatus) -> &'static str {
    match status {
        LifeStatus::Scheduled | LifeStatus::Full => "https://schema.org/EventScheduled",
        LifeStatus::Rescheduled => "https://schema.org/EventRescheduled",
        LifeStatus::MovedOnline => "https://schema.org/EventMovedOnline",
        LifeStatus::Postponed => "https://schema.org/EventPostponed",
        LifeStatus::Cancelled => "https://schema.org/EventCancelled",
    }
}

/// The status of one occurrence; one that is full can have been moved before.
fn occurrence_status(event: &PublicEvent, occurrence: &Occurrence) -> &'static str {
    match event.status_of(occurrence) {
        LifeStatus::Full if occurrence.previous().is_some() => status(LifeStatus::Rescheduled),
        own => status(own),
    }
}

const fn attendance(mode: AttendanceMode) -> &'static str {
    match mode {
        AttendanceMode::OnSite => "https://schema.org/OfflineEventAttendanceMode",
        AttendanceMode::Online => "https://schema.org/OnlineEventAttendanceMode",
        AttendanceMode::Mixed => "https://schema.org/MixedEventAttendanceMode",
    }
}

fn location(event: &PublicEvent, address: &str) -> Value {
    let place = event.venue.as_ref().map(place);
    let link = (event.attendance_mode.has_link()
        || event.life_status == LifeStatus::MovedOnline
        || place.is_none())
    .then(|| json!({ "@type": "VirtualLocation", "url": event.online_url.as_deref().unwrap_or(address) }));
    match (place, link) {
        (Some(place), Some(link)) => json!([place, link]),
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => Value::Null,
    }
}

fn place(venue: &Venue) -> Value {
    json!({
        "@type": "Place",
        "name": venue.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": venue.address,
            "postalCode": venue.postal_code,
            "addressLocality": venue.city,
            "addressRegion": venue.region_name,
            "addressCountry": "FR",
        },
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": venue.position.lat(),
            "longitude": venue.position.lon(),
        },
    })
}

fn organizers(event: &PublicEvent) -> Value {
    let named = std::iter::once(&event.organiser.name).chain(&event.organiser.co_organisers);
    let mut all: Vec<Value> = named
        .map(|name| json!({ "@type": "Organization", "name": name }))
        .collect();
    match all.len() {
        1 => all.remove(0),
        _ => Value::Array(all),
    }
}

fn offer(event: &PublicEvent, address: &str) -> Value {
    let booking = event
        .public_booking
        .as_ref()
        .or(event.school_booking.as_ref())
        .and_then(|booking| booking.url.as_deref());
    json!({
        "@type": "Offer",
        "price": 0,
        "priceCurrency": "EUR",
        "url": booking.unwrap_or(address),
        "availability": if event.life_status.can_be_joined() { "https://schema.org/InStock" } else { "https://schema.org/SoldOut" },
        "validFrom": event.labelled_at.to_rfc3339(),
    })
}

/// The week of the edition as a schema.org event that the others belong to, with the dates of the event's territory.
fn week(event: &PublicEvent, edition: &Edition, site: &str) -> Value {
    let venue = event.venue.as_ref();
    let week = edition
        .dates_for(
            venue.map(|venue| &venue.department),
            venue.map(|venue| &venue.region),
        )
        .week;
    let status = match edition.status {
        EditionStatus::Postponed => status(LifeStatus::Postponed),
        EditionStatus::Cancelled => status(LifeStatus::Cancelled),
        EditionStatus::Draft
        | EditionStatus::Open
        | EditionStatus::Closed
        | EditionStatus::Running
        | EditionStatus::Archived => status(LifeStatus::Scheduled),
    };
    json!({
        "@type": "Event",
        "name": edition.name,
        "description": edition.theme,
        "url": format!("{site}/evenements?edition={}", edition.slug),
        "startDate": week.first().to_string(),
        "endDate": week.last().to_string(),
        "eventStatus": status,
        "eventAttendanceMode": attendance(AttendanceMode::Mixed),
        "location": { "@type": "Country", "name": "France" },
        "organizer": { "@type": "Organization", "name": t("site.name"), "url": site },
        "isAccessibleForFree": true,
    })
}

fn labels<'a>(terms: &'a [Term], ids: &'a [String]) -> Vec<&'a str> {
    ids.iter().map(|id| Term::label_of(terms, id)).collect()
}

/// Breadcrumbs: path and name of each level from the front page.
pub(super) fn breadcrumbs(site: &str, steps: &[(String, String)]) -> Value {
    let items = steps.iter().enumerate().map(|(place, (path, name))| {
        json!({
            "@type": "ListItem",
            "position": place + 1,
            "name": name,
            "item": format!("{site}{path}"),
        })
    });
    json!({
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": items.collect::<Vec<_>>(),
    })
}

/// The site with its search URL.
pub(super) fn website(site: &str) -> Value {
    json!({
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": t("site.name"),
        "url": site,
        "inLanguage": "fr",
        "potentialAction": {
            "@type": "SearchAction",
            "target": { "@type": "EntryPoint", "urlTemplate": format!("{site}/evenements?q={{search_term_string}}") },
            "query-input": "required name=search_term_string",
        },
    })
}

/// The events of a list by URL.
pub(super) fn list<'a>(
    site: &str,
    name: &str,
    paths: impl Iterator<Item = (String, &'a str)>,
) -> Value {
    let items = paths.enumerate().map(|(place, (path, name))| {
        json!({ "@type": "ListItem", "position": place + 1, "url": format!("{site}{path}"), "name": name })
    });
    json!({
        "@context": CONTEXT,
        "@type": "ItemList",
        "name": name,
        "itemListElement": items.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_content_is_escaped() {
        let data = json!({ "name": "</script><!-- & \u{2028}" });

        let text = script(&data);

        assert!(!text.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), data);
    }
}
