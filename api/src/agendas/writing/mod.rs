//! Writes of OpenAgenda's clients: event submissions and locations of the caller, in OpenAgenda's words.
//!
//! A body is read member by member ([`members`]): those that are not known are ignored, a value of another type is refused, and every
//! fault is told at once. An event becomes a draft, which may lack anything; with the state 0 or 1 its organiser submits it, and then
//! everything that the edition asks has to be there. Reviewers alone decide on the label.

pub(super) mod event;
mod fields;
mod form;
pub(super) mod location;
mod members;
pub(super) mod own_event;
mod picture;
mod places;
mod pointers;
mod target;

pub(super) use target::Target;
