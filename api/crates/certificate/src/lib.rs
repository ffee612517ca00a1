//! The certificate of a label: one A4 page as tagged PDF (PDF/UA-1, ISO 14289), drawn with krilla.
//!
//! | Module | Contents |
//! |---|---|
//! | `layout` | the texts of the certificate, set in sizes at which they fit on the page |
//! | `qr` | the QR code |
//! | `page` | the page as a file |
//!
//! The crate takes texts and returns bytes, the same for the same texts. Fonts and shaped text are those of `print`.
#![warn(unreachable_pub)]

mod layout;
mod page;
mod qr;

#[cfg(test)]
mod tests;

use layout::CertificateLayout;
use print::{Colour, Fonts, Typesetter};
use qr::QrSymbol;

/// Colour of the frame where the edition has none; see `web/styles/tokens.css`.
pub const BRAND: Colour = (0x35, 0x25, 0x8f);

/// Content of a certificate, in French.
///
/// Texts may have any length: a long one is set smaller, then shortened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Title of the document, for the metadata.
    pub title: String,
    /// Name of the edition.
    pub edition: String,
    /// Heading of the page.
    pub heading: String,
    /// Sentence before the title of the event.
    pub lead: String,
    /// Title of the event.
    pub event: String,
    /// Facts about the event, a paragraph each: organisers, dates, place.
    pub facts: Vec<String>,
    /// Words above the criteria.
    pub criteria_heading: String,
    /// Title and wording of each criterion.
    pub criteria: Vec<(String, String)>,
    /// Service that issues the certificate, and the day.
    pub authority: String,
    /// Reference and number of the certificate.
    pub reference: String,
    /// Instructions to verify the certificate.
    pub verification: Verification,
    /// Limits of the label: a sentence that says what it is not.
    pub limits: String,
    /// Colour of the frame.
    pub colour: Colour,
    /// Day of issue, for the metadata: year, month, day.
    pub issued_on: (u16, u8, u8),
}

/// Instructions to verify a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Sentence before the address.
    pub sentence: String,
    /// Absolute address, in the QR code and behind the link.
    pub address: String,
    /// The code, and where to type it.
    pub code: String,
    /// Alternative text of the QR code.
    pub alt: String,
}

/// Prints certificates, one after the other. Its fonts are parsed once.
#[derive(Debug)]
pub struct Press {
    typesetter: Typesetter,
}

impl Press {
    /// A press that sets its texts in these fonts.
    pub fn new(fonts: Fonts) -> Self {
        Self {
            typesetter: Typesetter::new(fonts),
        }
    }

    /// Prints a certificate as PDF.
    ///
    /// # Errors
    ///
    /// When the address is too long for a QR code, or the document does not conform to PDF/UA-1.
    pub fn print(&mut self, certificate: &Certificate) -> anyhow::Result<Vec<u8>> {
        let symbol = QrSymbol::of(&certificate.verification.address)?;
        let layout = CertificateLayout::new(certificate, &symbol, &mut self.typesetter);
        page::write(certificate, &layout, &symbol)
    }
}
