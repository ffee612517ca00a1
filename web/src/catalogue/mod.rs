//! The labelled events as the public sees them: the explorer with its map and its list, and the page of one event.

mod card;
mod departments;
mod event;
mod explorer;
mod share;

pub use card::EventCard;
pub use departments::Departments;
pub use event::EventPage;
pub use explorer::{CommuneSearch, ExplorerPage};
pub use share::Share;

use crate::ui::Tone;
use shared::event::LifeStatus;

/// What the colour of a life status says.
const fn life_tone(status: LifeStatus) -> Tone {
    match status {
        LifeStatus::Scheduled => Tone::Good,
        LifeStatus::Rescheduled | LifeStatus::MovedOnline => Tone::Info,
        LifeStatus::Postponed | LifeStatus::Full => Tone::Warning,
        LifeStatus::Cancelled => Tone::Bad,
    }
}
