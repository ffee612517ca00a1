//! Export formats of the events: calendars, feeds, tables, GeoJSON, a printable programme. Independent of HTTP.
//!
//! Each format implements [`EventDocument`]: a header, a fragment per event and a footer, rendered
//! as a whole or in chunks, in time proportional to the content. Only the workbook and the PDF are always rendered as a
//! whole.
//!
//! | Module | Contents |
//! |---|---|
//! | [`collection`] | the events, in order, and the labels of their editions' terms |
//! | [`document`] | rendering, as a whole or in chunks |
//! | [`calendar`] | iCalendar |
//! | [`feed`] | Atom, RSS and JSON Feed |
//! | [`table`] | CSV, XLSX and their Table Schema |
//! | [`geojson`] | GeoJSON |
//! | [`france_travail`] | the shape of France Travail's events API |
//! | [`programme`] | the printable programme, as an HTML page and as PDF |
#![warn(unreachable_pub)]

pub mod calendar;
pub mod collection;
pub mod document;
pub mod feed;
pub mod france_travail;
pub mod geojson;
pub mod programme;
pub mod table;
#[cfg(test)]
mod tests;
mod texts;
mod xml;

pub use collection::EventCollection;
pub use document::EventDocument;
