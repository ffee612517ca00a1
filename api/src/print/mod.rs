//! Documents on paper: blocks of text, set in columns and pages, and written as PDF that a screen reader can follow
//! (PDF/UA-1, ISO 14289).
//!
//! | Room | What is in it |
//! |---|---|
//! | `block` | what a document is made of, and how each kind of block looks |
//! | `typesetter` | text into lines of glyphs |
//! | `paper` | lines into columns and pages |
//! | `pdf` | pages into a file |
//!
//! Shaping and breaking lines are parley's work, writing the file is krilla's.

mod block;
mod paper;
mod pdf;
mod typesetter;

#[cfg(test)]
mod tests;

pub(crate) use block::{Block, Link, Role, Run};

use typesetter::Typesetter;

/// RFC 8118.
pub(crate) const TYPE: &str = "application/pdf";

/// A document to be printed.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its title, over the first page and in the file's own description.
    pub(crate) title: String,
    /// What stands at the foot of every page, before the number of the page.
    pub(crate) foot: String,
    /// Everything under the title, in reading order.
    pub(crate) blocks: Vec<Block>,
}

impl Document {
    /// The document as PDF.
    ///
    /// # Errors
    ///
    /// When the fonts are missing from the bundle, or the file cannot be written as the standard asks.
    pub(crate) fn into_pdf(self) -> anyhow::Result<Vec<u8>> {
        let mut typesetter = Typesetter::new()?;
        let paper = paper::Paper::set(&self, &mut typesetter);
        pdf::write(&self, &paper)
    }
}
