//! Uploaded pictures: decoded, rotated upright, resized to several widths and re-encoded as JPEG without metadata.
#![warn(unreachable_pub)]

mod decode;
mod logos;
mod resize;

pub use decode::check;
pub use image::{Rgb, RgbImage};
pub use logos::{logo, resized_logo};

use decode::decode_upright;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageFormat, ImageReader};
use resize::{resized_rgb, scaled};
use shared::event::{CropPosition, image_widths};
use std::io::Cursor;

/// JPEG quality. Below 75, banding becomes visible in gradients such as a sky; above 85, files grow without visible benefit.
const QUALITY: u8 = 80;

/// Reason for which an uploaded file is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The format is not supported, or the file is damaged.
    #[error("not a JPEG, PNG or WebP image that can be read")]
    Unreadable,
    /// The picture is too small, too large or too elongated.
    #[error("{width} × {height} pixels")]
    Dimensions {
        /// Width of the uploaded picture, in pixels.
        width: u32,
        /// Height of the uploaded picture, in pixels.
        height: u32,
    },
}

/// A picture encoded in one width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Width in pixels, at most the largest stored one.
    pub width: u32,
    /// Height in pixels, in proportion.
    pub height: u32,
    /// The encoded file: JPEG without metadata.
    pub jpeg: Vec<u8>,
}

/// A processed picture in all its widths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The smaller widths, ascending.
    pub smaller: Vec<Variant>,
    /// The largest width, at most [`shared::event::IMAGE_MAX_WIDTH_PX`].
    pub largest: Variant,
}

impl Picture {
    /// Processes an uploaded file; the format is detected from its content.
    ///
    /// # Errors
    ///
    /// [`Fault`], for a file that is not a picture within the limits.
    pub fn read(file: &[u8]) -> Result<Self, Fault> {
        Self::of(decode_upright(file)?)
    }

    /// Processes generated pixels.
    ///
    /// # Errors
    ///
    /// [`Fault::Unreadable`] when they cannot be encoded, which their size rules out.
    pub fn of(pixels: RgbImage) -> Result<Self, Fault> {
        let (width, height) = pixels.dimensions();
        let smaller = image_widths(width)
            .filter(|smaller| *smaller < width)
            .map(|smaller| {
                let size = (smaller, scaled(height, smaller, width));
                encoded(&resized_rgb(&pixels, size)?)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            smaller,
            largest: encoded(&pixels)?,
        })
    }
}

/// Cuts the largest square out of a JPEG file written by this crate, at a position along its longer side, and reduces it to `px`
/// pixels unless it is smaller.
///
/// # Errors
///
/// [`Fault::Unreadable`] for another file.
pub fn square(jpeg: &[u8], at: CropPosition, px: u32) -> Result<Variant, Fault> {
    let pixels = ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg)
        .decode()
        .map_err(|_damaged| Fault::Unreadable)?
        .into_rgb8();
    let (width, height) = pixels.dimensions();
    let side = width.min(height);
    let (left, top) = (
        at.pixels_before(width - side),
        at.pixels_before(height - side),
    );
    let cut = image::imageops::crop_imm(&pixels, left, top, side, side).to_image();
    let px = px.min(side);
    encoded(&if side == px {
        cut
    } else {
        resized_rgb(&cut, (px, px))?
    })
}

/// Reduces a JPEG file written by this crate to a smaller width.
///
/// # Errors
///
/// [`Fault::Unreadable`] for another file, or one that is not wider.
pub fn narrowed(jpeg: &[u8], width: u32) -> Result<Variant, Fault> {
    let pixels = ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg)
        .decode()
        .map_err(|_damaged| Fault::Unreadable)?
        .into_rgb8();
    if width == 0 || width >= pixels.width() {
        return Err(Fault::Unreadable);
    }
    let height = scaled(pixels.height(), width, pixels.width());
    encoded(&resized_rgb(&pixels, (width, height))?)
}

/// True when a JPEG file written by this crate has its beginning and its end.
pub fn is_whole(jpeg: &[u8]) -> bool {
    jpeg.ends_with(b"\xff\xd9") && dimensions(jpeg).is_some()
}

