//! Printed documents: blocks of text, set in columns and pages, and written as tagged PDF (PDF/UA-1, ISO 14289).
//!
//! | Module | Contents |
//! |---|---|
//! | `block` | what a document is made of, and how each kind of block looks |
//! | `typesetter` | text into lines of glyphs |
//! | `paper` | lines into columns and pages |
//! | `pdf` | pages into a file |
//!
//! parley shapes text and breaks lines, krilla writes the file. The caller passes the fonts in ([`Fonts`]).
#![warn(unreachable_pub)]

mod block;
mod paper;
mod pdf;
mod typesetter;

#[cfg(test)]
mod tests;

pub use block::{Block, Link, Role, Run};
pub use typesetter::Fonts;

use typesetter::Typesetter;

/// RFC 8118.
pub const TYPE: &str = "application/pdf";

/// A document to be printed.
#[derive(Debug)]
pub struct Document {
    /// Its title, over the first page and in the file's own description.
    pub title: String,
    /// What stands at the foot of every page, before the number of the page.
    pub foot: String,
    /// Everything under the title, in reading order.
    pub blocks: Vec<Block>,
}

impl Document {
    /// Writes the document as PDF.
    ///
    /// # Errors
    ///
    /// When the file cannot be written as the standard requires.
    pub fn into_pdf(self, fonts: Fonts) -> anyhow::Result<Vec<u8>> {
        let mut typesetter = Typesetter::new(fonts);
        let paper = paper::Paper::set(&self, &mut typesetter);
        pdf::write(&self, &paper)
    }
}
