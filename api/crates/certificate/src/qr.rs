//! The QR code of a certificate.

use anyhow::Context as _;
use krilla::geom::{Path, PathBuilder, Rect};
use print::QrCode;

/// Smallest side of a module, in points: 0.7 mm, which scanners and telephones read from paper.
pub(super) const MODULE_MIN: f32 = 2.0;
/// Side of a code of usual size, in points, without its margin.
const SIDE: f32 = 88.0;

/// A QR code, and the side of its modules.
pub(super) struct QrSymbol {
    code: QrCode,
    /// Side of a module, in points.
    module: f32,
}

impl QrSymbol {
    /// Encodes an address, with modules large enough to be read from paper.
    ///
    /// # Errors
    ///
    /// When it is too long.
    pub(super) fn of(text: &str) -> anyhow::Result<Self> {
        let code = QrCode::of(text).context("the address of a certificate")?;
        let module = (SIDE / code.side()).max(MODULE_MIN);
        Ok(Self { code, module })
    }

    /// Side of a module, in points.
    #[cfg(test)]
    pub(super) const fn module(&self) -> f32 {
        self.module
    }

    /// Side without the margin, in points.
    pub(super) fn side(&self) -> f32 {
        self.code.side() * self.module
    }

    /// Width of the margin, in points.
    pub(super) fn margin(&self) -> f32 {
        QrCode::MARGIN * self.module
    }

    /// The dark modules with the upper left corner of the first at a point, those side by side as one rectangle.
    pub(super) fn path(&self, (left, top): (f32, f32)) -> Option<Path> {
        let mut path = PathBuilder::new();
        for (x, y, width) in self.code.runs() {
            let (x, y) = (left + x * self.module, top + y * self.module);
            if let Some(area) = Rect::from_xywh(x, y, width * self.module, self.module) {
                path.push_rect(area);
            }
        }
        path.finish()
    }
}
