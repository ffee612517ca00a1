//! Work on one submission together: co-editors, invitations, and the secret reading link.

mod invitation_page;
mod people;
mod reading_link;
mod reading_page;
mod sharing;

pub use invitation_page::InvitationPage;
pub(super) use invitation_page::ReceivedInvitations;
pub use people::Sure;
pub use reading_page::ReadingPage;
pub(super) use sharing::SharingTag;

use leptos::prelude::*;
use people::People;
use reading_link::ReadingLinkFold;
use shared::id::EventId;
use shared::label::LabelState;

/// People who work on a submission, and the link with which others read it.
#[component]
pub(super) fn Together(id: EventId, state: LabelState) -> impl IntoView {
    view! {
        <People id/>
        <ReadingLinkFold id state/>
    }
}
