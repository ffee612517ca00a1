//! Work on one submission together: co-editors, invitations, and the secret reading link.

mod answer;
mod invitation_page;
mod invite;
mod people;
mod reading_link;
mod reading_page;
mod received;
mod sharing;

pub use invitation_page::InvitationPage;
pub use people::Sure;
pub use reading_page::ReadingPage;
pub(super) use received::ReceivedInvitations;
pub(super) use sharing::SharingTag;

use leptos::prelude::*;
use people::People;
use reading_link::ReadingLinkFold;
use shared::id::EventId;
use shared::label::LabelState;

/// Who works on a submission, and the link with which others read it.
#[component]
pub(super) fn Together(id: EventId, state: LabelState) -> impl IntoView {
    view! {
        <People id/>
        <ReadingLinkFold id state/>
    }
}
