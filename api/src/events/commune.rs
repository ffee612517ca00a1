//! The commune of an event, by the code in its form.

use gazetteer::Gazetteer;
use shared::event::{EventForm, PlaceForm};
use shared::place::{Commune, InseeCode};

/// Looks up the commune of a form in the gazetteer.
pub(crate) fn commune_of(form: &EventForm) -> Option<Commune> {
    commune_of_place(&form.place)
}

/// Looks up the commune of a place in the gazetteer.
pub(crate) fn commune_of_place(place: &PlaceForm) -> Option<Commune> {
    let insee = InseeCode::parse(place.insee.trim()).ok()?;
    Gazetteer::embedded().commune(&insee)
}
