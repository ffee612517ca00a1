//! Decoding of uploaded files, within limits.

use crate::Fault;
use crate::resize::{resized_rgb, resized_rgba, scaled};
use image::metadata::Orientation;
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage, RgbaImage,
};
use moxcms::{ColorProfile, Layout, TransformOptions};
use shared::event::{IMAGE_MAX_WIDTH_PX, limits};
use std::io::Cursor;

/// Memory limit of a decoder for one picture, in bytes: [`limits::IMAGE_PIXELS`] with alpha, plus a reserve.
const DECODED_MAX_BYTES: u64 = 256 * 1024 * 1024;
/// Bytes per pixel: red, green, blue.
const RGB: usize = 3;
/// How many times longer the longer side may be.
const MAX_RATIO: u64 = limits::IMAGE_RATIO as u64;

/// Checks that a whole file can be decoded within the limits on memory and pixels, whatever its proportions; returns width and height.
///
/// # Errors
///
/// [`Fault`], for a file that is not such a picture.
pub fn check(file: &[u8]) -> Result<(u32, u32), Fault> {
    let (decoder, (width, height)) = bounded_decoder(file)?;
    if !has_few_pixels(width, height) {
        return Err(Fault::Dimensions { width, height });
    }
    DynamicImage::from_decoder(decoder).map_err(|_damaged| Fault::Unreadable)?;
    Ok((width, height))
}

/// A decoder of a file in one of the known formats, which takes no more memory than [`DECODED_MAX_BYTES`], and width and height.
pub(crate) fn bounded_decoder(file: &[u8]) -> Result<(impl ImageDecoder + '_, (u32, u32)), Fault> {
    let mut reader = ImageReader::new(Cursor::new(file))
        .with_guessed_format()
        .map_err(|_damaged| Fault::Unreadable)?;
    let known = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];
    if !reader
        .format()
        .is_some_and(|format| known.contains(&format))
    {
        return Err(Fault::Unreadable);
    }
    let mut allowed = Limits::default();
    allowed.max_alloc = Some(DECODED_MAX_BYTES);
    reader.limits(allowed);
    let decoder = reader
        .into_decoder()
        .map_err(|_damaged| Fault::Unreadable)?;
    let (width, height) = decoder.dimensions();
    if decoder.total_bytes() > DECODED_MAX_BYTES {
        return Err(Fault::Dimensions { width, height });
    }
    Ok((decoder, (width, height)))
}

/// Decodes a file, rotated upright and reduced to the largest stored width.
pub(crate) fn decode_upright(file: &[u8]) -> Result<RgbImage, Fault> {
    let unreadable = |_damaged| Fault::Unreadable;
    let (mut decoder, (width, height)) = bounded_decoder(file)?;
    if !has_valid_dimensions(width, height) {
        return Err(Fault::Dimensions { width, height });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let image = DynamicImage::from_decoder(decoder).map_err(unreadable)?;

    // Resized first: the cost of the following steps depends on the number of pixels.
    let shown_width = if swaps_sides(orientation) {
        height
    } else {
        width
    };
    let stored_width = shown_width.min(IMAGE_MAX_WIDTH_PX);
    let size = (
        scaled(width, stored_width, shown_width),
        scaled(height, stored_width, shown_width),
    );
    let small = if image.color().has_alpha() {
        on_white(&resized_rgba(image.into_rgba8(), size)?)
    } else {
        let pixels = image.into_rgb8();
        if pixels.dimensions() == size {
            pixels
        } else {
            resized_rgb(&pixels, size)?
        }
    };
    let mut turned = DynamicImage::ImageRgb8(match profile {
        Some(profile) => in_srgb(small, &profile),
        None => small,
    });
    turned.apply_orientation(orientation);
    Ok(turned.into_rgb8())
}

fn has_valid_dimensions(width: u32, height: u32) -> bool {
    let (short, long) = (width.min(height), width.max(height));
    has_few_pixels(width, height)
        && short >= limits::IMAGE_SIDE_PX
        && u64::from(long) <= u64::from(short) * MAX_RATIO
}

pub(crate) fn has_few_pixels(width: u32, height: u32) -> bool {
    u64::from(width) * u64::from(height) <= u64::from(limits::IMAGE_PIXELS)
}

/// True when rotating the picture upright swaps width and height.
const fn swaps_sides(orientation: Orientation) -> bool {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => true,
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => false,
    }
}

/// Blends a transparent picture onto white, because JPEG does not support transparency.
fn on_white(pixels: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [red, green, blue, alpha] = pixels.get_pixel(x, y).0;
        let blend = |colour: u8| {
            let (colour, alpha) = (u16::from(colour), u16::from(alpha));
            u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
        };
        Rgb([red, green, blue].map(blend))
    })
}

/// Converts the colours to sRGB, because the colour profile is not stored: phones take pictures in Display P3, which would
/// look pale. The pixels are unchanged if the profile cannot be used.
fn in_srgb(pixels: RgbImage, profile: &[u8]) -> RgbImage {
    let transform = ColorProfile::new_from_slice(profile).and_then(|profile| {
        profile.create_transform_8bit(
            Layout::Rgb,
            &ColorProfile::new_srgb(),
            Layout::Rgb,
            TransformOptions::default(),
        )
    });
    let Ok(transform) = transform else {
        return pixels;
    };
    let (width, height) = pixels.dimensions();
    let mut converted = vec![0; pixels.as_raw().len()];
    let row = width as usize * RGB;
    for (from, to) in pixels
        .as_raw()
        .chunks_exact(row)
        .zip(converted.chunks_exact_mut(row))
    {
        if transform.transform(from, to).is_err() {
            return pixels;
        }
    }
    RgbImage::from_raw(width, height, converted).unwrap_or(pixels)
}
