//! Invitations. A person answers one on the page of the mailed link, or in the list of those that wait; each kind says what it offers
//! and where it leads ([`InvitationKind`]). Who may invite has a form, and the list of those that nobody has answered.

mod answer;
mod invite;
mod open;
mod page;
mod received;

pub use invite::invite_form;
pub use open::{OpenInvitation, open_invitations};
pub use page::invitation_page;
pub use received::received_invitations;

use crate::api::CallError;
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use std::future::Future;

/// Offer of an invitation of one kind, as the server returns it, with the keys of its sentences.
pub trait InvitationKind: Clone + DeserializeOwned + Send + Sync + 'static {
    /// Key of the title of its page.
    const TITLE: &'static str;
    /// Key of the heading of those that wait.
    const RECEIVED: &'static str;
    /// Key of the message once it is accepted.
    const ACCEPTED: &'static str;
    /// Key of what a visitor is told.
    const VISITOR: &'static str;
    /// Page that lists those that wait.
    const LIST: &'static str;
    /// Element that takes the focus when one of those that wait was declined, if any.
    const FOCUS: Option<&'static str>;

    /// The offer in a sentence.
    fn sentence(&self) -> String;
    /// Title of the event, or name of the organisation or the partner, that the invitation is to.
    fn name(&self) -> String;
    /// The address that it was sent to.
    fn email(&self) -> String;
    /// Time until which it can be accepted.
    fn expires_at(&self) -> DateTime<Utc>;

    /// Returns what the token of a mailed link offers.
    fn preview(token: String) -> impl Future<Output = Result<Self, CallError>> + 'static;
    /// Returns the open invitations to the caller's address, each with its token.
    fn list() -> impl Future<Output = Result<Vec<(Self, String)>, CallError>> + 'static;
    /// Accepts it, and returns the path of the page that it leads to.
    fn accept(token: String) -> impl Future<Output = Result<String, CallError>> + 'static;
    /// Declines it, without an account.
    fn decline(token: String) -> impl Future<Output = Result<(), CallError>> + 'static;
}
