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

use super::refusal::{Fault, Refusal};
use shared::event::{ExternalId, ExternalKey, Source};
use shared::problem::Code;

/// An identifier in another system, as a path has it.
///
/// # Errors
///
/// When it cannot be one.
fn external_id(source: &str, value: &str) -> Result<ExternalId, Refusal> {
    let wrong = |field: &str, why: &dyn std::fmt::Display| {
        Refusal::invalid(Fault::new(
            field,
            Code::InvalidFormat.as_str(),
            why.to_string(),
        ))
    };
    Ok(ExternalId {
        source: Source::parse(source).map_err(|why| wrong("key", &why))?,
        key: ExternalKey::parse(value).map_err(|why| wrong("value", &why))?,
    })
}
