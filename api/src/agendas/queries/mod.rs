//! SQL of what clients of OpenAgenda write, and of the numbers of events, places and people.

pub(super) mod events;
pub(super) mod locations;
pub(super) mod people;
pub(super) mod place_key;
