//! Changes of a labelled event, for its organisers: what the form says before they are submitted, and what the page of the event says
//! of them.

mod forecast;
mod section;

pub(super) use forecast::Forecast;
pub(super) use section::ChangeSection;