/// Cuts the largest part of the ratio of `size` out of a JPEG file written by this crate, with a focal point as near to its middle as
/// possible, and brings it to that size. The focal point is given as parts of width and height, from 0 to 1.
///
/// # Errors
///
/// [`Fault::Unreadable`] for another file.
pub fn cut(jpeg: &[u8], focus: (f32, f32), size: (u32, u32)) -> Result<RgbImage, Fault> {
    let pixels = ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg)
        .decode()
        .map_err(|_damaged| Fault::Unreadable)?
        .into_rgb8();
    let (width, height) = pixels.dimensions();
    // The larger side that fits: from the whole width, else from the whole height.
    let part = |of: u32, to: u32, by: u32| {
        let part = u64::from(of) * u64::from(to) / u64::from(by.max(1));
        u32::try_from(part).unwrap_or(u32::MAX).max(1)
    };
    let tall = part(width, size.1, size.0);
    let (cut_width, cut_height) = if tall <= height {
        (width, tall)
    } else {
        (part(height, size.0, size.1).min(width), height)
    };
    let (left, top) = (
        before(focus.0, cut_width, width),
        before(focus.1, cut_height, height),
    );
    let cut = image::imageops::crop_imm(&pixels, left, top, cut_width, cut_height).to_image();
    resized_rgb(&cut, size)
}

/// Pixels before a cut of `length` out of `whole`, with a focal point as near to its middle as possible.
fn before(focus: f32, length: u32, whole: u32) -> u32 {
    let spare = f64::from(whole.saturating_sub(length));
    let middle = f64::from(focus.clamp(0.0, 1.0)) * f64::from(whole);
    let before = (middle - f64::from(length) / 2.0).clamp(0.0, spare);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to the number of pixels"
    )]
    let before = before.floor() as u32;
    before
}

/// Width and height of a JPEG file written by this crate, from its header.
pub fn dimensions(jpeg: &[u8]) -> Option<(u32, u32)> {
    ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg)
        .into_dimensions()
        .ok()
}

