use super::zip;
use crate::id::AttachmentId;
use crate::identifiers::string_enum;
use crate::problem::{Code, FieldProblem};
use crate::text::Limits;
use serde::{Deserialize, Serialize};

/// Maximum size of an attachment: 8 MiB.
pub const ATTACHMENT_BYTES: usize = 8 << 20;
/// Maximum number of attachments of one message.
pub const ATTACHMENTS_PER_MESSAGE: usize = 5;
/// Maximum number of attachments on one event submission.
pub const ATTACHMENTS_PER_FILE: usize = 50;
/// Maximum size of all attachments on one event submission: 64 MiB.
pub const ATTACHMENTS_BYTES: u64 = 64 << 20;
/// Length of the name of an attachment.
pub const ATTACHMENT_NAME: Limits = Limits::line(1, 120);

/// Bytes at the end of a file in which its end mark is looked for.
const TAIL_BYTES: usize = 2_048;

string_enum! {
    /// Type of an attachment.
    AttachmentKind {
        /// Portable Document Format, with its end mark.
        Pdf = "pdf",
        /// PNG image, with its end mark.
        Png = "png",
        /// JPEG image, with its end mark.
        Jpeg = "jpeg",
        /// Word document without macros.
        Docx = "docx",
        /// Excel workbook without macros.
        Xlsx = "xlsx",
        /// `PowerPoint` presentation without macros.
        Pptx = "pptx",
        /// `OpenDocument` text without macros.
        Odt = "odt",
        /// `OpenDocument` spreadsheet without macros.
        Ods = "ods",
        /// `OpenDocument` presentation without macros.
        Odp = "odp",
    }
}

impl AttachmentKind {
    /// Media type, as in the header `Content-Type`.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
        }
    }

    /// Type by the extension of a file name; `None` when no attachment has such a name.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "jpg" => Some(Self::Jpeg),
            extension => Self::parse(extension),
        }
    }

    /// Type by the content; `None` for any other content, for a document with macros, and for a file that is cut off.
    pub fn of_content(bytes: &[u8]) -> Option<Self> {
        let ends_with = |mark: &[u8]| {
            let tail = bytes.get(bytes.len().saturating_sub(TAIL_BYTES)..);
            tail.is_some_and(|tail| tail.windows(mark.len()).any(|window| window == mark))
        };
        if bytes.starts_with(b"%PDF-") {
            return ends_with(b"%%EOF").then_some(Self::Pdf);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return ends_with(b"IEND").then_some(Self::Png);
        }
        if bytes.starts_with(b"\xff\xd8\xff") {
            return ends_with(b"\xff\xd9").then_some(Self::Jpeg);
        }
        let names = zip::names(bytes)?;
        let macros =
            |name: &&[u8]| name.ends_with(b"vbaProject.bin") || name.starts_with(b"Basic/");
        if names.iter().any(macros) {
            return None;
        }
        Self::of_open_document(bytes).or_else(|| Self::of_office(&names))
    }

    /// An `OpenDocument` file begins with its media type, alone and not compressed.
    fn of_open_document(bytes: &[u8]) -> Option<Self> {
        let content = zip::first(bytes, b"mimetype")?;
        [Self::Odt, Self::Ods, Self::Odp].into_iter().find(|kind| {
            let rest = content.strip_prefix(kind.media_type().as_bytes());
            rest.is_some_and(|rest| rest.starts_with(b"PK"))
        })
    }

    fn of_office(names: &[&[u8]]) -> Option<Self> {
        let has = |name: &[u8]| names.contains(&name);
        let kinds: [(&[u8], Self); 3] = [
            (b"word/document.xml", Self::Docx),
            (b"xl/workbook.xml", Self::Xlsx),
            (b"ppt/presentation.xml", Self::Pptx),
        ];
        let found = kinds.into_iter().find(|(name, _)| has(name));
        found
            .filter(|_| has(b"[Content_Types].xml"))
            .map(|(_, kind)| kind)
    }
}

/// The normalised name and the type of a file that somebody attaches.
///
/// # Errors
///
/// A fault at `/name` when the name is missing, too long, or has no accepted extension; at `/content` when the content is
/// missing or of another type than the name.
pub fn check_attachment(
    name: &str,
    content: &[u8],
) -> Result<(String, AttachmentKind), FieldProblem> {
    // Some browsers give the path.
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let name = ATTACHMENT_NAME
        .read("/name", name)?
        .ok_or_else(|| FieldProblem::new("/name", Code::Required, "the file has no name"))?;
    let kind = AttachmentKind::of_name(&name).ok_or_else(|| {
        let kinds: Vec<_> = AttachmentKind::ALL
            .iter()
            .map(|kind| kind.as_str())
            .collect();
        let detail = format!("the name must end in one of: {}", kinds.join(", "));
        FieldProblem::new("/name", Code::AttachmentType, detail)
    })?;
    if content.is_empty() {
        return Err(FieldProblem::new(
            "/content",
            Code::Required,
            "the file is empty",
        ));
    }
    if AttachmentKind::of_content(content) != Some(kind) {
        let detail = format!("the content is not that of a complete {kind} file without macros");
        return Err(FieldProblem::new(
            "/content",
            Code::AttachmentMismatch,
            detail,
        ));
    }
    Ok((name, kind))
}

