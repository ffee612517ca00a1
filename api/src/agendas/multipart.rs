//! The parts of a form (`multipart/form-data`, RFC 7578), in a body that was received whole.

use actix_web::http::header::{ContentDisposition, HeaderValue};

/// Maximum number of parts.
const PARTS_MAX: usize = 50;
/// Maximum length of a boundary, in characters.
const BOUNDARY_MAX: usize = 70;
/// Maximum length of the head of a part, in bytes.
const HEAD_MAX: usize = 4_096;

/// A part of a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'b> {
    pub(super) name: String,
    pub(super) body: &'b [u8],
}

/// The boundary that the media type of a form names; `None` for another media type.
pub(super) fn boundary(media_type: &str) -> Option<&str> {
    let (essence, parameters) = media_type.split_once(';')?;
    if !essence.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let named = name.trim().eq_ignore_ascii_case("boundary");
        named.then(|| value.trim().trim_matches('"'))
    });
    boundary.filter(|boundary| (1..=BOUNDARY_MAX).contains(&boundary.len()))
}

/// The parts of a form; `None` when it is none, or has too many.
pub(super) fn parts<'b>(body: &'b [u8], boundary: &str) -> Option<Vec<Part<'b>>> {
    let opening = format!("--{boundary}").into_bytes();
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    let (_, mut rest) = split(body, &opening)?;
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        let (padding, after) = split(rest, b"\r\n")?;
        let (head, after) = split(after, b"\r\n\r\n")?;
        let (content, after) = split(after, &delimiter)?;
        let is_whole = padding.trim_ascii().is_empty() && head.len() <= HEAD_MAX;
        if !is_whole || parts.len() == PARTS_MAX {
            return None;
        }
        parts.push(Part {
            name: name(head)?,
            body: content,
        });
        rest = after;
    }
    Some(parts)
}

/// The bytes before and after the first occurrence of others.
fn split<'b>(bytes: &'b [u8], at: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let place = bytes.windows(at.len()).position(|window| window == at)?;
    let (before, after) = bytes.split_at_checked(place)?;
    Some((before, after.get(at.len()..)?))
}

/// The name that the head of a part gives it.
fn name(head: &[u8]) -> Option<String> {
    let head = std::str::from_utf8(head).ok()?;
    let value = head.split("\r\n").find_map(|line| {
        let (field, value) = line.split_once(':')?;
        let named = field.trim().eq_ignore_ascii_case("content-disposition");
        named.then(|| value.trim())
    })?;
    let value = HeaderValue::from_bytes(value.as_bytes()).ok()?;
    let disposition = ContentDisposition::from_raw(&value).ok()?;
    disposition.get_name().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[test]
    fn data_and_picture_are_taken_apart() {
        let body = b"preamble\r\n--b\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\n{\"title\":1}\r\n--b\r\nContent-Disposition: form-data; \
                     name=\"image\"; filename=\"fonderie \xc3\xa9t\xc3\xa9.png\"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\r\n--c\r\n--b--\r\n";

        let parts = parts(body, "b").unwrap();

        let read: Vec<_> = parts.iter().map(|it| (it.name.as_str(), it.body)).collect();
        assert_eq!(
            read,
            [
                ("data", b"{\"title\":1}".as_slice()),
                ("image", b"\x89PNG\r\n\r\n--c".as_slice())
            ]
        );
    }

    #[rstest]
    #[case("")]
    #[case("--b")]
    #[case("--b\r\n")]
    #[case("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue")]
    #[case("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n--c--")]
    #[case("--b\r\nContent-Type: text/plain\r\n\r\nvalue\r\n--b--")]
    #[case("--b\r\n\r\nvalue\r\n--b--")]
    fn a_form_that_breaks_off_is_refused(#[case] body: &str) {
        assert_eq!(parts(body.as_bytes(), "b"), None);
    }

    #[test]
    fn a_form_has_a_bound() {
        let part = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
        let form = |count: usize| format!("{}--b--", part.repeat(count));

        assert_eq!(parts(form(50).as_bytes(), "b").unwrap().len(), 50);
        assert_eq!(parts(form(51).as_bytes(), "b"), None);
    }

    #[rstest]
    #[case("multipart/form-data; boundary=b", Some("b"))]
    #[case(
        "Multipart/Form-Data; charset=utf-8; boundary=\"--b c\"",
        Some("--b c")
    )]
    #[case("multipart/form-data", None)]
    #[case("multipart/form-data; boundary=", None)]
    #[case("multipart/mixed; boundary=b", None)]
    #[case("application/json", None)]
    fn the_media_type_names_the_boundary(#[case] media_type: &str, #[case] expected: Option<&str>) {
        assert_eq!(boundary(media_type), expected);
    }

    proptest! {
        #[test]
        fn any_body_is_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parts(&body, "b");
            let _ = parts(&[b"--b\r\n".as_slice(), &body].concat(), "b");
        }
    }
}
