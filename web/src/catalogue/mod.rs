//! The public catalogue of labelled events: the explorer with its map and list.

mod agenda;
mod card;
mod copy;
mod departments;
mod explorer;
mod share;

pub use agenda::Subscriptions;
pub use card::EventCard;
pub use copy::{CopyList, CopySearch, ListToCopy};
pub use explorer::{CommuneSearch, ExplorerPage};
pub use share::Share;

use crate::ui::Tone;
use shared::event::LifeStatus;

/// Colour that shows a life status.
pub const fn life_tone(status: LifeStatus) -> Tone {
    match status {
        LifeStatus::Scheduled => Tone::Good,
        LifeStatus::Rescheduled | LifeStatus::MovedOnline => Tone::Info,
        LifeStatus::Postponed | LifeStatus::Full => Tone::Warning,
        LifeStatus::Cancelled => Tone::Bad,
    }
}
