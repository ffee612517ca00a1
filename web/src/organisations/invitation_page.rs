use crate::api::{CallError, organisations};
use crate::invitations::{InvitationKind, invitation_page, received_invitations};
use crate::messages::t_args;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use shared::organisation::{MemberInvitation, OrganisationRole};

/// The page of a mailed invitation to an organisation.
#[component]
pub fn MemberInvitationPage() -> impl IntoView {
    invitation_page::<MemberInvitation>()
}

/// The open invitations to the caller's address; nothing when there are none.
#[component]
pub(super) fn Received() -> impl IntoView {
    received_invitations::<MemberInvitation>()
}

impl InvitationKind for MemberInvitation {
    const TITLE: &'static str = "organisation.invitation.title";
    const RECEIVED: &'static str = "organisations.received";
    const ACCEPTED: &'static str = "organisation.invitation.accepted";
    const VISITOR: &'static str = "organisation.invitation.visitor";
    const LIST: &'static str = "/mes-organisations";
    const FOCUS: Option<&'static str> = Some("own-organisations");

    fn sentence(&self) -> String {
        let key = match self.role {
            OrganisationRole::Reads => "organisation.invitation.reads",
            OrganisationRole::Files => "organisation.invitation.files",
            OrganisationRole::Manages => "organisation.invitation.manages",
        };
        t_args(
            key,
            &[
                ("inviter", &self.inviter),
                ("organisation", &self.organisation.name),
            ],
        )
    }

    fn name(&self) -> String {
        self.organisation.name.clone()
    }

    fn email(&self) -> String {
        self.email.clone()
    }

    fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
    }

    async fn preview(token: String) -> Result<Self, CallError> {
        organisations::preview_member_invitation(token).await
    }

    async fn list() -> Result<Vec<(Self, String)>, CallError> {
        let items = organisations::list_member_invitations().await?.items;
        let items = items.into_iter();
        Ok(items.map(|it| (it.invitation, it.token)).collect())
    }

    async fn accept(token: String) -> Result<String, CallError> {
        let joined = organisations::accept_member_invitation(token).await?;
        Ok(format!("/mes-organisations/{}", joined.organisation))
    }

    async fn decline(token: String) -> Result<(), CallError> {
        organisations::decline_member_invitation(token).await
    }
}
