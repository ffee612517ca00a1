//! The events in the formats that others read: calendars, feeds, tables, GeoJSON, a printed programme. No HTTP.
//!
//! Each format is a [`Document`]: a beginning, a part for each event and an end, made whole or in chunks; its cost grows with
//! what it holds and with nothing else. Only the workbook and the PDF are made as a whole.
//!
//! | Module | Contents |
//! |---|---|
//! | [`collection`] | the events, in order, and the terms of their editions |
//! | [`document`] | documents in chunks |
//! | [`calendar`] | iCalendar |
//! | [`feed`] | Atom and JSON Feed |
//! | [`table`] | CSV, XLSX and their Table Schema |
//! | [`geojson`] | GeoJSON |
//! | [`programme`] | the programme, as a page and as PDF |
#![warn(unreachable_pub)]

pub mod calendar;
pub mod collection;
pub mod document;
pub mod feed;
pub mod geojson;
pub mod programme;
pub mod table;
mod words;

pub use collection::Collection;
pub use document::Document;
