//! Accounts and sessions.

use super::CallError;
use super::client::{self, Method, call};
use shared::account::{
    Account, MailedToken, PasswordReset, PasswordResetRequest, Session, SignIn, SignUp,
};

/// Asks for an account; the answer is the same whether or not the address has one already.
pub async fn sign_up(request: SignUp) -> Result<(), CallError> {
    call(Method::POST, "/accounts").json(&request).done().await
}

/// Follows the link of the verification mail.
pub async fn verify_account(token: String) -> Result<(), CallError> {
    call(Method::POST, "/accounts/verify")
        .json(&MailedToken { token })
        .done()
        .await
}

/// Asks for the verification mail again.
pub async fn request_verification() -> Result<(), CallError> {
    call(Method::POST, "/accounts/verification").done().await
}

/// Asks for a link to choose a new password.
pub async fn request_password_reset(request: PasswordResetRequest) -> Result<(), CallError> {
    call(Method::POST, "/accounts/password-reset")
        .json(&request)
        .done()
        .await
}

/// Chooses a new password with the secret of the link.
pub async fn reset_password(request: PasswordReset) -> Result<(), CallError> {
    call(Method::POST, "/accounts/password-reset/confirm")
        .json(&request)
        .done()
        .await
}

/// Opens a session.
pub async fn sign_in(request: SignIn) -> Result<Account, CallError> {
    let session = call(Method::POST, "/session")
        .json(&request)
        .read::<Session>()
        .await?;
    Ok(client::keep(session.body))
}

/// Ends the session on this device.
pub async fn sign_out() -> Result<(), CallError> {
    let outcome = call(Method::DELETE, "/session").done().await;
    client::end();
    outcome
}

/// Ends the sessions of this account on every device.
pub async fn sign_out_everywhere() -> Result<(), CallError> {
    call(Method::DELETE, "/session/all").done().await?;
    client::end();
    Ok(())
}

/// Who is signed in, freshly read; asks nothing when nobody ever signed in on this device.
pub async fn current() -> Result<Option<Account>, CallError> {
    if client::session_hint() {
        client::get("/session").await.map(Some)
    } else {
        Ok(None)
    }
}
