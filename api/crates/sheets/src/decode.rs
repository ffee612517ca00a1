//! Text encodings of CSV files.

use crate::sheet::Unreadable;
use encoding_rs::{Encoding, WINDOWS_1252};
use std::borrow::Cow;

/// Decodes a text: by its byte order mark, else as UTF-8, else as Windows-1252, in which French spreadsheets save.
///
/// # Errors
///
/// `Broken` for bytes that are no text.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let text = if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        encoding.decode_without_bom_handling(rest).0
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        Cow::Borrowed(text)
    } else {
        WINDOWS_1252.decode_without_bom_handling(bytes).0
    };
    // Texts have none; pictures, archives and documents do within a few bytes.
    if text.contains('\0') {
        return Err(Unreadable::Broken("it contains NUL characters".to_owned()));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(b"\xEF\xBB\xBF\xC3\xA9t\xC3\xA9", "été")]
    #[case(b"\xC3\xA9t\xC3\xA9", "été")]
    #[case(b"\xE9t\xE9 \x80 \x92", "été € ’")]
    #[case(b"\xFF\xFE\xE9\x00t\x00", "ét")]
    #[case(b"\xFE\xFF\x00\xE9\x00t", "ét")]
    fn the_usual_encodings_are_recognised(#[case] bytes: &[u8], #[case] text: &str) {
        assert_eq!(decode(bytes).unwrap(), text);
    }

    #[test]
    fn bytes_are_not_text() {
        assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").is_err());
    }
}
