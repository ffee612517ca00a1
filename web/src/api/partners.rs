//! Spaces of partners, their members, API keys and webhooks.

use super::CallError;
use super::client::{self, Method, call};
use shared::account::MailedToken;
use shared::id::{AccountId, ApiKeyId, InvitationId, PartnerSpaceId, WebhookDeliveryId, WebhookId};
use shared::paging::Page;
use shared::partner::{
    ApiKeys, KeyRotation, MadeApiKey, MadeWebhook, NewApiKey, NewPartnerInvitation,
    NewPartnerSpace, NewWebhook, PartnerInvitation, PartnerSpace, PartnerSpacePeople,
    PartnerSpaces, PartnerUsage, ReceivedPartnerInvitations, Webhook, WebhookDelivery,
    WebhookReplay, WebhookRotation, WebhookSwitch, Webhooks,
};
use shared::problem::Code;

/// Returns the spaces of the caller, all of them for the coordination; none for whoever has no role of a partner.
pub async fn list_spaces() -> Result<PartnerSpaces, CallError> {
    let listed: Result<PartnerSpaces, CallError> = client::get("/partner-spaces").await;
    match listed {
        Err(error) if error.code() == Some(Code::Forbidden) => {
            Ok(PartnerSpaces { items: Vec::new() })
        }
        listed => listed,
    }
}

/// Opens a space for a partner, and returns it with its people.
pub async fn open_space(new: NewPartnerSpace) -> Result<PartnerSpacePeople, CallError> {
    let answer = call(Method::POST, "/partner-spaces").json(&new);
    Ok(answer.read().await?.body)
}

/// Closes the space of a partner, with its keys and webhooks.
pub async fn close_space(id: PartnerSpaceId) -> Result<PartnerSpacePeople, CallError> {
    let path = format!("/partner-spaces/{id}/close");
    Ok(call(Method::POST, path).read().await?.body)
}

/// Returns a space with its people.
pub async fn get_space(id: PartnerSpaceId) -> Result<PartnerSpacePeople, CallError> {
    client::get(format!("/partner-spaces/{id}")).await
}

/// Invites a person, and returns the space with its people.
pub async fn invite(
    id: PartnerSpaceId,
    new: NewPartnerInvitation,
) -> Result<PartnerSpacePeople, CallError> {
    let path = format!("/partner-spaces/{id}/invitations");
    Ok(call(Method::POST, path).json(&new).read().await?.body)
}

/// Revokes an invitation that was not answered.
pub async fn revoke_invitation(
    id: PartnerSpaceId,
    invitation: InvitationId,
) -> Result<(), CallError> {
    let path = format!("/partner-spaces/{id}/invitations/{invitation}");
    call(Method::DELETE, path).execute().await
}

/// Removes a member, or leaves with one's own account.
pub async fn remove_member(id: PartnerSpaceId, account: AccountId) -> Result<(), CallError> {
    let path = format!("/partner-spaces/{id}/members/{account}");
    call(Method::DELETE, path).execute().await
}

/// Returns the open invitations to the caller's address.
pub async fn list_invitations() -> Result<ReceivedPartnerInvitations, CallError> {
    client::get("/partner-invitations").await
}

/// Returns what the token of a mailed link offers.
pub async fn preview_invitation(token: String) -> Result<PartnerInvitation, CallError> {
    let answer = call(Method::POST, "/partner-invitations/preview").json(&MailedToken { token });
    Ok(answer.read().await?.body)
}

/// Accepts an invitation, and returns the space.
pub async fn accept_invitation(token: String) -> Result<PartnerSpace, CallError> {
    let answer = call(Method::POST, "/partner-invitations/accept").json(&MailedToken { token });
    Ok(answer.read().await?.body)
}

/// Declines an invitation, without an account.
pub async fn decline_invitation(token: String) -> Result<(), CallError> {
    let answer = call(Method::POST, "/partner-invitations/decline").json(&MailedToken { token });
    answer.execute().await
}

/// Returns the keys of a space.
pub async fn list_keys(id: PartnerSpaceId) -> Result<ApiKeys, CallError> {
    client::get(format!("/partner-spaces/{id}/keys")).await
}

