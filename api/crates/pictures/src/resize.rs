//! Pixels in another size.

use crate::Fault;
use fast_image_resize as fir;
use image::{RgbImage, RgbaImage};

/// `length` × `to` / `from`, rounded, at least 1.
pub(crate) fn scaled(length: u32, to: u32, from: u32) -> u32 {
    let (length, to, from) = (u64::from(length), u64::from(to), u64::from(from.max(1)));
    u32::try_from((length * to + from / 2) / from)
        .unwrap_or(u32::MAX)
        .max(1)
}

pub(crate) fn resized_rgb(pixels: &RgbImage, size: (u32, u32)) -> Result<RgbImage, Fault> {
    let resized = resized::<fir::pixels::U8x3>(pixels.as_raw(), pixels.dimensions(), size)?;
    RgbImage::from_raw(size.0, size.1, resized).ok_or(Fault::Unreadable)
}

pub(crate) fn resized_rgba(pixels: RgbaImage, size: (u32, u32)) -> Result<RgbaImage, Fault> {
    let resized = resized::<fir::pixels::U8x4>(pixels.as_raw(), pixels.dimensions(), size)?;
    RgbaImage::from_raw(size.0, size.1, resized).ok_or(Fault::Unreadable)
}

/// Resizes pixels of one type. The variant that selects the type at run time would link code for fifteen types, 3 MB.
fn resized<P: fir::PixelTrait>(
    pixels: &[u8],
    from: (u32, u32),
    to: (u32, u32),
) -> Result<Vec<u8>, Fault> {
    let source = fir::images::TypedImageRef::<P>::from_buffer(from.0, from.1, pixels)
        .map_err(|_size| Fault::Unreadable)?;
    let mut resized = vec![0; to.0 as usize * to.1 as usize * P::size()];
    let mut target = fir::images::TypedImage::<P>::from_buffer(to.0, to.1, &mut resized)
        .map_err(|_size| Fault::Unreadable)?;
    fir::Resizer::new()
        .resize_typed(&source, &mut target, None)
        .map_err(|_type| Fault::Unreadable)?;
    Ok(resized)
}
