//! The printable programme: by department, then by day, with indexes.
//!
//! An HTML page with its own stylesheet, to be printed or saved as PDF by a browser; it is also readable on a screen. Every
//! entry has a number, which the indexes of communes and organisers refer to, also on paper.

mod entry;
mod index;
mod order;
mod page;
mod pdf;

pub use page::ProgrammeDocument;
pub use pdf::render_pdf;

/// Media type, from RFC 2854.
pub const TYPE: &str = "text/html; charset=utf-8";
/// Path of the stylesheet.
pub const STYLES_PATH: &str = "/programme.css";
/// Content of the stylesheet.
pub const STYLES: &str = include_str!("programme.css");
