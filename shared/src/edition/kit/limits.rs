//! Bounds of a kit.

/// Maximum number of files.
pub const FILES: usize = 40;
/// Maximum number of blocks of a file.
pub const BLOCKS: usize = 40;
/// Maximum number of paragraphs of a text.
pub const PARAGRAPHS: usize = 12;
/// Maximum number of characters of a paragraph, before its tags are filled.
pub const TEXT: usize = 600;
/// Least side of a page or picture.
pub const SIDE_MIN: i32 = 60;
/// Largest side of a page, in tenths of a millimetre: A0.
pub const PAPER_SIDE: i32 = 12_000;
/// Largest side of a picture, in pixels.
pub const SCREEN_SIDE: i32 = 4_096;
/// Most pixels of a picture.
pub const SCREEN_PIXELS: i64 = 8_388_608;
/// Least font size on paper, in tenths of a millimetre: some six points.
pub const PAPER_SIZE_MIN: i32 = 20;
/// Least font size on a screen, in pixels.
pub const SCREEN_SIZE_MIN: i32 = 11;
/// Least side of a QR code on paper, in tenths of a millimetre, with its margin.
pub const PAPER_CODE: i32 = 230;
/// Least side of a QR code on a screen, in pixels, with its margin.
pub const SCREEN_CODE: i32 = 90;
/// Least distance of texts, QR codes and logos from the edges of a page, in tenths of a millimetre: as much as a cut may take.
pub const PAPER_MARGIN: i32 = 30;
/// Least distance of texts, QR codes and logos from the edges of a picture, in pixels.
pub const SCREEN_MARGIN: i32 = 8;
/// Least font size of the author on a picture on paper, in tenths of a millimetre.
pub const PAPER_CREDITS: i32 = 22;
/// Least font size of the author on a picture on a screen, in pixels.
pub const SCREEN_CREDITS: i32 = 13;
/// Part of the shorter side of a picture that the font size of the author has: a 75th, where that is more than the least size.
pub const CREDITS_SHARE: i32 = 75;
/// Least number of such letters on the shorter side of a picture: the author is not on a smaller one.
pub const CREDITS_ROOM: i32 = 18;
/// Most lines of a paragraph.
pub const LINES: i32 = 60;