/// Makes a key, and returns it with its secret.
pub async fn make_key(id: PartnerSpaceId, new: NewApiKey) -> Result<MadeApiKey, CallError> {
    let path = format!("/partner-spaces/{id}/keys");
    Ok(call(Method::POST, path).json(&new).read().await?.body)
}

/// Replaces a key, and returns the new one with its secret.
pub async fn rotate_key(
    id: PartnerSpaceId,
    key: ApiKeyId,
    rotation: KeyRotation,
) -> Result<MadeApiKey, CallError> {
    let path = format!("/partner-spaces/{id}/keys/{key}/rotation");
    Ok(call(Method::POST, path).json(&rotation).read().await?.body)
}

/// Revokes an API key; requests with it are refused from then on.
pub async fn revoke_key(id: PartnerSpaceId, key: ApiKeyId) -> Result<(), CallError> {
    let path = format!("/partner-spaces/{id}/keys/{key}");
    call(Method::DELETE, path).execute().await
}

/// Returns the figures of the last thirty days.
pub async fn get_usage(id: PartnerSpaceId) -> Result<PartnerUsage, CallError> {
    client::get(format!("/partner-spaces/{id}/usage")).await
}

fn webhook(id: PartnerSpaceId, webhook: WebhookId, rest: &str) -> String {
    format!("/partner-spaces/{id}/webhooks/{webhook}{rest}")
}

/// Returns the webhooks of a space.
pub async fn list_webhooks(id: PartnerSpaceId) -> Result<Webhooks, CallError> {
    client::get(format!("/partner-spaces/{id}/webhooks")).await
}

/// Makes a webhook, and returns it with its secret.
pub async fn make_webhook(id: PartnerSpaceId, new: NewWebhook) -> Result<MadeWebhook, CallError> {
    let path = format!("/partner-spaces/{id}/webhooks");
    Ok(call(Method::POST, path).json(&new).read().await?.body)
}

/// Deletes a webhook with its deliveries.
pub async fn delete_webhook(id: PartnerSpaceId, of: WebhookId) -> Result<(), CallError> {
    call(Method::DELETE, webhook(id, of, "")).execute().await
}

/// Pauses or resumes a webhook.
pub async fn switch_webhook(
    id: PartnerSpaceId,
    of: WebhookId,
    active: bool,
) -> Result<Webhook, CallError> {
    let request = call(Method::PUT, webhook(id, of, "/state"));
    Ok(request.json(&WebhookSwitch { active }).read().await?.body)
}

/// Replaces the secret of a webhook, and returns the new one.
pub async fn rotate_webhook(
    id: PartnerSpaceId,
    of: WebhookId,
    rotation: WebhookRotation,
) -> Result<MadeWebhook, CallError> {
    let request = call(Method::POST, webhook(id, of, "/rotation"));
    Ok(request.json(&rotation).read().await?.body)
}

/// Posts a message that tells nothing, and returns the outcome.
pub async fn test_webhook(id: PartnerSpaceId, of: WebhookId) -> Result<WebhookDelivery, CallError> {
    let request = call(Method::POST, webhook(id, of, "/test"));
    Ok(request.read().await?.body)
}

/// Sends changes again, from the beginning or after a cursor.
pub async fn replay_webhook(
    id: PartnerSpaceId,
    of: WebhookId,
    replay: WebhookReplay,
) -> Result<Webhook, CallError> {
    let request = call(Method::POST, webhook(id, of, "/replay"));
    Ok(request.json(&replay).read().await?.body)
}

/// Returns a page of the deliveries of a webhook, after a cursor.
pub async fn list_deliveries(
    id: PartnerSpaceId,
    of: WebhookId,
    cursor: Option<String>,
) -> Result<Page<WebhookDelivery>, CallError> {
    let query = cursor.map(|cursor| format!("?cursor={cursor}"));
    let path = format!("/deliveries{}", query.unwrap_or_default());
    client::get(webhook(id, of, &path)).await
}

/// Asks for the events of a delivery again.
pub async fn replay_delivery(
    id: PartnerSpaceId,
    of: WebhookId,
    delivery: WebhookDeliveryId,
) -> Result<WebhookDelivery, CallError> {
    let path = webhook(id, of, &format!("/deliveries/{delivery}/replay"));
    Ok(call(Method::POST, path).read().await?.body)
}
