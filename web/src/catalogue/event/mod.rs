//! The page of an event.

mod booking;
mod nearby;
mod page;
mod picture;
mod place;
mod seal;
mod sections;
mod times;

pub use page::EventPage;
