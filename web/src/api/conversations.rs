//! The conversation on an event submission, internal notes, and opinions of experts.

use super::CallError;
use super::client::{self, Method, call};
use crate::url;
use shared::conversation::{
    ATTACHMENT_BYTES, Conversation, ConversationAttachment, ConversationMessage,
    ConversationMessageForm, ConversationRead, ExpertOpinion, NewExpertOpinion, OpinionForm,
    OpinionKey, OpinionSheet, ReviewNote, ReviewNoteForm, check_attachment,
};
use shared::id::{AccountId, AttachmentId, EventId, OpinionId};
use shared::problem::{Code, FieldProblem, Problem};
use wasm_bindgen_futures::JsFuture;

/// Media type of a file whose name says its type.
const UNTYPED: &str = "application/octet-stream";

/// Returns the conversation on a submission.
pub async fn get_conversation(id: EventId) -> Result<Conversation, CallError> {
    client::get(format!("/events/{id}/conversation")).await
}

/// Writes a message to the other side, in the name of this account only.
pub async fn write_message(
    account: AccountId,
    id: EventId,
    form: ConversationMessageForm,
    key: String,
) -> Result<ConversationMessage, CallError> {
    let answer = call(Method::POST, format!("/events/{id}/conversation"))
        .in_the_name_of(account)
        .json(&form)
        .idempotency_key(key)
        .read()
        .await?;
    Ok(answer.body)
}

/// Marks all messages up to a number as read.
pub async fn read_conversation(id: EventId, up_to: u32) -> Result<(), CallError> {
    call(Method::PUT, format!("/events/{id}/conversation/read"))
        .json(&ConversationRead { up_to })
        .execute()
        .await
}

fn refused(fault: FieldProblem) -> CallError {
    let mut problem = Problem::new(Code::Invalid);
    problem.errors.push(fault);
    CallError::Problem(Box::new(problem))
}

/// Uploads a file for a message, in the name of this account only. One that the server would refuse is not sent.
pub async fn upload_attachment(
    account: AccountId,
    id: EventId,
    file: web_sys::File,
) -> Result<ConversationAttachment, CallError> {
    #[expect(clippy::cast_precision_loss, reason = "a few megabytes")]
    let too_large = file.size() > ATTACHMENT_BYTES as f64;
    if too_large {
        let problem = Problem::new(Code::PayloadTooLarge);
        return Err(CallError::Problem(Box::new(problem)));
    }
    let name = file.name();
    // A file that was moved or changed since it was selected can no longer be read.
    let gone = |_gone| refused(FieldProblem::new("/content", Code::Required, "unreadable"));
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(gone)?;
    let content = js_sys::Uint8Array::new(&buffer).to_vec();
    let (name, _) = check_attachment(&name, &content).map_err(refused)?;
    let path = format!("/events/{id}/attachments?name={}", url::encode(&name));
    let answer = call(Method::POST, path)
        .in_the_name_of(account)
        .bytes(UNTYPED, content)
        .read()
        .await?;
    Ok(answer.body)
}

/// Returns the content of an attachment.
pub async fn get_attachment(id: EventId, attachment: AttachmentId) -> Result<Vec<u8>, CallError> {
    call(
        Method::GET,
        format!("/events/{id}/attachments/{attachment}"),
    )
    .download()
    .await
}

/// Returns the internal notes on a submission.
pub async fn list_review_notes(id: EventId) -> Result<Vec<ReviewNote>, CallError> {
    client::get(format!("/labels/events/{id}/notes")).await
}

/// Writes an internal note, in the name of this account only.
pub async fn add_review_note(
    account: AccountId,
    id: EventId,
    text: String,
    key: String,
) -> Result<ReviewNote, CallError> {
    let answer = call(Method::POST, format!("/labels/events/{id}/notes"))
        .in_the_name_of(account)
        .json(&ReviewNoteForm { text })
        .idempotency_key(key)
        .read()
        .await?;
    Ok(answer.body)
}

/// Returns the opinions that experts were asked for.
pub async fn list_opinions(id: EventId) -> Result<Vec<ExpertOpinion>, CallError> {
    client::get(format!("/labels/events/{id}/opinions")).await
}

/// Asks an expert for an opinion, in the name of this account only.
pub async fn ask_opinion(
    account: AccountId,
    id: EventId,
    new: NewExpertOpinion,
    key: String,
) -> Result<ExpertOpinion, CallError> {
    let answer = call(Method::POST, format!("/labels/events/{id}/opinions"))
        .in_the_name_of(account)
        .json(&new)
        .idempotency_key(key)
        .read()
        .await?;
    Ok(answer.body)
}

/// Revokes the link of an expert.
pub async fn revoke_opinion(id: EventId, opinion: OpinionId) -> Result<ExpertOpinion, CallError> {
    let path = format!("/labels/events/{id}/opinions/{opinion}");
    let answer = call(Method::DELETE, path).read().await?;
    Ok(answer.body)
}

/// Returns what an expert sees with the secret of a link.
pub async fn read_for_opinion(key: String) -> Result<OpinionSheet, CallError> {
    let answer = call(Method::POST, "/opinions/read")
        .json(&OpinionKey { key })
        .read()
        .await?;
    Ok(answer.body)
}

/// Gives or changes an opinion with the secret of a link.
pub async fn give_opinion(form: OpinionForm) -> Result<OpinionSheet, CallError> {
    let answer = call(Method::PUT, "/opinions").json(&form).read().await?;
    Ok(answer.body)
}
