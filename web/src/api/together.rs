//! Co-editors of an event submission, invitations, and secret reading links.

use super::CallError;
use super::client::{self, Method, call};
use shared::account::MailedToken;
use shared::event::{
    CoEditing, DocumentId, Invitation, Joined, NewInvitation, Reading, ReadingAccess, ReadingKey,
    ReceivedInvitations,
};
use shared::id::{AccountId, EventId, InvitationId};

/// Returns the people who work on a submission.
pub async fn get_co_editing(id: EventId) -> Result<CoEditing, CallError> {
    client::get(format!("/events/{id}/co-editors")).await
}

/// Invites a person, and returns the people who work on the submission.
pub async fn invite_co_editor(id: EventId, new: NewInvitation) -> Result<CoEditing, CallError> {
    let answer = call(Method::POST, format!("/events/{id}/invitations"))
        .json(&new)
        .read()
        .await?;
    Ok(answer.body)
}

/// Revokes an invitation that was not answered.
pub async fn revoke_invitation(id: EventId, invitation: InvitationId) -> Result<(), CallError> {
    let path = format!("/events/{id}/invitations/{invitation}");
    call(Method::DELETE, path).execute().await
}

/// Removes a co-editor, or leaves the submission with one's own account.
pub async fn remove_co_editor(id: EventId, account: AccountId) -> Result<(), CallError> {
    let path = format!("/events/{id}/co-editors/{account}");
    call(Method::DELETE, path).execute().await
}

/// Returns the open invitations to the caller's address.
pub async fn list_invitations() -> Result<ReceivedInvitations, CallError> {
    client::get("/invitations").await
}

/// Returns what the token of a mailed link offers.
pub async fn preview_invitation(token: String) -> Result<Invitation, CallError> {
    let answer = call(Method::POST, "/invitations/preview")
        .json(&MailedToken { token })
        .read()
        .await?;
    Ok(answer.body)
}

pub async fn accept_invitation(token: String) -> Result<Joined, CallError> {
    let answer = call(Method::POST, "/invitations/accept")
        .json(&MailedToken { token })
        .read()
        .await?;
    Ok(answer.body)
}

/// Declines an invitation, without an account.
pub async fn decline_invitation(token: String) -> Result<(), CallError> {
    call(Method::POST, "/invitations/decline")
        .json(&MailedToken { token })
        .execute()
        .await
}

/// Returns the reading link of a submission, if it has one.
pub async fn get_reading_link(id: EventId) -> Result<ReadingAccess, CallError> {
    client::get(format!("/events/{id}/reading-link")).await
}

/// Makes a reading link; one of before stops working.
pub async fn open_reading_link(id: EventId) -> Result<ReadingAccess, CallError> {
    let path = format!("/events/{id}/reading-link");
    let answer = call(Method::POST, path).read().await?;
    Ok(answer.body)
}

/// Revokes the reading link.
pub async fn close_reading_link(id: EventId) -> Result<ReadingAccess, CallError> {
    let path = format!("/events/{id}/reading-link");
    call(Method::DELETE, path).execute().await?;
    Ok(ReadingAccess { link: None })
}

/// Reads a submission with the secret of a link.
pub async fn read_by_link(key: String) -> Result<Reading, CallError> {
    let answer = call(Method::POST, "/readings")
        .json(&ReadingKey { key })
        .read()
        .await?;
    Ok(answer.body)
}

/// Reads a document of a submission with the secret of a link.
pub async fn read_file_by_link(key: String, file: DocumentId) -> Result<Vec<u8>, CallError> {
    call(Method::POST, format!("/readings/files/{file}"))
        .json(&ReadingKey { key })
        .download()
        .await
}
