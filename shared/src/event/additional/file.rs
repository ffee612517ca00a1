//! The answer to an additional field that asks for a document.

use crate::identifiers::{digest_id, string_enum};
use crate::problem::{Code, FieldProblem};
use crate::text::Limits;
use serde::{Deserialize, Serialize};

/// Maximum length of the name of a document, with its extension, in characters.
const NAME_MAX: usize = 120;

string_enum! {
    /// Type of a document. What a file is decides its content, not its name.
    DocumentType {
        /// PDF document, which stays as it was uploaded.
        Pdf = "pdf",
        /// PNG image, which stays as it was uploaded.
        Png = "png",
        /// JPEG image, which stays as it was uploaded.
        Jpeg = "jpeg",
        /// Text of `LibreOffice` (`OpenDocument`).
        Odt = "odt",
        /// Text of Microsoft Word (Office Open XML), without macros.
        Docx = "docx",
    }
}

impl DocumentType {
    /// Media type, as in `Content-Type`.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// Extension of file names, without point.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            other => other.as_str(),
        }
    }

    fn names(self, name: &str) -> bool {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let own = [self.as_str(), self.extension()];
        own.iter().any(|own| extension.eq_ignore_ascii_case(own))
    }
}

digest_id! {
    /// Identifier of a document: SHA-256 of its content, as 64 lower-case hexadecimal digits. Identical documents share an
    /// identifier.
    DocumentId, InvalidDocumentId, "a document identifier is 64 lower-case hexadecimal digits"
}

/// A document, as returned by its upload; copy it into the form unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerFile {
    /// Identifier of the document.
    pub id: DocumentId,
    /// Name with extension, 3 to 120 characters, under which it is shown and downloaded.
    #[cfg_attr(feature = "openapi", schema(example = "plan-d-acces.pdf"))]
    pub name: String,
    /// Type, found from its content.
    #[serde(rename = "type")]
    pub document_type: DocumentType,
    /// Size of the stored file in bytes, which the server compares.
    #[cfg_attr(feature = "openapi", schema(format = Int64, maximum = 4_294_967_295_u32, example = 48_211))]
    pub bytes: u32,
}

impl AnswerFile {
    /// The name of an uploaded document: the last part of a path, without control characters, with the extension of its type,
    /// and not longer than names may be.
    pub fn name_of(uploaded: &str, document_type: DocumentType) -> String {
        let last = uploaded.rsplit(['/', '\\']).next().unwrap_or_default();
        let printable: String = last.chars().filter(|c| !is_unsafe(*c)).collect();
        let name = printable.split_whitespace().collect::<Vec<_>>().join(" ");
        let stem = if document_type.names(&name) {
            name.rsplit_once('.').map_or("", |(stem, _)| stem)
        } else {
            &name
        };
        let extension = document_type.extension();
        let room = NAME_MAX - extension.len() - 1;
        let stem: String = stem.trim_matches(['.', ' ']).chars().take(room).collect();
        let stem = if stem.is_empty() { "document" } else { &stem };
        format!("{stem}.{extension}")
    }

    /// Checks the name, which a form could have changed since the upload.
    pub(crate) fn name_fault(&self, pointer: &str) -> Option<FieldProblem> {
        let pointer = format!("{pointer}/name");
        match Limits::line(3, NAME_MAX).read(&pointer, &self.name) {
            Ok(Some(read)) if read != self.name || self.name.contains(is_unsafe) => {
                let detail = "not the name that the upload returned";
                Some(FieldProblem::new(pointer, Code::InvalidFormat, detail))
            }
            Ok(Some(read)) if !read.ends_with(&format!(".{}", self.document_type.extension())) => {
                let detail = "not the extension of its type";
                Some(FieldProblem::new(pointer, Code::InvalidFormat, detail))
            }
            Ok(Some(_)) => None,
            Ok(None) => Some(FieldProblem::new(pointer, Code::Required, "required")),
            Err(fault) => Some(fault),
        }
    }
}

/// True for characters that mean something in a path or a header, or turn the order of what is read.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '/' | '\\' | '"' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("plan d’accès.pdf", DocumentType::Pdf, "plan d’accès.pdf")]
    #[case("C:\\Documents\\Plan.PDF", DocumentType::Pdf, "Plan.pdf")]
    #[case("../../etc/passwd", DocumentType::Docx, "passwd.docx")]
    #[case("photo.jpeg", DocumentType::Jpeg, "photo.jpg")]
    #[case("photo.pdf", DocumentType::Png, "photo.pdf.png")]
    #[case("  \u{202e}fdp. ", DocumentType::Odt, "fdp.odt")]
    #[case(".pdf", DocumentType::Pdf, "document.pdf")]
    #[case("", DocumentType::Pdf, "document.pdf")]
    fn a_name_says_the_type(
        #[case] uploaded: &str,
        #[case] document_type: DocumentType,
        #[case] name: &str,
    ) {
        let named = AnswerFile::name_of(uploaded, document_type);
        assert_eq!(named, name);
        assert_eq!(
            file(&named, document_type).name_fault("/additional/plan"),
            None
        );
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = AnswerFile::name_of(&format!("{}.pdf", "é".repeat(300)), DocumentType::Pdf);
        assert_eq!(name.chars().count(), NAME_MAX);
        assert_eq!(file(&name, DocumentType::Pdf).name_fault(""), None);
    }

    #[rstest]
    #[case("plan.docx", Code::InvalidFormat)]
    #[case("a/b.pdf", Code::InvalidFormat)]
    #[case(" plan.pdf", Code::InvalidFormat)]
    #[case("", Code::Required)]
    fn a_changed_name_is_refused(#[case] name: &str, #[case] code: Code) {
        let fault = file(name, DocumentType::Pdf).name_fault("/additional/plan");
        let fault = fault.map(|fault| (fault.pointer, fault.code));
        assert_eq!(fault, Some(("/additional/plan/name".to_owned(), code)));
    }

    fn file(name: &str, document_type: DocumentType) -> AnswerFile {
        AnswerFile {
            id: DocumentId::parse(&"0a".repeat(32)).unwrap(),
            name: name.to_owned(),
            document_type,
            bytes: 1,
        }
    }
}
