//! Type of a document by its content; its name and its announced media type do not count.

use shared::event::DocumentType;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// Maximum number of files in a text document; each picture in it is one.
const PARTS_MAX: usize = 2_000;
/// Bytes at the end of a PDF file in which its end mark stands.
const PDF_END: usize = 1_024;

/// Type of a complete document; `None` when it is of none of these types, is cut off, or contains macros.
///
/// Reads only the parts that identify the type: nothing is unpacked but the media type that an `OpenDocument` file names.
pub(crate) fn type_of(bytes: &[u8]) -> Option<DocumentType> {
    let complete = |begin: &[u8], end: &[u8]| bytes.starts_with(begin) && bytes.ends_with(end);
    if bytes.starts_with(b"%PDF-") {
        let end = bytes.get(bytes.len().saturating_sub(PDF_END)..)?;
        let closed = end.windows(5).any(|part| part == b"%%EOF");
        closed.then_some(DocumentType::Pdf)
    } else if complete(b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82") {
        Some(DocumentType::Png)
    } else if complete(b"\xff\xd8\xff", b"\xff\xd9") {
        Some(DocumentType::Jpeg)
    } else if bytes.starts_with(b"PK\x03\x04") {
        text_document(bytes)
    } else {
        None
    }
}

fn text_document(bytes: &[u8]) -> Option<DocumentType> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    if archive.len() > PARTS_MAX {
        return None;
    }
    let parts: Vec<String> = archive
        .file_names()
        .map(|part| part.map(Into::into))
        .collect::<Result<_, _>>()
        .ok()?;
    let has = |name: &str| parts.iter().any(|part| part == name);
    let has_macros = parts.iter().any(|part| {
        part.ends_with("vbaProject.bin")
            || part.starts_with("Basic/")
            || part.starts_with("Scripts/")
    });
    if has_macros {
        return None;
    }
    if has("[Content_Types].xml") && has("word/document.xml") {
        return Some(DocumentType::Docx);
    }
    if !has("content.xml") {
        return None;
    }
    let named = DocumentType::Odt.media_type();
    let part = archive.by_name("mimetype").ok()?;
    let mut media_type = String::new();
    part.take(named.len() as u64 + 1)
        .read_to_string(&mut media_type)
        .ok()?;
    (media_type == named).then_some(DocumentType::Odt)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::io::Write as _;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    const WORD: [(&str, &str); 2] = [
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", "<w/>"),
    ];
    const OPEN: [(&str, &str); 2] = [
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", "<office/>"),
    ];

    #[rstest]
    #[case(b"%PDF-1.7\n1 0 obj\n%%EOF\n", Some(DocumentType::Pdf))]
    #[case(b"%PDF-1.7\n1 0 obj\n", None)]
    #[case(b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82", Some(DocumentType::Png))]
    #[case(b"\x89PNG\r\n\x1a\n....", None)]
    #[case(b"\xff\xd8\xff\xe0....\xff\xd9", Some(DocumentType::Jpeg))]
    #[case(b"<html><script>alert(1)</script>", None)]
    #[case(b"MZ\x90\x00", None)]
    #[case(b"", None)]
    fn a_file_begins_and_ends_as_its_type_does(
        #[case] bytes: &[u8],
        #[case] expected: Option<DocumentType>,
    ) {
        assert_eq!(type_of(bytes), expected);
    }

    #[test]
    fn an_archive_is_a_text_document_or_nothing() {
        assert_eq!(type_of(&archive(&WORD)), Some(DocumentType::Docx));
        assert_eq!(type_of(&archive(&OPEN)), Some(DocumentType::Odt));
        assert_eq!(type_of(&archive(&[("notes.txt", "")])), None);
        let sheet = (
            "mimetype",
            "application/vnd.oasis.opendocument.text-template",
        );
        assert_eq!(type_of(&archive(&[sheet, ("content.xml", "")])), None);
        let whole = archive(&WORD);
        assert_eq!(type_of(&whole[..whole.len() - 9]), None, "cut off");
    }

    #[test]
    fn macros_are_refused() {
        let [types, document] = WORD;
        let word = archive(&[types, document, ("word/vbaProject.bin", "")]);
        assert_eq!(type_of(&word), None);
        let [media_type, content] = OPEN;
        let open = archive(&[media_type, content, ("Basic/Standard/Module1.xml", "")]);
        assert_eq!(type_of(&open), None);
    }
}