/// A file attached to a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationAttachment {
    /// UUID of the attachment.
    pub id: AttachmentId,
    /// Name of the file.
    #[cfg_attr(feature = "openapi", schema(example = "plan-d-acces.pdf"))]
    pub name: String,
    /// Type of the file.
    pub kind: AttachmentKind,
    /// Size of the stored file in bytes, at most 8 MiB.
    pub bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR....\0\0\0\0IEND\xaeB`\x82";
    const JPEG: &[u8] = b"\xff\xd8\xff\xe0....\xff\xd9";

    /// An archive with stored entries.
    fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::<u8>::new(), Vec::<u8>::new());
        for (name, content) in entries {
            let offset = u32::try_from(bytes.len()).unwrap();
            let sizes = [u32::try_from(content.len()).unwrap(); 2];
            let length = u16::try_from(name.len()).unwrap();
            let mut common = Vec::<u8>::new();
            common.extend([20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            common.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
            common.extend(length.to_le_bytes());
            common.extend([0, 0]);
            bytes.extend(b"PK\x03\x04");
            bytes.extend(&common);
            bytes.extend(name.as_bytes());
            bytes.extend(content.as_bytes());
            directory.extend(b"PK\x01\x02\x14\x00");
            directory.extend(&common);
            directory.extend([0; 10]);
            directory.extend(offset.to_le_bytes());
            directory.extend(name.as_bytes());
        }
        let start = u32::try_from(bytes.len()).unwrap();
        let number = u16::try_from(entries.len()).unwrap();
        bytes.extend(&directory);
        bytes.extend(b"PK\x05\x06\0\0\0\0");
        bytes.extend(number.to_le_bytes());
        bytes.extend(number.to_le_bytes());
        bytes.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
        bytes.extend(start.to_le_bytes());
        bytes.extend([0, 0]);
        bytes
    }

    fn office(part: &str) -> Vec<u8> {
        archive(&[("[Content_Types].xml", "<Types/>"), (part, "<x/>")])
    }

    fn open_document(media_type: &str) -> Vec<u8> {
        archive(&[("mimetype", media_type), ("content.xml", "<x/>")])
    }

    #[rstest]
    #[case("plan.pdf", PDF.to_vec(), AttachmentKind::Pdf)]
    #[case("photo.PNG", PNG.to_vec(), AttachmentKind::Png)]
    #[case("photo.jpg", JPEG.to_vec(), AttachmentKind::Jpeg)]
    #[case("photo.jpeg", JPEG.to_vec(), AttachmentKind::Jpeg)]
    #[case(
        "C:\\Bureau\\programme.docx",
        office("word/document.xml"),
        AttachmentKind::Docx
    )]
    #[case("table.xlsx", office("xl/workbook.xml"), AttachmentKind::Xlsx)]
    #[case("salon.pptx", office("ppt/presentation.xml"), AttachmentKind::Pptx)]
    #[case(
        "document.odt",
        open_document("application/vnd.oasis.opendocument.text"),
        AttachmentKind::Odt
    )]
    #[case(
        "table.ods",
        open_document("application/vnd.oasis.opendocument.spreadsheet"),
        AttachmentKind::Ods
    )]
    fn a_file_of_an_accepted_type_is_known_by_its_content(
        #[case] name: &str,
        #[case] content: Vec<u8>,
        #[case] kind: AttachmentKind,
    ) {
        let (kept, found) = check_attachment(name, &content).unwrap();
        assert_eq!(found, kind);
        assert!(!kept.contains('\\'), "{kept}");
    }

    #[rstest]
    #[case::web_page("plan.pdf", b"<!doctype html><script>".to_vec(), "/content", Code::AttachmentMismatch)]
    #[case::image_as_pdf("plan.pdf", PNG.to_vec(), "/content", Code::AttachmentMismatch)]
    #[case::cut_off("plan.pdf", b"%PDF-1.7\n1 0 obj".to_vec(), "/content", Code::AttachmentMismatch)]
    #[case::archive_as_document("programme.docx", archive(&[("virus.exe", "MZ")]), "/content", Code::AttachmentMismatch)]
    #[case::with_macros(
        "programme.docx",
        archive(&[("[Content_Types].xml", ""), ("word/document.xml", ""), ("word/vbaProject.bin", "")]),
        "/content",
        Code::AttachmentMismatch
    )]
    #[case::template(
        "document.odt",
        open_document("application/vnd.oasis.opendocument.text-template"),
        "/content",
        Code::AttachmentMismatch
    )]
    #[case::program("program.exe", b"MZ".to_vec(), "/name", Code::AttachmentType)]
    #[case::no_extension("plan", PDF.to_vec(), "/name", Code::AttachmentType)]
    #[case::no_name("  ", PDF.to_vec(), "/name", Code::Required)]
    #[case::empty("plan.pdf", Vec::new(), "/content", Code::Required)]
    fn a_file_that_lies_about_its_type_is_refused(
        #[case] name: &str,
        #[case] content: Vec<u8>,
        #[case] pointer: &str,
        #[case] code: Code,
    ) {
        let fault = check_attachment(name, &content).unwrap_err();
        assert_eq!((fault.pointer.as_str(), fault.code), (pointer, code));
    }

    proptest::proptest! {
        #[test]
        fn no_content_breaks_the_check(start in 0usize..4, rest in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let starts: [&[u8]; 4] = [b"PK\x03\x04", b"%PDF-", b"", b"PK\x05\x06"];
            let mut bytes = starts[start].to_vec();
            bytes.extend(&rest);
            bytes.extend(b"PK\x05\x06");
            bytes.extend(&rest);
            let _ = AttachmentKind::of_content(&bytes);
        }
    }
}
