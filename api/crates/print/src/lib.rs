//! PDF documents: blocks of text, laid out in columns and pages, written as tagged PDF (PDF/UA-1, ISO 14289).
//!
//! | Module | Contents |
//! |---|---|
//! | `block` | the blocks of a document and their styles |
//! | `coverage` | characters that no font has |
//! | `typesetter` | text to lines of glyphs |
//! | `layout` | lines to columns and pages |
//! | `pdf` | pages to a file |
//! | `outline` | glyphs as outlines, for pictures |
//! | `qr` | QR codes |
//!
//! parley shapes text and breaks lines, krilla writes the file. The caller provides the fonts ([`Fonts`]). A document with a page
//! of its own, such as a certificate or a poster, takes the typesetter and draws with krilla itself.
#![warn(unreachable_pub)]

mod block;
mod coverage;
mod layout;
mod outline;
mod pdf;
mod qr;
mod typesetter;

#[cfg(test)]
mod tests;

pub use block::{Block, Link, Role, Run};
pub use outline::Pen;
pub use pdf::accessible_file;
pub use qr::QrCode;
pub use typesetter::{
    Colour, Fonts, Line, Piece, ShapedBlock, TextStyle, Typeface, Typesetter, fill,
};

/// Media type, from RFC 8118.
pub const TYPE: &str = "application/pdf";

/// A document to be written as PDF.
#[derive(Debug)]
pub struct PrintDocument {
    /// Title, printed on the first page and stored in the metadata.
    pub title: String,
    /// Footer of every page, before the page number.
    pub footer: String,
    /// Everything below the title, in reading order.
    pub blocks: Vec<Block>,
}

impl PrintDocument {
    /// Writes the document as PDF.
    ///
    /// # Errors
    ///
    /// When the document does not conform to PDF/UA-1.
    pub fn into_pdf(self, fonts: Fonts) -> anyhow::Result<Vec<u8>> {
        let mut typesetter = Typesetter::new(fonts);
        let layout = layout::PageLayout::new(&self, &mut typesetter);
        pdf::write(&self, &layout)
    }
}
