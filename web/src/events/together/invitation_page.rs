use crate::api::{CallError, together};
use crate::invitations::{InvitationKind, invitation_page, received_invitations};
use crate::messages::{t, t_args};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use shared::event::{FileRole, Invitation};

/// The page of a mailed invitation to a submission.
#[component]
pub fn InvitationPage() -> impl IntoView {
    invitation_page::<Invitation>()
}

/// The open invitations to the caller's address, above the list of own events; nothing when there are none.
#[component]
pub(in crate::events) fn ReceivedInvitations() -> impl IntoView {
    received_invitations::<Invitation>()
}

impl InvitationKind for Invitation {
    const TITLE: &'static str = "invitation.title";
    const RECEIVED: &'static str = "invitation.received";
    const ACCEPTED: &'static str = "invitation.accepted";
    const VISITOR: &'static str = "invitation.visitor";
    const LIST: &'static str = "/mes-evenements";
    const FOCUS: Option<&'static str> = None;

    fn sentence(&self) -> String {
        let key = match self.role {
            FileRole::Editor => "invitation.editor",
            FileRole::Submitter => "invitation.submitter",
            FileRole::Owner => "invitation.owner",
        };
        t_args(
            key,
            &[
                ("inviter", &self.inviter),
                ("title", &self.name()),
                ("edition", &self.edition),
            ],
        )
    }

    /// Title of the event, or a stand-in for a draft without one.
    fn name(&self) -> String {
        if self.title.trim().is_empty() {
            t("invitation.untitled").to_owned()
        } else {
            self.title.clone()
        }
    }

    fn email(&self) -> String {
        self.email.clone()
    }

    fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
    }

    async fn preview(token: String) -> Result<Self, CallError> {
        together::preview_invitation(token).await
    }

    async fn list() -> Result<Vec<(Self, String)>, CallError> {
        let items = together::list_invitations().await?.items.into_iter();
        Ok(items.map(|it| (it.invitation, it.token)).collect())
    }

    async fn accept(token: String) -> Result<String, CallError> {
        let joined = together::accept_invitation(token).await?;
        Ok(format!("/mes-evenements/{}", joined.event))
    }

    async fn decline(token: String) -> Result<(), CallError> {
        together::decline_invitation(token).await
    }
}
