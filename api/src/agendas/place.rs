//! A place as OpenAgenda v2 has it.

use super::json::Object;
use super::localised::Localised;
use catalogue::Entry;
use serde_json::Result;
use shared::event::Venue;
use shared::text::slug;

/// Number of the set of places that all agendas share.
pub(super) const PLACE_SET: i64 = 1;
/// State of a place that was checked.
pub(super) const CHECKED: i8 = 1;

/// Writes the members of the place of an event in a list.
///
/// # Errors
///
/// When a member has no JSON form, which its types do not allow.
pub(super) fn write_short(object: &mut Object<'_, '_>, entry: &Entry, venue: &Venue) -> Result<()> {
    object.value("uid", &entry.ids.place_uid)?;
    object.value("name", &venue.name)?;
    object.value("address", &venue.address)?;
    object.value("city", &venue.city)?;
    object.value("latitude", &venue.position.lat())?;
    object.value("longitude", &venue.position.lon())
}

/// Writes all members of a place but its times.
///
/// # Errors
///
/// As [`write_short`].
pub(super) fn write_full(
    object: &mut Object<'_, '_>,
    entry: &Entry,
    venue: &Venue,
    monolingual: bool,
) -> Result<()> {
    write_short(object, entry, venue)?;
    object.value("setUid", &PLACE_SET)?;
    if object.has("slug") {
        object.value("slug", &slug(&venue.name))?;
    }
    object.value("countryCode", "FR")?;
    for name in ["region", "adminLevel1"] {
        object.value(name, &venue.region_name)?;
    }
    for name in ["department", "adminLevel2"] {
        object.value(name, &venue.department_name)?;
    }
    object.value("adminLevel3", &())?;
    object.value("adminLevel4", &venue.city)?;
    for name in ["district", "adminLevel5", "adminLevel6"] {
        object.value(name, &())?;
    }
    object.value("postalCode", &venue.postal_code)?;
    object.value("insee", &venue.insee)?;
    object.value("timezone", &entry.event.timezone)?;
    match &venue.access {
        Some(access) => object.value("access", &Localised::new(access, monolingual))?,
        None if monolingual => object.value("access", &())?,
        None => object.json("access", "{}"),
    }
    object.json("description", if monolingual { "null" } else { "{}" });
    for name in ["image", "imageCredits", "website", "email", "phone"] {
        object.value(name, &())?;
    }
    object.json("links", "[]");
    object.json("extIds", "[]");
    object.value("state", &CHECKED)
}
