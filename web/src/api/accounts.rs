//! Calls on accounts and sessions.

use super::CallError;
use super::client::{self, Method, call};
use shared::account::{
    Account, AccountChange, AccountDeletion, AddressChange, Departure, MailedToken, OpenSessions,
    PasswordChange, PasswordReset, PasswordResetRequest, Preferences, RefusedLetter, Session,
    SignIn, SignUp, VerificationLink,
};
use shared::mail::AccountAddress;
use uuid::Uuid;

/// Requests an account. The response is the same whether or not the address already has one.
pub async fn sign_up(request: SignUp) -> Result<(), CallError> {
    call(Method::POST, "/accounts")
        .json(&request)
        .execute()
        .await
}

/// Fetches what a mailed verification link does, without using it up.
pub async fn preview_verification(token: String) -> Result<VerificationLink, CallError> {
    let link = call(Method::POST, "/accounts/verify/preview")
        .json(&MailedToken { token })
        .read()
        .await?;
    Ok(link.body)
}

/// Verifies the address with the token from the mailed link, and stores the session that it opens.
pub async fn verify_account(token: String) -> Result<Account, CallError> {
    let session = call(Method::POST, "/accounts/verify")
        .json(&MailedToken { token })
        .read::<Session>()
        .await?;
    Ok(client::store_session(session.body))
}

/// Requests a new verification mail.
pub async fn request_verification() -> Result<(), CallError> {
    call(Method::POST, "/accounts/verification").execute().await
}

/// Requests a password reset link by mail.
pub async fn request_password_reset(request: PasswordResetRequest) -> Result<(), CallError> {
    call(Method::POST, "/accounts/password-reset")
        .json(&request)
        .execute()
        .await
}

/// Sets a new password with the token from the mailed link.
pub async fn reset_password(request: PasswordReset) -> Result<(), CallError> {
    call(Method::POST, "/accounts/password-reset/confirm")
        .json(&request)
        .execute()
        .await
}

/// Signs in and stores the session.
pub async fn sign_in(request: SignIn) -> Result<Account, CallError> {
    let session = call(Method::POST, "/session")
        .json(&request)
        .read::<Session>()
        .await?;
    Ok(client::store_session(session.body))
}

/// Ends the session on this device.
pub async fn sign_out() -> Result<(), CallError> {
    let outcome = call(Method::DELETE, "/session").execute().await;
    client::end_session();
    outcome
}

/// Ends the sessions of this account on every device.
pub async fn sign_out_everywhere() -> Result<(), CallError> {
    call(Method::DELETE, "/session/all").execute().await?;
    client::end_session();
    Ok(())
}

/// Renews the session and returns its account. Sends nothing when nobody has signed in on this device.
pub async fn current() -> Result<Option<Account>, CallError> {
    if client::session_hint() {
        client::get("/session").await.map(Some)
    } else {
        Ok(None)
    }
}

/// Replaces the name of the signed-in account.
pub async fn update_account(change: AccountChange) -> Result<Account, CallError> {
    let account = call(Method::PATCH, "/account").json(&change).read().await?;
    Ok(account.body)
}

/// Replaces the password; the sessions on other devices end.
pub async fn change_password(change: PasswordChange) -> Result<(), CallError> {
    call(Method::PUT, "/account/password")
        .json(&change)
        .execute()
        .await
}

/// Requests a link to a new address, which confirms it.
pub async fn request_address_change(change: AddressChange) -> Result<(), CallError> {
    call(Method::POST, "/account/address")
        .json(&change)
        .execute()
        .await
}

/// Confirms a new address with the token from the mailed link.
pub async fn confirm_address_change(token: String) -> Result<(), CallError> {
    call(Method::POST, "/accounts/address/confirm")
        .json(&MailedToken { token })
        .execute()
        .await
}

/// Fetches the state of the person's address.
pub async fn get_account_address() -> Result<AccountAddress, CallError> {
    client::get("/account/address").await
}

/// Fetches the letters that the person wants.
pub async fn get_preferences() -> Result<Preferences, CallError> {
    client::get("/account/preferences").await
}

/// Replaces the letters that the person wants.
pub async fn set_preferences(wanted: Preferences) -> Result<Preferences, CallError> {
    let stored = call(Method::PUT, "/account/preferences")
        .json(&wanted)
        .read()
        .await?;
    Ok(stored.body)
}

/// Refuses a kind of letter with the token of the link in one.
pub async fn refuse_letter(token: String) -> Result<RefusedLetter, CallError> {
    let refused = call(Method::POST, "/letters/refusals")
        .json(&MailedToken { token })
        .read()
        .await?;
    Ok(refused.body)
}

/// Fetches what becomes of the person's events when the account is deleted.
pub async fn preview_departure() -> Result<Departure, CallError> {
    client::get("/account/departure").await
}

pub async fn delete_account(request: AccountDeletion) -> Result<(), CallError> {
    call(Method::DELETE, "/account")
        .json(&request)
        .execute()
        .await
}

/// Fetches the devices that are signed in.
pub async fn list_sessions() -> Result<OpenSessions, CallError> {
    client::get("/account/sessions").await
}

/// Ends the session of a device.
pub async fn end_session(id: Uuid) -> Result<(), CallError> {
    call(Method::DELETE, format!("/account/sessions/{id}"))
        .execute()
        .await
}
