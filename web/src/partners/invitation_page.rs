use crate::api::{CallError, partners};
use crate::invitations::{InvitationKind, invitation_page, received_invitations};
use crate::messages::t_args;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use shared::partner::PartnerInvitation;

/// The page of a mailed invitation to a space.
#[component]
pub fn SpaceInvitationPage() -> impl IntoView {
    invitation_page::<PartnerInvitation>()
}

/// The open invitations to the caller's address; nothing when there are none.
#[component]
pub(super) fn Received() -> impl IntoView {
    received_invitations::<PartnerInvitation>()
}

impl InvitationKind for PartnerInvitation {
    const TITLE: &'static str = "space.offer.title";
    const RECEIVED: &'static str = "spaces.received";
    const ACCEPTED: &'static str = "space.offer.accepted";
    const VISITOR: &'static str = "space.offer.visitor";
    const LIST: &'static str = "/espaces-partenaires";
    const FOCUS: Option<&'static str> = Some("own-spaces");

    fn sentence(&self) -> String {
        t_args(
            "space.offer",
            &[("inviter", &self.inviter), ("name", &self.space.name)],
        )
    }

    fn name(&self) -> String {
        self.space.name.clone()
    }

    fn email(&self) -> String {
        self.email.clone()
    }

    fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
    }

    async fn preview(token: String) -> Result<Self, CallError> {
        partners::preview_invitation(token).await
    }

    async fn list() -> Result<Vec<(Self, String)>, CallError> {
        let items = partners::list_invitations().await?.items;
        let items = items.into_iter();
        Ok(items.map(|it| (it.invitation, it.token)).collect())
    }

    async fn accept(token: String) -> Result<String, CallError> {
        let space = partners::accept_invitation(token).await?;
        Ok(format!("/espaces-partenaires/{}", space.id))
    }

    async fn decline(token: String) -> Result<(), CallError> {
        partners::decline_invitation(token).await
    }
}
