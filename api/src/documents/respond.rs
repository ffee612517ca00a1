//! Response with a document.

use super::Documents;
use actix_web::HttpResponse;
use actix_web::http::header::{
    self, Charset, ContentDisposition, DispositionParam, DispositionType, EntityTag, ExtendedValue,
};
use ground::blocking::blocking;
use ground::error::Error;
use http::ApiError;
use shared::event::AnswerFile;

/// Content security policy: prevents a browser from interpreting the file as a page of this site.
const POLICY: &str = "default-src 'none'; sandbox";

/// Strong entity tag, made of the identifier: the content of a document never changes.
pub(crate) fn tag(file: &AnswerFile) -> EntityTag {
    EntityTag::new_strong(file.id.to_string())
}

/// The document, to save under its name.
///
/// # Errors
///
/// `not_found` when it is not stored any more.
pub(crate) async fn download(
    documents: Documents,
    file: AnswerFile,
) -> Result<HttpResponse, ApiError> {
    let (tag, id) = (tag(&file), file.id.clone());
    let bytes = blocking(move || Ok(documents.read(&id)?)).await?;
    let bytes = bytes.ok_or_else(|| {
        tracing::error!(document = %file.id, "a document that a form refers to is not stored");
        Error::not_found().because("the document is not stored any more")
    })?;
    Ok(HttpResponse::Ok()
        .content_type(file.document_type.media_type())
        .insert_header(header::ETag(tag))
        .insert_header((header::CONTENT_DISPOSITION, attachment(file.name)))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(bytes))
}

/// The header that makes a browser save a file under a name; with accents, under both of its forms.
pub(crate) fn attachment(name: String) -> ContentDisposition {
    if name.is_ascii() {
        return ContentDisposition::attachment(name);
    }
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii() { c } else { '_' })
        .collect();
    let extended = ExtendedValue {
        charset: Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: name.into_bytes(),
    };
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![
            DispositionParam::Filename(plain),
            DispositionParam::FilenameExt(extended),
        ],
    }
}
