//! Places of events as the agendas list them: those of equal commune, name and address are one.

use shared::event::{PlaceForm, limits};

/// A place by what tells it from others: commune, name and address, as content that was submitted has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct PlaceKey {
    pub(in super::super) insee: String,
    pub(in super::super) name: String,
    pub(in super::super) address: String,
}

impl PlaceKey {
    /// The place of a form; `None` while one of the three is missing or wrong.
    pub(in super::super) fn of(place: &PlaceForm) -> Option<Self> {
        let insee = place.insee.trim();
        Some(Self {
            insee: Some(insee).filter(|insee| !insee.is_empty())?.to_owned(),
            name: limits::VENUE_NAME.read("", &place.name).ok()??,
            address: limits::ADDRESS.read("", &place.address).ok()??,
        })
    }
}
