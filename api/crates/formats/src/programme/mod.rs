//! The programme to print: by department, then by day, with its indexes.
//!
//! One page of HTML that a browser prints or saves as PDF, with a sheet of styles of its own; it reads as well on a screen.
//! Every entry has a number, by which the indexes of communes and organisers find it on paper too.

mod entry;
mod order;
mod page;
mod paper;

pub use page::ProgrammeDocument;
pub use paper::pdf;

/// RFC 2854.
pub const TYPE: &str = "text/html; charset=utf-8";
/// Where the sheet of styles stands.
pub const STYLES_PATH: &str = "/programme.css";
/// The sheet of styles.
pub const STYLES: &str = include_str!("programme.css");
