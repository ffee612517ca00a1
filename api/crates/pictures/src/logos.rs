//! Logos: pictures with opacity, of almost any proportions.

use crate::Fault;
use crate::decode::{bounded_decoder, has_few_pixels};
use crate::resize::{resized_rgba, scaled};
use image::{DynamicImage, RgbaImage};

/// Least side of a logo, in pixels, and how many times longer its other side may be.
const LOGO_SIDE_MIN: u32 = 16;
const LOGO_RATIO: u32 = 20;

/// Decodes the file of a logo, whose longer side is reduced to `longest` pixels. Returns width, height, and red, green, blue and
/// opacity of each pixel.
///
/// # Errors
///
/// [`Fault`], for a file that is not a picture within the limits.
pub fn logo(file: &[u8], longest: u32) -> Result<(u32, u32, Vec<u8>), Fault> {
    let (decoder, (width, height)) = bounded_decoder(file)?;
    let (short, long) = (width.min(height), width.max(height));
    if !has_few_pixels(width, height)
        || short < LOGO_SIDE_MIN
        || long > short.saturating_mul(LOGO_RATIO)
    {
        return Err(Fault::Dimensions { width, height });
    }
    let pixels = DynamicImage::from_decoder(decoder)
        .map_err(|_damaged| Fault::Unreadable)?
        .into_rgba8();
    let to = longest.min(long);
    let size = (scaled(width, to, long), scaled(height, to, long));
    let pixels = if size == (width, height) {
        pixels
    } else {
        resized_rgba(pixels, size)?
    };
    Ok((size.0, size.1, pixels.into_raw()))
}

/// Brings the pixels of [`logo`] to another size.
///
/// # Errors
///
/// [`Fault::Unreadable`] when there are more or fewer pixels than `from` says.
pub fn resized_logo(pixels: &[u8], from: (u32, u32), to: (u32, u32)) -> Result<Vec<u8>, Fault> {
    let pixels = RgbaImage::from_raw(from.0, from.1, pixels.to_vec()).ok_or(Fault::Unreadable)?;
    Ok(resized_rgba(pixels, to)?.into_raw())
}