/// Encodes the pixels as JPEG without metadata.
fn encoded(pixels: &RgbImage) -> Result<Variant, Fault> {
    let (width, height) = pixels.dimensions();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode(pixels.as_raw(), width, height, ExtendedColorType::Rgb8)
        .map_err(|_size| Fault::Unreadable)?;
    Ok(Variant {
        width,
        height,
        jpeg,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::codecs::png::PngEncoder;
    use image::codecs::webp::WebPEncoder;
    use image::{ImageEncoder as _, RgbaImage};
    use proptest::prelude::*;
    use rstest::rstest;

    /// Left half red, right half blue, upper left corner white.
    fn halves(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            Rgb(if x < width / 4 && y < height / 4 {
                [255, 255, 255]
            } else if x < width / 2 {
                [200, 0, 0]
            } else {
                [0, 0, 200]
            })
        })
    }

    fn jpeg(pixels: &RgbImage) -> Vec<u8> {
        encoded(pixels).unwrap().jpeg
    }

    /// A segment as cameras write it: orientation and location.
    fn exif(orientation: u8) -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
        tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
        tiff.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
        tiff.extend([0; 4]);
        tiff.extend([1, 0, 1, 0, 2, 0, 2, 0, 0, 0]);
        tiff.extend(b"N\0\0\0");
        tiff.extend([0; 4]);
        tiff.extend(b"GPS 45.6977 N 4.8869 E, Telephone 12");
        [&b"Exif\0\0"[..], &tiff].concat()
    }

    /// The file with a segment inserted after its first two bytes.
    fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [
            &jpeg[..2],
            &[0xff, marker],
            &length[..],
            content,
            &jpeg[2..],
        ]
        .concat()
    }

    fn pixels(variant: &Variant) -> RgbImage {
        image::load_from_memory(&variant.jpeg).unwrap().into_rgb8()
    }

    #[test]
    fn a_large_picture_is_stored_in_three_widths() {
        let picture = Picture::read(&jpeg(&halves(3_200, 2_000))).unwrap();

        let sizes: Vec<_> = picture
            .smaller
            .iter()
            .chain([&picture.largest])
            .map(|variant| (variant.width, variant.height))
            .collect();
        assert_eq!(sizes, [(480, 300), (960, 600), (1_600, 1_000)]);
        for variant in picture.smaller.iter().chain([&picture.largest]) {
            assert_eq!(
                dimensions(&variant.jpeg),
                Some((variant.width, variant.height))
            );
            let [red, _, blue] = pixels(variant).get_pixel(10, variant.height - 10).0;
            assert!(red > 150 && blue < 80);
        }
    }

    #[test]
    fn a_small_picture_is_not_enlarged() {
        let picture = Picture::read(&jpeg(&halves(300, 200))).unwrap();

        assert_eq!(picture.smaller, []);
        assert_eq!((picture.largest.width, picture.largest.height), (300, 200));
    }

    #[test]
    fn camera_metadata_is_removed() {
        let camera = jpeg(&halves(600, 400));
        let camera = with_segment(&camera, 0xe1, &exif(1));
        let camera = with_segment(&camera, 0xfe, b"Telephone 12 of Camille Martin");
        let camera = with_segment(
            &camera,
            0xe1,
            b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>GPS</x:xmpmeta>",
        );
        assert!(camera.windows(3).any(|window| window == b"GPS"));

        let picture = Picture::read(&camera).unwrap();

        for variant in picture.smaller.iter().chain([&picture.largest]) {
            for secret in [&b"GPS"[..], b"Exif", b"Telephone", b"xmpmeta", b"ICC_"] {
                assert!(
                    !variant
                        .jpeg
                        .windows(secret.len())
                        .any(|window| window == secret)
                );
            }
        }
    }

    #[rstest]
    #[case(1, (600, 400), (20, 20))]
    #[case(3, (600, 400), (580, 380))]
    #[case(6, (400, 600), (380, 20))]
    #[case(8, (400, 600), (20, 580))]
    fn a_picture_is_rotated_upright(
        #[case] orientation: u8,
        #[case] size: (u32, u32),
        #[case] white: (u32, u32),
    ) {
        let camera = with_segment(&jpeg(&halves(600, 400)), 0xe1, &exif(orientation));

        let picture = Picture::read(&camera).unwrap();

        assert_eq!((picture.largest.width, picture.largest.height), size);
        let corner = pixels(&picture.largest).get_pixel(white.0, white.1).0;
        assert!(corner.iter().all(|colour| *colour > 230), "{corner:?}");
    }

    #[test]
    fn png_and_webp_are_read_and_transparency_becomes_white() {
        let glass = RgbaImage::from_fn(400, 300, |x, _| {
            image::Rgba(if x < 200 {
                [0, 0, 0, 0]
            } else {
                [0, 120, 0, 255]
            })
        });
        let (mut png, mut webp) = (Vec::new(), Vec::new());
        let color = ExtendedColorType::Rgba8;
        PngEncoder::new(&mut png)
            .write_image(glass.as_raw(), 400, 300, color)
            .unwrap();
        WebPEncoder::new_lossless(&mut webp)
            .write_image(glass.as_raw(), 400, 300, color)
            .unwrap();

        for file in [png, webp] {
            let read = pixels(&Picture::read(&file).unwrap().largest);

            assert!(read.get_pixel(50, 50).0.iter().all(|colour| *colour > 250));
            assert!(read.get_pixel(350, 50).0[0] < 20);
        }
    }

    #[rstest]
    #[case(199, 400)]
    #[case(2_000, 399)]
    fn too_small_or_too_elongated_pictures_are_rejected(#[case] width: u32, #[case] height: u32) {
        let refused = Picture::read(&jpeg(&halves(width, height)));

        assert_eq!(refused, Err(Fault::Dimensions { width, height }));
    }

    #[test]
    fn a_decompression_bomb_is_rejected_before_decoding() {
        // 60,000 × 60,000 pixels, as a PNG of a few bytes may declare.
        let mut png = Vec::new();
        PngEncoder::new(&mut png)
            .write_image(&[0; 4], 2, 2, ExtendedColorType::L8)
            .unwrap();
        png[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let head = crc(&png[12..29]);
        png[29..33].copy_from_slice(&head.to_be_bytes());

        let refused = Picture::read(&png);

        assert!(refused.is_err(), "{refused:?}");
    }

    /// CRC of a PNG chunk.
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_damaged_file_never_panics(at in 0usize..3_000, byte: u8, cut in 0usize..3_000) {
            let mut file = jpeg(&halves(240, 200));
            let (at, cut) = (at % file.len(), cut % file.len());
            file[at] = byte;
            let _any = Picture::read(&file);
            let _any = Picture::read(&file[..cut]);
        }
    }
}
