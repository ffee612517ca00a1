//! Encodes short texts as QR codes, to be drawn as squares.

use qrcodegen::QrCodeEcc;
use std::fmt;

/// A QR code of level M, in modules.
#[derive(Clone)]
pub struct QrCode(qrcodegen::QrCode);

impl fmt::Debug for QrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("QrCode").field(&self.0.size()).finish()
    }
}

impl QrCode {
    /// Modules of the margin on each side (ISO/IEC 18004).
    pub const MARGIN: f32 = 4.0;

    /// Encodes a text in the smallest version that holds it.
    ///
    /// # Errors
    ///
    /// When it is too long.
    pub fn of(text: &str) -> anyhow::Result<Self> {
        qrcodegen::QrCode::encode_text(text, QrCodeEcc::Medium)
            .map(Self)
            .map_err(|error| anyhow::anyhow!("does not fit into a QR code: {error:?}"))
    }

    /// Side without the margin.
    pub fn side(&self) -> f32 {
        modules(self.0.size())
    }

    /// The dark modules, those side by side as one: left edge, upper edge, width; each is one module high.
    pub fn runs(&self) -> Vec<(f32, f32, f32)> {
        let size = self.0.size();
        let mut runs = Vec::new();
        for row in 0..size {
            let mut column = 0;
            while column < size {
                let dark = (column..size)
                    .take_while(|x| self.0.get_module(*x, row))
                    .count();
                let dark = i32::try_from(dark).unwrap_or_default();
                if dark > 0 {
                    runs.push((modules(column), modules(row), modules(dark)));
                }
                column += dark.max(1);
            }
        }
        runs
    }
}

/// A number of modules, of which there are at most 177.
fn modules(count: i32) -> f32 {
    f32::from(i16::try_from(count).unwrap_or_default())
}
