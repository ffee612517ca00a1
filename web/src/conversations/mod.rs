//! The conversation on an event submission, on the page of the organiser and on the desk; internal notes and opinions of experts on the
//! desk; and the page of an expert, who has no account.

mod attach;
mod expert_page;
mod messages;
mod notes;
mod opinions;
mod talk;
mod thread;

pub use expert_page::ExpertPage;
pub use notes::Notes;
pub use opinions::Opinions;
pub use talk::Talk;
pub use thread::ConversationSection;

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Fragment of the address that opens the conversation, in the letters about new messages.
pub const CONVERSATION: &str = "conversation";
/// Fragment of the address that opens the opinions on the desk, in the letter about a new one.
pub const OPINIONS: &str = "avis";

/// True when the fragment of the address names this part of the page.
pub fn is_asked_for(part: &str) -> bool {
    let hash = use_location().hash;
    hash.with_untracked(|hash| hash.trim_start_matches('#') == part)
}
